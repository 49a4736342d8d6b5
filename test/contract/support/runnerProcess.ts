import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { ExecutionEvent, ExecutionRequest } from '../../../proto/messages.ts';
import { RunnerPeer } from '../../../proto/peer.ts';

/** How a program ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A real runner program with its pipes. */
export class RunnerProcess {
  readonly child: ChildProcess;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly exit: Promise<Exit>;
  /** Everything that it has said on standard error. */
  stderr = '';

  /** Starts `program` with `args` in `cwd`, on this Node unless another is named. */
  constructor(
    program: string,
    args: readonly string[],
    cwd: string,
    env: NodeJS.ProcessEnv = process.env,
    node = process.execPath,
  ) {
    const child = spawn(node, [program, ...args], { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    this.child = child;
    this.stdin = child.stdin;
    this.stdout = child.stdout;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    // A runner that goes away while it is being written to is the business of `exit`.
    child.stdin.on('error', () => undefined);
    this.exit = new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({ code, signal }));
    });
  }

  /** Collects standard output until the program ends. */
  async output(): Promise<Buffer> {
    const chunks: Buffer[] = [];
    this.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    await this.exit;
    return Buffer.concat(chunks);
  }
}

/** A peer that talks with a `millrace stdio` process; closes when the process does. */
export function connect(runner: RunnerProcess): RunnerPeer {
  const peer = new RunnerPeer({ build: 'test', write: (bytes) => void runner.stdin.write(bytes) });
  runner.stdout.on('data', (chunk: Buffer) => peer.push(chunk));
  void runner.exit.then(({ code, signal }) => peer.close(`The runner ended (${signal ?? code}).`));
  return peer;
}

/** Runs a request to its end and gives all of its events. */
export async function runToEnd(peer: RunnerPeer, request: ExecutionRequest): Promise<ExecutionEvent[]> {
  const run = watchRun(peer, request);
  await run.finished;
  return run.events;
}

/** A run that is being watched. */
export interface WatchedRun {
  readonly events: ExecutionEvent[];
  readonly runId: Promise<string>;
  readonly finished: Promise<ExecutionEvent>;
  /** Resolves to the first event, of those past and those to come, that satisfies the test. */
  until(test: (event: ExecutionEvent) => boolean): Promise<ExecutionEvent>;
}

/** Starts a run and watches its events. A refused or lost run rejects everything that waits for it. */
export function watchRun(peer: RunnerPeer, request: ExecutionRequest): WatchedRun {
  const events: ExecutionEvent[] = [];
  const waiting = new Set<() => void>();
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => undefined);
  const until = (test: (event: ExecutionEvent) => boolean) => {
    const found = new Promise<ExecutionEvent>((resolve) => {
      let seen = 0;
      const look = () => {
        for (; seen < events.length; seen++) {
          const event = events[seen];
          if (!event || !test(event)) continue;
          waiting.delete(look);
          return resolve(event);
        }
      };
      waiting.add(look);
      look();
    });
    return Promise.race([found, failed.promise]);
  };
  const runId = peer.execute(request, (more) => {
    events.push(...more);
    for (const look of waiting) look();
  });
  runId.catch((fault: unknown) => failed.reject(fault));
  const finished = until((event) => event.runFinished != null);
  finished.catch(() => undefined);
  return { events, runId, finished, until };
}
