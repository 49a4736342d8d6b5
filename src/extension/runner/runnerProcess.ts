import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { runnerEnvironment } from './runnerEnvironment.ts';
import { StderrTail } from './stderrTail.ts';

/** How long a dead runner's last output is waited for, in milliseconds: a descendant may hold its pipes open. */
const LAST_WORDS_MS = 300;
/** How long a runner that was asked to stop may take to end its runs, in milliseconds. */
const STOP_GRACE_MS = 8_000;

/** How the process came to its end. */
export type ProcessEnd =
  | { readonly kind: 'spawn'; readonly message: string }
  | { readonly kind: 'exit'; readonly exitCode: number | null; readonly signal: NodeJS.Signals | null };

/** What a runner process tells its owner. Nothing comes after `ended`. */
export interface RunnerProcessEvents {
  readonly output: (bytes: Uint8Array) => void;
  readonly stderr: (lines: readonly string[]) => void;
  readonly ended: (end: ProcessEnd) => void;
}

/** The operating system's side of a runner: one child process and its three pipes. */
export class RunnerProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #stderr = new StderrTail();
  readonly #waiting: Uint8Array[] = [];
  #blocked = false;
  #ended = false;

  /** Starts `script` with the program that runs this process. */
  constructor(script: string, events: RunnerProcessEvents) {
    this.#child = spawn(process.execPath, [script, 'stdio'], {
      cwd: dirname(script),
      env: runnerEnvironment(process.env, process.versions['electron'] !== undefined),
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    this.#child.stdout.on('data', (bytes: Uint8Array) => events.output(bytes));
    this.#child.stderr.on('data', (bytes: Uint8Array) => events.stderr(this.#stderr.push(bytes)));
    this.#child.stdin.on('drain', () => this.#writeWaiting());
    // A write to a runner that is gone fails here; its end is told by `ended`.
    this.#child.stdin.on('error', () => this.#waiting.splice(0));
    this.#child.once('error', (error) => this.#end(events, { kind: 'spawn', message: error.message }));
    this.#child.once('exit', (exitCode, signal) => void this.#exited(events, exitCode, signal));
  }

  /** The operating system's id; undefined when the process could not be started. */
  get processId(): number | undefined {
    return this.#child.pid;
  }

  /** The last lines that it wrote to stderr, oldest first. */
  get stderrLines(): readonly string[] {
    return this.#stderr.lines;
  }

  /** Sends bytes in order, as fast as the runner takes them. Bytes for a process that has ended are dropped. */
  write(bytes: Uint8Array): void {
    if (this.#ended) return;
    this.#waiting.push(bytes);
    if (!this.#blocked) this.#writeWaiting();
  }

  /** Ends it now. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Closes its input, upon which it cancels its runs and exits; ends it by force when that takes too long. */
  stop(): void {
    if (this.#ended) return;
    // What waits is handed over first; the pipe itself keeps it until the runner takes it.
    for (const bytes of this.#waiting.splice(0)) this.#child.stdin.write(bytes);
    this.#child.stdin.end();
    const force = setTimeout(() => this.kill(), STOP_GRACE_MS);
    force.unref();
    this.#child.once('exit', () => clearTimeout(force));
  }

  #writeWaiting(): void {
    this.#blocked = false;
    while (this.#waiting.length > 0 && !this.#blocked && this.#child.stdin.writable) {
      const bytes = this.#waiting.shift();
      if (bytes) this.#blocked = !this.#child.stdin.write(bytes);
    }
  }

  async #exited(events: RunnerProcessEvents, exitCode: number | null, signal: NodeJS.Signals | null): Promise<void> {
    const patience = AbortSignal.timeout(LAST_WORDS_MS);
    await once(this.#child, 'close', { signal: patience }).catch(() => undefined);
    this.#end(events, { kind: 'exit', exitCode, signal });
  }

  #end(events: RunnerProcessEvents, end: ProcessEnd): void {
    if (this.#ended) return;
    this.#ended = true;
    events.ended(end);
  }
}
