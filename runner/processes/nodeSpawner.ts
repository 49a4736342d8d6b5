import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { CommandEnd } from './processKeeper.ts';
import type { CommandStream, Spawner, SpawnRequest, SpawnResult, StreamListener } from './spawner.ts';

/** Starts processes by what Node has for it. Works everywhere; costs more the more memory this process has. */
export class NodeSpawner implements Spawner {
  readonly #environment: Readonly<Record<string, string>>;

  /** `environment` is what processes inherit. */
  constructor(environment: Readonly<Record<string, string>>) {
    this.#environment = environment;
  }

  async start(request: SpawnRequest): Promise<SpawnResult> {
    const env: NodeJS.ProcessEnv = { ...this.#environment };
    for (const name of request.withheld) delete env[name];
    Object.assign(env, request.env);
    try {
      return await started(
        spawn(request.program, request.args, {
          cwd: request.workdir,
          env,
          // A session of its own. On Windows this would open a console window, and there are no sessions.
          detached: process.platform !== 'win32',
          stdio: stdioOf(request),
          windowsHide: true,
        }),
        request,
      );
    } catch (error) {
      return { ok: false, error: error as NodeJS.ErrnoException };
    }
  }
}

function started(child: ChildProcess, request: SpawnRequest): SpawnResult | Promise<SpawnResult> {
  const { pid, stdout, stderr } = child;
  if (pid === undefined || !stdout || !stderr) {
    return new Promise((resolve) => child.once('error', (error) => resolve({ ok: false, error })));
  }
  const ended = new Promise<CommandEnd>((resolve) => {
    child.once('exit', (exitCode, signal) => resolve(signal ? { signal } : { exitCode: exitCode ?? 0 }));
  });
  feed(child, request);
  const streams = { stdout: new NodeStream(stdout), stderr: new NodeStream(stderr) };
  return { ok: true, process: { processId: pid, ...streams, ended } };
}

function stdioOf({ stdin }: SpawnRequest): StdioOptions {
  if (stdin === undefined) return ['ignore', 'pipe', 'pipe'];
  return [typeof stdin === 'string' ? 'pipe' : stdin.descriptor, 'pipe', 'pipe'];
}

/** Writes the text for standard input. A command may end without reading it, which is its own business. */
function feed(child: ChildProcess, { stdin }: SpawnRequest): void {
  child.on('error', () => {}); // A failed kill; what has become of the command is told by `exit`.
  if (typeof stdin !== 'string' || !child.stdin) return;
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
}

/** A stream of Node's as one of a command. */
export class NodeStream implements CommandStream {
  readonly #stream: Readable;

  constructor(stream: Readable) {
    this.#stream = stream;
    stream.on('error', () => {}); // `close` follows; a broken pipe of a command that is gone is no news.
  }

  get isPaused(): boolean {
    return this.#stream.isPaused();
  }

  listen(listener: StreamListener): void {
    this.#stream.once('close', () => listener.closed());
    this.#stream.on('data', (bytes: Uint8Array) => listener.chunk(bytes));
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  discard(): void {
    this.#stream.removeAllListeners('data');
    this.#stream.resume();
    // It is a socket, though its type does not say so; a process that holds it must not keep this one.
    (this.#stream as { unref?: () => void }).unref?.();
  }
}
