import type { ExecutionEvent } from '../../../proto/messages.ts';
import { PeerError } from '../../../proto/peer.ts';
import { emptyRun, foldEvents, markRunnerLost } from '../../flow/run/fold.ts';
import { isRunOver } from '../../flow/run/status.ts';
import { Coalescer } from '../lifecycle/coalescer.ts';
import { Emitter } from '../lifecycle/emitter.ts';
import { type RunnerConnection, RunnerUnavailable } from '../runner/runnerConnection.ts';
import type { RunRecord, RunStore } from '../runs/runStore.ts';
import { type PastRunRecord, pastRunRecord } from './pastRun.ts';

/** Runs of earlier sessions that are listed; the journals of all that are kept are on disk. */
export const PAST_RUNS_LISTED = 50;

/** How long a run of another window or terminal is taken to go on before it is looked at again, in milliseconds. */
const LOOK_AGAIN_MS = 3_000;

/** A state folder with the flows whose runs it keeps. */
export interface HistoryPlace {
  /** Absolute. */
  readonly stateFolder: string;
  /** URIs of flows, as text, by what their runs call them. */
  readonly flows: ReadonlyMap<string, string>;
}

/** What the history is made of. */
export interface PastRunsParts {
  readonly store: RunStore;
  readonly connection: RunnerConnection;
  /** Where runs of this window's flows may be; nowhere in a window that is not trusted. */
  readonly places: () => Promise<readonly HistoryPlace[]>;
  readonly log: (line: string) => void;
}

/**
 * Runs of earlier sessions, of other windows and of the command line, as their journals tell of them. The runner reads
 * those, and is started for it only where there are some.
 */
export class PastRuns {
  readonly #parts: PastRunsParts;
  readonly #onDidChange: Emitter<void>;
  readonly #again = new Coalescer(() => void this.refresh(), LOOK_AGAIN_MS);
  #runs: readonly PastRunRecord[] = [];
  #hiddenBeforeMs = 0;
  #refreshing: Promise<void> | undefined;
  #isWatched = false;

  constructor(parts: PastRunsParts) {
    this.#parts = parts;
    this.#onDidChange = new Emitter((error) => parts.log(String(error)));
  }

  /** Other runs are there, or they have changed. */
  get onDidChange() {
    return this.#onDidChange.event;
  }

  /** Newest first, without those that this session knows itself. */
  all(): readonly PastRunRecord[] {
    return this.#runs.filter((run) => run.startedMs >= this.#hiddenBeforeMs && !this.#parts.store.get(run.runId));
  }

  get(runId: string): PastRunRecord | undefined {
    return this.#runs.find((run) => run.runId === runId);
  }

  /** Whether somebody looks at the list: then it is read now, and again while runs of others go on. */
  watch(isWatched: boolean): void {
    this.#isWatched = isWatched;
    if (isWatched) void this.refresh();
    else this.#again.dispose();
  }

  /** Reads the list anew. Never rejects: what cannot be read is told in the log. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#read().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  /** Shows no run any more that began before now. */
  hide(): void {
    this.#hiddenBeforeMs = Date.now();
    this.#onDidChange.fire();
  }

  /**
   * The run as it ended, among the runs of this session from then on.
   * @throws RunnerUnavailable, PeerError: when its journal cannot be had.
   */
  async restore(run: PastRunRecord): Promise<RunRecord> {
    let snapshot = emptyRun(run.runId);
    await this.#parts.connection.readJournal(run, (events) => {
      snapshot = foldEvents(snapshot, events);
    });
    if (!isRunOver(snapshot.state)) snapshot = markRunnerLost(snapshot, run.reason, run.startedMs + run.durationMs);
    const { runId, flow, title } = run;
    return this.#parts.store.restore({ runId, flow, title, nodeIds: [...snapshot.nodes.keys()], snapshot });
  }

  /**
   * Hands over all events of a run.
   * @throws RunnerUnavailable, PeerError: when its journal cannot be had.
   */
  events(run: PastRunRecord, take: (events: readonly ExecutionEvent[]) => void): Promise<void> {
    return this.#parts.connection.readJournal(run, take);
  }

  dispose(): void {
    this.#again.dispose();
    this.#onDidChange.dispose();
  }

  async #read(): Promise<void> {
    try {
      const places = await this.#parts.places();
      const found = await Promise.all(places.map((place) => this.#runsOf(place)));
      const runs = found.flat().sort((a, b) => b.startedMs - a.startedMs);
      this.#runs = runs.slice(0, PAST_RUNS_LISTED);
      this.#onDidChange.fire();
    } catch (error) {
      if (!(error instanceof PeerError) && !(error instanceof RunnerUnavailable)) throw error;
      this.#parts.log(`Earlier runs cannot be listed: ${error.message}`);
    }
    if (this.#isWatched && this.all().some((run) => run.state === 'running')) this.#again.request();
  }

  async #runsOf({ stateFolder, flows }: HistoryPlace): Promise<PastRunRecord[]> {
    const runs = await this.#parts.connection.history({ stateFolder, limit: PAST_RUNS_LISTED });
    return runs.flatMap((run) => {
      const flow = flows.get(run.flowSource ?? '');
      return flow === undefined ? [] : [pastRunRecord(run, { flow, stateFolder })];
    });
  }
}
