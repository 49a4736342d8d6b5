import { type ChildProcess, spawn } from 'node:child_process';
import { parse } from 'node:path';
import { entryFile } from './entryFile.ts';
import { GOODBYE, type Notice, writeNotice } from './watchdogNotice.ts';

/**
 * The runner's end of the pipe to its watchdog. The watchdog is started before the first command; it boots beside the
 * command and finds the pipe closed if the runner has been killed by then. It keeps neither the runner nor a caller's
 * pipes open.
 */
export class WatchdogLink {
  readonly #runnerId: string;
  readonly #graceMs: number;
  readonly #running = new Set<number>();
  #watchdog: ChildProcess | undefined;

  constructor(runnerId: string, graceMs: number) {
    this.#runnerId = runnerId;
    this.#graceMs = graceMs;
  }

  /** Pid of the watchdog; undefined while there is none. */
  get processId(): number | undefined {
    return this.#watchdog?.pid;
  }

  /** Makes sure that a watchdog runs; one that somebody has ended is replaced and told what runs. */
  ensure(): void {
    if (this.#watchdog) return;
    const args = [entryFile('watchdog', import.meta.url), this.#runnerId, String(this.#graceMs)];
    const watchdog = spawn(process.execPath, args, {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      windowsHide: true,
      // Its own folder would keep the caller's from being removed; options meant for the runner are not for it.
      cwd: parse(process.execPath).root,
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    this.#watchdog = watchdog;
    const forget = () => {
      if (this.#watchdog === watchdog) this.#watchdog = undefined;
    };
    watchdog.on('error', forget);
    watchdog.on('exit', forget);
    watchdog.stdin?.on('error', forget);
    watchdog.unref();
    unreference(watchdog.stdin);
    for (const pid of this.#running) this.#write(writeNotice({ event: 'start', pid }));
  }

  /** Tells the watchdog of a command. */
  tell(notice: Notice): void {
    if (notice.event === 'start') this.#running.add(notice.pid);
    else this.#running.delete(notice.pid);
    this.#write(writeNotice(notice));
  }

  /** Lets the watchdog go: nothing is left to end. A later `ensure` starts another. */
  goodbye(): Promise<void> {
    const watchdog = this.#watchdog;
    this.#watchdog = undefined;
    if (!watchdog?.stdin || watchdog.exitCode !== null) return Promise.resolve();
    const { stdin } = watchdog;
    return new Promise((resolve) => {
      stdin.on('error', () => resolve());
      stdin.end(`${GOODBYE}\n`, () => resolve());
    });
  }

  #write(line: string): void {
    this.#watchdog?.stdin?.write(line);
  }
}

/** A pipe of a child is a socket, though its type does not say so. */
function unreference(stream: unknown): void {
  (stream as { unref?: () => void } | null)?.unref?.();
}
