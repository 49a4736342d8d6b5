import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the repository, whether the caller runs from source or from a bundle below it. */
export function repositoryRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'proto', 'execution.proto'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('This is not below the repository.');
    folder = parent;
  }
  return folder;
}
