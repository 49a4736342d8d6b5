import { findLauncher, type LauncherFile } from './launcherFile.ts';
import type { LauncherSettings } from './launcherFrames.ts';
import { LauncherLink } from './launcherLink.ts';

/** Opens launchers, one for each run, until it turns out that there is none that works. */
export class Launchers {
  readonly #settings: LauncherSettings;
  #file: LauncherFile;
  #knowTree = process.platform === 'linux';

  /** `file` is what was found beside the runner unless it is given. */
  constructor(settings: LauncherSettings, file: LauncherFile = findLauncher()) {
    this.#settings = settings;
    this.#file = file;
  }

  /** Why there is none; undefined as long as there seems to be one. */
  get absence(): string | undefined {
    return 'why' in this.#file ? this.#file.why : undefined;
  }

  /** Whether launchers know all that their commands start, as far as they are known themselves. */
  get knowTree(): boolean {
    return this.absence === undefined && this.#knowTree;
  }

  /** A launcher that works; undefined when there is none. `lost` is as for `LauncherLink.open`. */
  async open(lost: () => Promise<unknown>): Promise<LauncherLink | undefined> {
    if ('why' in this.#file) return undefined;
    const opened = await LauncherLink.open(this.#file.program, this.#settings, lost);
    if (typeof opened === 'string') {
      this.#file = { why: opened };
      return undefined;
    }
    this.#knowTree = opened.knowsTree;
    return opened;
  }
}
