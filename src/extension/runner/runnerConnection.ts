import type {
  ExecutionRequest,
  HistoryRequest,
  PastRun,
  Pin,
  PinRequest,
  PinsRequest,
} from '../../../proto/messages.ts';
import { type EventListener, PeerError, RunnerPeer } from '../../../proto/peer.ts';
import { Emitter } from '../lifecycle/emitter.ts';
import { type After, IdleWatch } from './idleWatch.ts';
import { describeLoss, type RunnerLoss } from './runnerLoss.ts';
import { type ProcessEnd, RunnerProcess } from './runnerProcess.ts';
import { decideStart, type StartRemedy } from './startPolicy.ts';

/** Losses that the start policy looks back on. */
const LOSSES_REMEMBERED = 10;

/** What the journals of runs say that go with the window. */
const GONE_REASON = 'The window was closed or reloaded.';

/**
 * What is known of the runner. Each state carries only what exists in it.
 *
 * ```
 * idle ──execute──► starting ──hello──► ready ──end──► lost ──execute──► starting
 *   ▲                   └──────end, or another version──►┘        any ──dispose──► disposed
 *   └──────────not needed for a while─────┘
 * ```
 */
export type RunnerState =
  | { readonly at: 'idle' }
  | { readonly at: 'starting'; readonly process: RunnerProcess; readonly peer: RunnerPeer }
  | { readonly at: 'ready'; readonly process: RunnerProcess; readonly peer: RunnerPeer; readonly build: string }
  | { readonly at: 'lost'; readonly loss: RunnerLoss }
  | { readonly at: 'disposed' };

/** What the connection needs of its surroundings. */
export interface RunnerConnectionOptions {
  /** Absolute path of the runner's bundle. */
  readonly script: string;
  /** Version of this build. */
  readonly build: string;
  /** Gets what the runner writes to stderr, and what becomes of the connection. */
  readonly log: (line: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Timers of the surroundings. */
  readonly after: After;
  /** How long a runner without a run is kept, in milliseconds; 0: for as long as the window. */
  readonly idleTimeoutMs: () => number;
}

/** Where the journal of a run is. */
export interface RunPlace {
  /** Absolute. */
  readonly stateFolder: string;
  readonly runId: string;
}

/** A request that found no runner, with the reason in words. */
export class RunnerUnavailable extends Error {
  override readonly name = 'RunnerUnavailable';
  /** What a person can do about it, when there is something. */
  readonly remedy: StartRemedy | undefined;

  constructor(message: string, remedy?: StartRemedy) {
    super(message);
    this.remedy = remedy;
  }
}

/**
 * The one runner of this window. It is started by the first run and stays warm until nothing was asked of it for a while.
 * When it is lost, everything that waits for it is rejected, `onDidLose` says how it ended, and the next run starts a new
 * one.
 */
export class RunnerConnection {
  readonly #options: RunnerConnectionOptions;
  readonly #onDidLose: Emitter<RunnerLoss>;
  readonly #idle: IdleWatch;
  #losses: readonly RunnerLoss[] = [];
  #state: RunnerState = { at: 'idle' };
  /** Settles when the latest change of pins is made or refused. */
  #pinning: Promise<unknown> = Promise.resolve();

  constructor(options: RunnerConnectionOptions) {
    this.#options = options;
    this.#onDidLose = new Emitter((error) => options.log(String(error)));
    const { after, idleTimeoutMs } = options;
    this.#idle = new IdleWatch({ after, timeoutMs: idleTimeoutMs, idle: () => this.#retire() });
  }

  get state(): RunnerState {
    return this.#state;
  }

  /** The runner ended and nobody had asked for it. */
  get onDidLose() {
    return this.#onDidLose.event;
  }

  /**
   * Starts a run, and a runner when there is none.
   * @throws RunnerUnavailable when no runner can be had; PeerError when it refuses the request or is lost meanwhile.
   */
  async execute(request: ExecutionRequest, listener: EventListener): Promise<void> {
    // Whoever pins and then runs means the pins as they are afterwards.
    await this.#pinning;
    const peer = this.#peer();
    const release = this.#idle.hold();
    try {
      await peer.execute(request, (events) => {
        if (events.at(-1)?.runFinished) release();
        listener(events);
      });
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Gives a runner that kept ending another chance. */
  forgetLosses(): void {
    this.#losses = [];
  }

  /** The time after which a runner is not needed any more has changed. */
  idleTimeoutChanged(): void {
    if (this.#state.at === 'starting' || this.#state.at === 'ready') this.#idle.touch();
  }

  /**
   * Pins a node or takes its pin away; resolves to all pins that its flow has then. Starts a runner when there is none.
   * @throws RunnerUnavailable, PeerError: as `execute` does.
   */
  async pin(request: PinRequest): Promise<readonly Pin[]> {
    const pinned = this.#peer().pin(request);
    this.#pinning = pinned.catch(() => undefined);
    return (await pinned).pins ?? [];
  }

  /**
   * All pins of a flow. Starts a runner when there is none.
   * @throws RunnerUnavailable, PeerError: as `execute` does.
   */
  async pins(request: PinsRequest): Promise<readonly Pin[]> {
    return (await this.#peer().pins(request)).pins ?? [];
  }

  /**
   * The latest runs in a state folder, newest first. Starts a runner when there is none.
   * @throws RunnerUnavailable, PeerError: as `execute` does.
   */
  async history(request: HistoryRequest): Promise<readonly PastRun[]> {
    return (await this.#peer().history(request)).runs ?? [];
  }

  /**
   * Hands over a run's journal, part by part, as it is on disk now. Starts a runner when there is none.
   * @throws RunnerUnavailable, PeerError: as `execute` does.
   */
  async readJournal(run: RunPlace, take: EventListener): Promise<void> {
    let offset = 0;
    let afterSequence = 0;
    do {
      const part = await this.#peer().journal({ ...run, offset, afterSequence });
      const events = part.events ?? [];
      take(events);
      offset = part.nextOffset ?? 0;
      afterSequence = events.at(-1)?.sequence ?? afterSequence;
    } while (offset > 0);
  }

  /** Asks for a run's end; false when it is not under way any more, also because the runner is gone. */
  async cancel(runId: string, reason: string): Promise<boolean> {
    if (this.#state.at !== 'ready' && this.#state.at !== 'starting') return false;
    try {
      return await this.#state.peer.cancel(runId, reason);
    } catch (error) {
      if (error instanceof PeerError) return false;
      throw error;
    }
  }

  /**
   * Ends the runner by force, for a person whose runner does not answer: its runs are lost, the next one starts anew.
   * @returns False when there is no runner.
   */
  kill(): boolean {
    if (this.#state.at !== 'ready' && this.#state.at !== 'starting') return false;
    this.#state.process.kill();
    return true;
  }

  /** Ends the runner and, through it, everything that it runs. */
  dispose(): void {
    const state = this.#state;
    this.#state = { at: 'disposed' };
    this.#onDidLose.dispose();
    this.#idle.reset();
    if (state.at !== 'starting' && state.at !== 'ready') return;
    state.peer.close('The editor is closing.');
    state.process.stop();
  }

  /** The runner that is there or that is started now; being asked for keeps it warm. */
  #peer(): RunnerPeer {
    const peer = this.#findOrStart();
    this.#idle.touch();
    return peer;
  }

  #findOrStart(): RunnerPeer {
    switch (this.#state.at) {
      case 'starting':
      case 'ready':
        return this.#state.peer;
      case 'disposed':
        throw new RunnerUnavailable('The editor is closing.');
      case 'idle':
      case 'lost':
        return this.#start();
      default:
        return this.#state satisfies never;
    }
  }

  #start(): RunnerPeer {
    const decision = decideStart(this.#losses, this.#options.now());
    if (!decision.start) throw new RunnerUnavailable(decision.reason, decision.remedy);
    const process = new RunnerProcess(this.#options.script, {
      output: (bytes) => peer.push(bytes),
      stderr: (lines) => lines.forEach((line) => this.#options.log(`runner: ${line}`)),
      ended: (end) => this.#processEnded(process, peer, end),
    });
    const peer: RunnerPeer = new RunnerPeer({
      build: this.#options.build,
      goneReason: GONE_REASON,
      write: (bytes) => process.write(bytes),
      closed: (cause) => this.#talkEnded(process, cause),
    });
    this.#state = { at: 'starting', process, peer };
    peer.hello.then(
      (hello) => this.#greeted(process, peer, hello.build ?? ''),
      () => undefined,
    );
    return peer;
  }

  /** Nothing was asked of the runner for a while: its memory is better used elsewhere. */
  #retire(): void {
    const state = this.#state;
    if (state.at !== 'starting' && state.at !== 'ready') return;
    this.#state = { at: 'idle' };
    this.#options.log(`Runner process ${state.process.processId} was not needed for a while and ends.`);
    state.peer.close('The runner was not needed for a while.');
    state.process.stop();
  }

  #greeted(process: RunnerProcess, peer: RunnerPeer, build: string): void {
    if (this.#state.at !== 'starting' || this.#state.process !== process) return;
    this.#state = { at: 'ready', process, peer, build };
    this.#options.log(`Runner ${build} is ready (process ${process.processId}).`);
  }

  /** The talk ended before the process did: another version, or bytes that are no message. */
  #talkEnded(process: RunnerProcess, cause: PeerError): void {
    if (cause.kind === 'closed' || !this.#owns(process)) return;
    const kind = cause.kind === 'version' ? 'version' : 'protocol';
    const loss = { kind, timeMs: this.#options.now(), cause: cause.message, stderr: process.stderrLines } as const;
    process.kill();
    this.#lose(loss);
  }

  #processEnded(process: RunnerProcess, peer: RunnerPeer, end: ProcessEnd): void {
    if (!this.#owns(process)) return;
    const loss = lossOf(end, process.stderrLines, this.#options.now());
    // Settled first: those who wait for an answer must not find a connection that looks lost but still answers.
    this.#lose(loss);
    peer.close(describeLoss(loss));
  }

  #owns(process: RunnerProcess): boolean {
    const state = this.#state;
    return (state.at === 'starting' || state.at === 'ready') && state.process === process;
  }

  #lose(loss: RunnerLoss): void {
    this.#idle.reset();
    this.#losses = [...this.#losses, loss].slice(-LOSSES_REMEMBERED);
    this.#state = { at: 'lost', loss };
    this.#options.log(describeLoss(loss));
    this.#onDidLose.fire(loss);
  }
}

function lossOf(end: ProcessEnd, stderr: readonly string[], timeMs: number): RunnerLoss {
  if (end.kind === 'spawn') return { kind: 'spawn', timeMs, cause: end.message, stderr };
  return {
    kind: 'exit',
    timeMs,
    ...(end.exitCode === null ? {} : { exitCode: end.exitCode }),
    ...(end.signal === null ? {} : { signal: end.signal }),
    stderr,
  };
}
