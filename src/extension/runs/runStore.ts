import type { ExecutionEvent } from '../../../proto/messages.ts';
import { emptyRun, foldEvents, markRunnerLost } from '../../flow/run/fold.ts';
import type { OutputSnapshot, RunSnapshot } from '../../flow/run/snapshot.ts';
import { isRunOver } from '../../flow/run/status.ts';
import { Coalescer } from '../lifecycle/coalescer.ts';
import { Emitter } from '../lifecycle/emitter.ts';

/** A run of this session: what was asked for, and what is known of it. */
export interface RunRecord {
  readonly runId: string;
  /** URI of the flow, as text. */
  readonly flow: string;
  /** What people call the flow. */
  readonly title: string;
  /** Ids of all nodes, in document order. */
  readonly nodeIds: readonly string[];
  readonly snapshot: RunSnapshot;
}

/** Events of one run as they came, for those who show every line. */
export interface RunEvents {
  readonly record: RunRecord;
  readonly events: readonly ExecutionEvent[];
}

/** How long events gather before they are folded and shown, in milliseconds. */
export const FOLD_INTERVAL_MS = 50;
/** Runs that a session remembers; the oldest finished ones are forgotten first. */
export const RUNS_REMEMBERED = 50;

/**
 * All runs of this session by id. Events gather for a moment, are folded once, and then everybody hears of it once;
 * the last event of a run is shown at once. Runs never mix: an event belongs to the run that it names.
 */
export class RunStore {
  readonly #runs = new Map<string, RunRecord>();
  /** Runs that somebody chose to see, by flow; without one a flow's latest run is shown. */
  readonly #shown = new Map<string, string>();
  readonly #waiting = new Map<string, ExecutionEvent[]>();
  readonly #onDidReceive: Emitter<RunEvents>;
  readonly #onDidChange: Emitter<readonly RunRecord[]>;
  readonly #fold = new Coalescer(() => this.#foldWaiting(), FOLD_INTERVAL_MS);

  /** `onError` hears what a listener threw. */
  constructor(onError: (error: unknown) => void) {
    this.#onDidReceive = new Emitter(onError);
    this.#onDidChange = new Emitter(onError);
  }

  /** Runs that changed, each with its new snapshot. An empty list means that runs were forgotten. */
  get onDidChange() {
    return this.#onDidChange.event;
  }

  /** Every event once, in order, after it was folded. */
  get onDidReceive() {
    return this.#onDidReceive.event;
  }

  /** Takes note of a run that is about to be asked for. */
  begin(run: Omit<RunRecord, 'snapshot'>): RunRecord {
    const snapshot: RunSnapshot = { ...emptyRun(run.runId), flowName: run.title, flowSource: run.flow };
    const record = { ...run, snapshot };
    this.#runs.set(run.runId, record);
    this.#shown.delete(run.flow);
    this.#forgetOldest();
    this.#onDidChange.fire([record]);
    return record;
  }

  /** Takes note of a run of an earlier session, which has ended, in its place among the others. */
  restore(record: RunRecord): RunRecord {
    const others = [...this.#runs.values()].filter(({ runId }) => runId !== record.runId);
    const later = others.findIndex(({ snapshot }) => startOf(snapshot) > startOf(record.snapshot));
    this.#runs.clear();
    for (const run of others.toSpliced(later < 0 ? others.length : later, 0, record)) this.#runs.set(run.runId, run);
    this.#onDidChange.fire([]);
    return record;
  }

  /** From now on, until the flow runs again, this run of it is the one that is shown. */
  show(runId: string): void {
    const record = this.#runs.get(runId);
    if (!record) return;
    this.#shown.set(record.flow, runId);
    this.#onDidChange.fire([record]);
  }

  /** Takes events of one run, in order; events of unknown runs are dropped. */
  append(runId: string, events: readonly ExecutionEvent[]): void {
    if (!this.#runs.has(runId)) return;
    const waiting = this.#waiting.get(runId);
    if (waiting) for (const event of events) waiting.push(event);
    else this.#waiting.set(runId, [...events]);
    this.#fold.request();
    if (events.at(-1)?.runFinished) this.#fold.flush();
  }

  /** Shows at once that a cancel was asked for, before the runner says so. */
  acknowledgeCancel(runId: string): void {
    this.#update(runId, (snapshot) =>
      isRunOver(snapshot.state) || snapshot.cancelling ? snapshot : { ...snapshot, cancelling: true },
    );
  }

  /** The runner is gone: what ran has crashed. Runs that had ended stay as they are. */
  markLost(runId: string, message: string, timeMs: number): void {
    this.#fold.flush();
    this.#update(runId, (snapshot) =>
      isRunOver(snapshot.state) ? snapshot : markRunnerLost(snapshot, message, timeMs),
    );
  }

  /** Forgets a run that never began. */
  forget(runId: string): void {
    if (this.#runs.delete(runId)) this.#onDidChange.fire([]);
  }

  get(runId: string): RunRecord | undefined {
    return this.#runs.get(runId);
  }

  /** Newest first. */
  all(): readonly RunRecord[] {
    return [...this.#runs.values()].reverse();
  }

  /** Runs that have not ended, newest first. */
  active(): readonly RunRecord[] {
    return this.all().filter((record) => !isRunOver(record.snapshot.state));
  }

  /** The newest run of a flow. */
  latestOf(flow: string): RunRecord | undefined {
    return this.all().find((record) => record.flow === flow);
  }

  /** The run of a flow that its views show: the one that somebody chose, else the newest. */
  shownOf(flow: string): RunRecord | undefined {
    return this.#runs.get(this.#shown.get(flow) ?? '') ?? this.latestOf(flow);
  }

  /** The run of a flow that has not ended. */
  activeOf(flow: string): RunRecord | undefined {
    return this.active().find((record) => record.flow === flow);
  }

  /** One output of one node. */
  output(place: { readonly runId: string; readonly node: string; readonly port: string }): OutputSnapshot | undefined {
    const node = this.#runs.get(place.runId)?.snapshot.nodes.get(place.node);
    return node?.outputs.find((output) => output.port === place.port);
  }

  /** The stored output with this digest of any run that is remembered. */
  storedOutput(digest: string): NonNullable<OutputSnapshot['reference']> | undefined {
    for (const { snapshot } of this.#runs.values()) {
      for (const node of snapshot.nodes.values()) {
        const found = node.outputs.find((output) => output.reference?.digest === digest);
        if (found?.reference) return found.reference;
      }
    }
    return undefined;
  }

  /** Forgets all runs that have ended. */
  clearFinished(): void {
    for (const record of this.all()) if (isRunOver(record.snapshot.state)) this.#runs.delete(record.runId);
    this.#onDidChange.fire([]);
  }

  dispose(): void {
    this.#fold.dispose();
    this.#onDidChange.dispose();
    this.#onDidReceive.dispose();
  }

  #foldWaiting(): void {
    const batches = [...this.#waiting];
    this.#waiting.clear();
    const changed: RunRecord[] = [];
    for (const [runId, events] of batches) {
      const record = this.#replace(runId, (snapshot) => foldEvents(snapshot, events));
      if (!record) continue;
      changed.push(record);
      this.#onDidReceive.fire({ record, events });
    }
    if (changed.length > 0) this.#onDidChange.fire(changed);
  }

  #update(runId: string, change: (snapshot: RunSnapshot) => RunSnapshot): void {
    const before = this.#runs.get(runId);
    const record = this.#replace(runId, change);
    if (record && record !== before) this.#onDidChange.fire([record]);
  }

  #replace(runId: string, change: (snapshot: RunSnapshot) => RunSnapshot): RunRecord | undefined {
    const record = this.#runs.get(runId);
    if (!record) return undefined;
    const snapshot = change(record.snapshot);
    if (snapshot === record.snapshot) return record;
    const changed = { ...record, snapshot };
    this.#runs.set(runId, changed);
    return changed;
  }

  #forgetOldest(): void {
    for (const [runId, record] of this.#runs) {
      if (this.#runs.size <= RUNS_REMEMBERED) return;
      if (isRunOver(record.snapshot.state)) this.#runs.delete(runId);
    }
  }
}

/** A run that has not said its first word begins now. */
function startOf(snapshot: RunSnapshot): number {
  return snapshot.startedMs ?? Number.POSITIVE_INFINITY;
}
