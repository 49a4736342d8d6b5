import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Soon } from '../values/soon.ts';

/** The file `$FLOW_OUTPUT` of one command. Most commands never write it, and to ask for just that is far cheaper. */
export class OutputFile {
  /** Absolute. */
  readonly path: string;
  #isThere: boolean | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** Whether the command has made it. To be asked once the command has ended: it is looked up once. */
  get isThere(): boolean {
    this.#isThere ??= existsSync(this.path);
    return this.#isThere;
  }

  /** Removes what the command has made in its place. */
  remove(): Soon<void> {
    if (this.isThere) return rm(this.path, { force: true, recursive: true });
  }
}
