import { type ChildProcess, spawn } from 'node:child_process';
import { parse } from 'node:path';
import { entryFile } from './entryFile.ts';
import { GOODBYE, type Notice, writeNotice } from './watchdogNotice.ts';

/**
 * Notices wait this long for others. The cookie leads the watchdog to nearly everything anyway; notices help with
 * processes that cleared their environment, and a command that came and went in between is not worth telling.
 */
const NOTICE_DELAY_MS = 50;

/**
 * The runner's end of the pipe to its watchdog. The watchdog is started before the first command; it boots beside the
 * command and finds the pipe closed if the runner has been killed by then. It keeps neither the runner nor a caller's
 * pipes open.
 */
export class WatchdogLink {
  readonly #runnerId: string;
  readonly #graceMs: number;
  readonly #running = new Set<number>();
  readonly #told = new Set<number>();
  #isTelling = false;
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
    this.#told.clear();
  }

  /** Tells the watchdog of a command, soon. */
  tell(notice: Notice): void {
    if (notice.event === 'start') this.#running.add(notice.pid);
    else this.#running.delete(notice.pid);
    if (this.#isTelling) return;
    this.#isTelling = true;
    setTimeout(() => this.#tellNews(), NOTICE_DELAY_MS).unref();
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

  #tellNews(): void {
    this.#isTelling = false;
    const started = [...this.#running].filter((pid) => !this.#told.has(pid));
    const ended = [...this.#told].filter((pid) => !this.#running.has(pid));
    for (const pid of started) this.#told.add(pid);
    for (const pid of ended) this.#told.delete(pid);
    const lines = [
      ...started.map((pid) => writeNotice({ event: 'start', pid })),
      ...ended.map((pid) => writeNotice({ event: 'exit', pid })),
    ];
    if (lines.length > 0) this.#watchdog?.stdin?.write(lines.join(''));
  }
}

/** A pipe of a child is a socket, though its type does not say so. */
function unreference(stream: unknown): void {
  (stream as { unref?: () => void } | null)?.unref?.();
}
