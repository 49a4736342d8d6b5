import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The file of a program of ours that runs in a process or thread of its own. From sources it is the `.ts` file beside
 * its user; built, it is the `.mjs` of that name at the top of the output, where shared code may be one folder below.
 * @param name Name of the source file without its ending.
 * @param userUrl `import.meta.url` of the module beside which the source stands.
 */
export function entryFile(name: string, userUrl: string): string {
  const user = fileURLToPath(userUrl);
  if (user.endsWith('.ts')) return join(dirname(user), `${name}.ts`);
  const folder = dirname(user);
  return join(basename(folder) === 'chunks' ? dirname(folder) : folder, `${name}.mjs`);
}
