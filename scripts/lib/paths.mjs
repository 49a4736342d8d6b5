import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the checkout, wherever a script was started from. */
export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** A path below the root. */
export function inRoot(...parts) {
  return join(ROOT, ...parts);
}

/** Everything that can be deleted and made again: type declarations, test results, private profiles. */
export const CACHE = inRoot('.cache');

/** Programs that the scripts install for themselves, never into the system. */
export const TOOLS = inRoot('.tools');
