import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { TRANSFORM_HEAP_MIB, TRANSFORM_WORKERS } from '../executors/limits.ts';
import { entryFile } from '../processes/entryFile.ts';
import type { TransformReply, TransformRequest } from './transformMessages.ts';

/** What became of an expression. */
export type TransformOutcome =
  | TransformReply
  | { readonly ok: false; readonly stopped: true }
  | { readonly ok: false; readonly outOfMemory: true };

const STOPPED: TransformOutcome = { ok: false, stopped: true };

/**
 * Threads that compute expressions: started when they are needed, used again, and ended when an expression does not end
 * by itself. Idle threads do not keep the runner alive. May be shared by runs.
 */
export class TransformThreads {
  readonly #limit = Math.min(TRANSFORM_WORKERS, availableParallelism());
  readonly #idle: Worker[] = [];
  readonly #waiting: ((worker: Worker) => void)[] = [];
  readonly #all = new Set<Worker>();

  /** Computes an expression. Rejects only when no thread can be started. */
  async compute(request: TransformRequest, signal: AbortSignal): Promise<TransformOutcome> {
    const worker = await this.#take();
    if (signal.aborted) {
      this.#giveBack(worker);
      return STOPPED;
    }
    const outcome = await converse(worker, request, signal);
    if (outcome.reusable) this.#giveBack(worker);
    else this.#replace(worker);
    return outcome.result;
  }

  /** Ends all threads. */
  async shutdown(): Promise<void> {
    const workers = [...this.#all];
    this.#all.clear();
    this.#idle.length = 0;
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  #take(): Promise<Worker> {
    const idle = this.#idle.pop();
    if (idle) return Promise.resolve(idle);
    if (this.#all.size < this.#limit) return Promise.resolve(this.#start());
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #start(): Worker {
    const worker = new Worker(entryFile('transformWorker', import.meta.url), {
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: TRANSFORM_HEAP_MIB },
    });
    worker.unref();
    worker.on('error', () => {}); // Told to whoever waits for an answer; an idle thread has nobody to tell.
    this.#all.add(worker);
    return worker;
  }

  #giveBack(worker: Worker): void {
    const next = this.#waiting.shift();
    if (next) next(worker);
    else this.#idle.push(worker);
  }

  #replace(worker: Worker): void {
    this.#all.delete(worker);
    void worker.terminate();
    const next = this.#waiting.shift();
    if (next) next(this.#start());
  }
}

/** Puts a request to a thread and waits for the answer, for its end, or for the signal, whichever comes first. */
function converse(
  worker: Worker,
  request: TransformRequest,
  signal: AbortSignal,
): Promise<{ result: TransformOutcome; reusable: boolean }> {
  return new Promise((resolve) => {
    const finish = (result: TransformOutcome, reusable: boolean) => {
      worker.off('message', onReply);
      worker.off('error', onError);
      worker.off('exit', onExit);
      signal.removeEventListener('abort', onAbort);
      worker.unref();
      resolve({ result, reusable });
    };
    const onReply = (reply: TransformReply) => finish(reply, true);
    const onAbort = () => finish(STOPPED, false);
    const onError = (error: NodeJS.ErrnoException) => finish(resultOf(error), false);
    const onExit = () => finish({ ok: false, message: 'its thread ended' }, false);
    worker.ref();
    worker.on('message', onReply);
    worker.on('error', onError);
    worker.on('exit', onExit);
    signal.addEventListener('abort', onAbort);
    worker.postMessage(request);
  });
}

function resultOf(error: NodeJS.ErrnoException): TransformOutcome {
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') return { ok: false, outOfMemory: true };
  return { ok: false, message: error.message };
}
