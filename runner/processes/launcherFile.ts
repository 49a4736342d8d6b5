import { accessSync, constants } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Set to `off`, commands are started without the launcher; set to a path, by that one. */
export const LAUNCHER_VARIABLE = 'MILLRACE_LAUNCHER';

/** The program of the launcher, or why there is none, in words. */
export type LauncherFile = { readonly program: string } | { readonly why: string };

/** Name of the launcher's program for a platform and a processor, as Node calls them. */
export function launcherName(platform: string = process.platform, processor: string = process.arch): string {
  return `launcher-${platform}-${processor}`;
}

/** The launcher that was built for this machine, beside the runner. */
export function findLauncher(): LauncherFile {
  if (process.platform === 'win32') return { why: 'there is none for Windows' };
  const asked = process.env[LAUNCHER_VARIABLE];
  if (asked === 'off') return { why: `${LAUNCHER_VARIABLE} is off` };
  const program = asked || join(programFolder(), launcherName());
  try {
    accessSync(program, constants.X_OK);
    return { program };
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return { why: isMissing ? `there is no ${program}` : `${program} may not be executed` };
  }
}

/** Where the built runner stands; of the sources, where they are built to. */
function programFolder(): string {
  const user = fileURLToPath(import.meta.url);
  const folder = dirname(user);
  if (user.endsWith('.ts')) return join(folder, '..', '..', 'dist', 'runner');
  return basename(folder) === 'chunks' ? dirname(folder) : folder;
}
