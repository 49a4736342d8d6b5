import { deferred } from '../../proto/deferred.ts';
import { formatDuration } from '../../src/flow/duration.ts';
import type { Executor } from '../executors/executor.ts';
import type { EndReport } from '../processes/processKeeper.ts';
import { type AttemptReport, abandonedReport, refusedReport, reportOf, thrownReport } from './attempt.ts';
import { AttemptSink, orAborted } from './attemptSink.ts';
import { buildTask } from './buildTask.ts';
import { internalFailure } from './failures.ts';
import { Narrator, type NarratorSubject } from './narrator.ts';
import { initialState, step } from './plan.ts';
import type {
  FinalNodeState,
  FinalRunState,
  PlanEffect,
  PlanEvent,
  PlanState,
  RunCause,
  StopCause,
} from './planTypes.ts';
import type { PreparedNode } from './preparedRun.ts';
import { Timers } from './timers.ts';
import { isTrueLike } from './trueLike.ts';
import { TurnGuard } from './turnGuard.ts';
import { ValueTable } from './valueTable.ts';

/** Time beyond the grace period in which an executor must have ended a task, in milliseconds. */
const STOP_MARGIN_MS = 10_000;

/** What a driver works with. */
export interface DriverDependencies extends NarratorSubject {
  readonly executors: ReadonlyMap<string, Executor>;
  /** Ends whatever processes of this run are left. */
  readonly endProcesses: (graceMs: number) => Promise<EndReport>;
  /** Removes what must not outlive the run. */
  readonly removePrivate: () => Promise<void>;
}

/** How far a run is. */
export interface RunTally {
  readonly running: number;
  readonly finished: number;
  readonly total: number;
}

/** A node that has begun and not finished. */
interface Begun {
  readonly startedMs: number;
  /** Of its last attempt. */
  report: AttemptReport | undefined;
}

/** An attempt under way. */
interface Active {
  readonly attempt: number;
  readonly abort: AbortController;
  readonly sink: AttemptSink;
  /** Goes on without the executor's answer. */
  readonly abandon: () => void;
  disarm: (() => void) | undefined;
}

/**
 * Does what the plan decides and tells it what came of that: the only part of the engine that waits. After every wait
 * the plan is asked again, since it knows what has changed meanwhile.
 */
export class Driver {
  readonly #to: DriverDependencies;
  readonly #plan: PlanState;
  readonly #values: ValueTable;
  readonly #narrator: Narrator;
  readonly #timers: Timers;
  readonly #begun = new Map<number, Begun>();
  readonly #active = new Map<number, Active>();
  readonly #inbox: PlanEvent[] = [];
  readonly #turn = new TurnGuard();
  readonly #over = deferred<FinalRunState>();
  #stepping = false;
  #processesEnded = 0;

  constructor(dependencies: DriverDependencies) {
    this.#to = dependencies;
    this.#plan = initialState(dependencies.run.plan);
    this.#values = new ValueTable(dependencies.run);
    this.#narrator = new Narrator(dependencies, this.#values);
    this.#timers = new Timers(dependencies.clock);
  }

  /** Runs to the end; resolves after the last event. Never rejects: faults of the runner fail the run. */
  start(): Promise<FinalRunState> {
    this.#narrator.begun();
    const limit = this.#to.run.limits.runTimeoutMs;
    if (limit > 0) {
      const reason = `The run took longer than its limit of ${formatDuration(limit)}.`;
      this.#timers.after(limit, () => this.#tell({ type: 'run-overdue', reason }));
    }
    this.#tell({ type: 'begin' });
    return this.#over.promise;
  }

  /** Ends the run early. The first call counts. */
  cancel(reason: string): void {
    this.#tell({ type: 'cancel', reason });
  }

  /** Ends what is left without grace: for people who ask twice. */
  kill(): void {
    void this.#endProcesses(0);
  }

  /** How far the run is. */
  tally(): RunTally {
    const total = this.#plan.nodes.length;
    return { running: this.#plan.running, finished: total - this.#plan.unfinished, total };
  }

  #tell(event: PlanEvent): void {
    this.#inbox.push(event);
    if (this.#stepping) return;
    this.#stepping = true;
    try {
      for (let next = this.#inbox.shift(); next; next = this.#inbox.shift()) {
        for (const effect of step(this.#plan, next).effects) this.#perform(effect);
      }
    } finally {
      this.#stepping = false;
    }
  }

  #perform(effect: PlanEffect): void {
    switch (effect.type) {
      case 'ready':
        return this.#narrator.ready(effect.node);
      case 'wait':
        return this.#narrator.waiting(effect.node, effect.resources);
      case 'decide':
        return this.#decide(effect.node);
      case 'start':
        return void this.#attempt(effect.node, effect.attempt);
      case 'stop':
        return this.#stop(effect.node, effect.cause);
      case 'retry':
        return this.#retry(effect.node, effect.attempt, effect.delayMs);
      case 'finish':
        return this.#finish(effect.node, effect.state, effect.attempts, effect.reason);
      case 'cancelling':
        return this.#narrator.cancelling(effect.reason);
      case 'end':
        return void this.#end(effect.cause);
      default:
        effect satisfies never;
    }
  }

  #decide(node: number): void {
    const { when } = this.#node(node);
    const value = when && this.#values.get(when.source);
    const holds = value ? isTrueLike(value) : false;
    this.#tell({ type: 'decided', node, run: holds !== when?.negated });
  }

  async #attempt(node: number, attempt: number): Promise<void> {
    const { id } = this.#node(node);
    const abandoned = deferred<AttemptReport>();
    const active = this.#activate(node, attempt, () => abandoned.resolve(abandonedReport(id)));
    const begun = this.#begun.get(node) ?? { startedMs: this.#to.clock.now(), report: undefined };
    this.#begun.set(node, begun);
    let report: AttemptReport;
    try {
      report = await Promise.race([this.#execute(node, active), abandoned.promise]);
      await this.#to.outward.prepare(id, report.outputs);
      await this.#to.logs.end(id);
    } catch (fault) {
      report = thrownReport(id, this.#to.run.runId, fault);
    }
    active.sink.close();
    active.disarm?.();
    this.#active.delete(node);
    this.#processesEnded += report.processesEnded;
    begun.report = report;
    if (report.result === 'succeeded') this.#values.set(node, report.outputs);
    this.#tell({ type: 'ended', node, attempt, result: report.result, retryable: report.retryable });
  }

  #activate(node: number, attempt: number, abandon: () => void): Active {
    const { events, redactor, clock, logs } = this.#to;
    const { id } = this.#node(node);
    const abort = new AbortController();
    const { signal } = abort;
    const sink = new AttemptSink({ node: id, attempt, signal, events, redactor, clock, log: () => logs.of(id) });
    const active: Active = { attempt, abort, sink, abandon, disarm: undefined };
    this.#active.set(node, active);
    return active;
  }

  async #execute(node: number, active: Active): Promise<AttemptReport> {
    const { signal } = active.abort;
    await this.#turn.pause();
    await orAborted(this.#to.events.ready(), signal);
    if (signal.aborted) return reportOf({ status: 'stopped', processesEnded: 0, processesSurviving: 0 });
    const prepared = this.#node(node);
    const task = buildTask(this.#to.run, prepared, active.attempt, this.#values);
    if (!task.ok) return refusedReport(task.failure);
    const executor = this.#to.executors.get(prepared.kind);
    if (!executor) throw new Error(`No executor runs the kind ${prepared.kind}.`);
    if (prepared.timeoutMs > 0) {
      const overdue: PlanEvent = { type: 'overdue', node, attempt: active.attempt };
      active.disarm = this.#timers.after(prepared.timeoutMs, () => this.#tell(overdue));
    }
    try {
      return reportOf(await executor.execute(task.value, active.sink, signal));
    } finally {
      active.sink.end();
    }
  }

  #stop(node: number, cause: StopCause): void {
    const active = this.#active.get(node);
    if (!active) return;
    this.#timers.after(this.#to.run.limits.graceMs + STOP_MARGIN_MS, active.abandon);
    active.abort.abort(cause);
  }

  #retry(node: number, attempt: number, delayMs: number): void {
    const report = this.#begun.get(node)?.report;
    const how = this.#plan.nodes[node]?.lastFailure ?? 'failed';
    this.#narrator.retrying(node, attempt, delayMs, how, report);
    this.#timers.after(delayMs, () => this.#tell({ type: 'due', node }));
  }

  #finish(node: number, state: FinalNodeState, attempts: number, reason: string): void {
    const { startedMs, report } = this.#begun.get(node) ?? { startedMs: undefined, report: undefined };
    this.#narrator.finished({ node, state, attempts, reason, startedMs, report });
    const failed = state === 'failed' || state === 'crashed' || state === 'timed-out';
    if (failed && this.#to.run.plan.nodes[node]?.onError === 'ignore') this.#values.setNull(node);
    this.#values.readerEnded(node);
    this.#to.logs.close(this.#node(node).id);
    this.#begun.delete(node);
  }

  async #end(cause: RunCause): Promise<void> {
    this.#timers.clear();
    const surviving = await this.#endProcesses(this.#to.run.limits.graceMs);
    await this.#removePrivate();
    this.#narrator.ended(cause, { ended: this.#processesEnded, surviving });
    this.#over.resolve(cause.state);
  }

  async #removePrivate(): Promise<void> {
    try {
      await this.#to.removePrivate();
    } catch (fault) {
      this.#narrator.trouble(internalFailure('while it removed values that hold a secret', fault));
    }
  }

  /** The number of processes that could not be ended. */
  async #endProcesses(graceMs: number): Promise<number> {
    try {
      const report = await this.#to.endProcesses(graceMs);
      this.#processesEnded += report.ended;
      return report.surviving;
    } catch (fault) {
      this.#narrator.trouble(internalFailure('while it ended processes', fault));
      return 0;
    }
  }

  #node(index: number): PreparedNode {
    const node = this.#to.run.nodes[index];
    if (!node) throw new RangeError(`The run has no node ${index}.`);
    return node;
  }
}
