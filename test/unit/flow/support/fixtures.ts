import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('../../../fixtures/flows/', import.meta.url);

/** The hand-written awkward flows, by file name. */
export const FIXTURES: readonly (readonly [name: string, text: string])[] = readdirSync(fileURLToPath(FOLDER))
  .filter((name) => name.endsWith('.flow'))
  .sort()
  .map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')]);

/** The text of one of them. */
export function fixture(name: string): string {
  const found = FIXTURES.find(([candidate]) => candidate === `${name}.flow`);
  if (!found) throw new Error(`There is no fixture "${name}".`);
  return found[1];
}
