import { deferred } from '../../proto/deferred.ts';
import { formatDuration } from '../../src/flow/duration.ts';
import type { Executor, Task } from '../executors/executor.ts';
import type { ValueKeeper } from '../values/valueKeeper.ts';
import { type Active, ActiveAttempts } from './activeAttempts.ts';
import { type AttemptReport, abandonedReport, refusedReport, reportOf, thrownReport } from './attempt.ts';
import { AttemptSink, orAborted } from './attemptSink.ts';
import { buildTask } from './buildTask.ts';
import { type EachNode, openEachNode } from './eachNode.ts';
import type { Checked } from './failures.ts';
import { Narrator, type NarratorSubject } from './narrator.ts';
import { OpenFlows } from './openFlows.ts';
import { initialState, step } from './plan.ts';
import type {
  FinalNodeState,
  FinalRunState,
  ItemState,
  PlanEffect,
  PlanEvent,
  PlanState,
  RunCause,
} from './planTypes.ts';
import type { PreparedNode } from './preparedRun.ts';
import { type CleanupParts, RunCleanup } from './runCleanup.ts';
import { Timers } from './timers.ts';
import { isTrueLike } from './trueLike.ts';
import { TurnGuard } from './turnGuard.ts';
import { ValueTable } from './valueTable.ts';

/** Time beyond the grace period in which an executor must have ended a task, in milliseconds. */
const STOP_MARGIN_MS = 10_000;

/** What a driver works with. */
export interface DriverDependencies extends NarratorSubject, CleanupParts {
  readonly executors: ReadonlyMap<string, Executor>;
  /** Makes values of what items have made. */
  readonly values: ValueKeeper;
  /** The same for nodes that see a secret. */
  readonly privateValues: ValueKeeper;
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
  readonly #active = new ActiveAttempts();
  /** Nodes that run once per item, while they do. */
  readonly #each = new Map<number, EachNode>();
  readonly #flows: OpenFlows;
  /** Takes the time limits of flows within the run back, by the node that they stand for. */
  readonly #limits = new Map<number, () => void>();
  readonly #inbox: PlanEvent[] = [];
  readonly #turn = new TurnGuard();
  readonly #over = deferred<FinalRunState>();
  readonly #cleanup: RunCleanup;
  #stepping = false;

  constructor(dependencies: DriverDependencies) {
    this.#to = dependencies;
    this.#plan = initialState(dependencies.run.plan);
    this.#values = new ValueTable(dependencies.run);
    this.#flows = new OpenFlows(dependencies.run, this.#values);
    this.#narrator = new Narrator(dependencies, this.#values);
    this.#timers = new Timers(dependencies.clock);
    this.#cleanup = new RunCleanup(dependencies, (trouble) => this.#narrator.trouble(trouble));
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
    void this.#cleanup.endProcesses(0);
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
        return this.#wait(effect.node, effect.resources);
      case 'decide':
        return this.#decide(effect.node);
      case 'expand':
        return void this.#expand(effect.node);
      case 'start':
        return void this.#attempt(effect.node, effect.item, effect.attempt);
      case 'stop':
        return this.#stop(effect);
      case 'open':
        return void this.#open(effect.node, effect.attempt);
      case 'shut':
        return this.#shut(effect);
      case 'retry':
        return this.#retry(effect);
      case 'item':
        return this.#each.get(effect.node)?.settled(effect.item, effect.state);
      case 'gather':
        return void this.#gather(effect.node, effect.state);
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

  #wait(node: number, resources: readonly number[]): void {
    const names = resources.map((resource) => this.#to.run.plan.resources[resource]?.name ?? '');
    const each = this.#each.get(node);
    if (!each?.hasStarted) this.#narrator.waiting(node, names);
    else if (!this.#plan.nodes[node]?.items?.running) each.waiting(names);
  }

  /** Looks at the list of a node that runs once per item. */
  async #expand(node: number): Promise<void> {
    const { run, redactor } = this.#to;
    const prepared = this.#node(node);
    const values = run.tainted.has(prepared.id) ? this.#to.privateValues : this.#to.values;
    const begun = this.#begin(node);
    let count: number | undefined;
    try {
      await this.#turn.pause();
      const task = buildTask(run, prepared, 1, this.#values);
      const log = () => this.#to.logs.of(prepared.id);
      const sink = this.#sinkOf(node, 1, new AbortController().signal);
      const { each } = prepared;
      if (!each) throw new Error(`The plan takes ${prepared.id} for a node that runs once per item.`);
      const opened = task.ok
        ? await openEachNode({ node: prepared, each, task: task.value, sink, log, redactor, values })
        : task;
      if (opened.ok) {
        count = opened.value.count;
        this.#each.set(node, opened.value);
      } else begun.report = refusedReport(opened.failure);
    } catch (fault) {
      begun.report = thrownReport(prepared.id, run.runId, fault);
    }
    this.#tell({ type: 'expanded', node, count });
  }

  /** Puts together what the items of a node have made. */
  async #gather(node: number, state: ItemState): Promise<void> {
    const { id } = this.#node(node);
    const begun = this.#begin(node);
    try {
      begun.report = await this.#each.get(node)?.gather(state);
      await this.#to.outward.prepare(id, begun.report?.outputs ?? new Map());
      await this.#to.logs.end(id);
    } catch (fault) {
      begun.report = thrownReport(id, this.#to.run.runId, fault);
    }
    this.#each.delete(node);
    const ok = begun.report?.result === 'succeeded';
    if (ok && begun.report) this.#values.set(node, begun.report.outputs);
    this.#tell({ type: 'gathered', node, ok });
  }

  async #attempt(node: number, item: number | undefined, attempt: number): Promise<void> {
    const { id } = this.#node(node);
    const each = item === undefined ? undefined : this.#each.get(node);
    const reported = deferred<AttemptReport>();
    const active = this.#activate(node, item, attempt, () => reported.resolve(abandonedReport(id)));
    const begun = this.#begin(node);
    let report: AttemptReport;
    try {
      this.#execute(node, item, active).then(reported.resolve, reported.reject);
      report = await reported.promise;
      if (!each) {
        await this.#to.outward.prepare(id, report.outputs);
        await this.#to.logs.end(id);
      }
    } catch (fault) {
      report = thrownReport(id, this.#to.run.runId, fault);
    }
    this.#active.end(node, item, active);
    this.#cleanup.count(report.processesEnded);
    if (each && item !== undefined) report = await this.#keep(each, item, report, id);
    else {
      begun.report = report;
      if (report.result === 'succeeded') this.#values.set(node, report.outputs);
    }
    this.#tell({ type: 'ended', node, item, attempt, result: report.result, retryable: report.retryable });
  }

  async #keep(each: EachNode, item: number, report: AttemptReport, id: string): Promise<AttemptReport> {
    try {
      await each.ended(item, report);
      return report;
    } catch (fault) {
      const failed = thrownReport(id, this.#to.run.runId, fault);
      await each.ended(item, failed);
      return failed;
    }
  }

  #begin(node: number): Begun {
    const begun = this.#begun.get(node) ?? { startedMs: this.#to.clock.now(), report: undefined };
    this.#begun.set(node, begun);
    return begun;
  }

  #activate(node: number, item: number | undefined, attempt: number, abandon: () => void): Active {
    const abort = new AbortController();
    const { signal } = abort;
    const each = item === undefined ? undefined : this.#each.get(node);
    const sink = each && item !== undefined ? each.sink(item, signal) : this.#sinkOf(node, attempt, signal);
    return this.#active.add(node, item, { attempt, abort, sink, abandon, disarm: undefined });
  }

  #sinkOf(node: number, attempt: number, signal: AbortSignal): AttemptSink {
    const { events, redactor, clock, logs } = this.#to;
    const { id } = this.#node(node);
    return new AttemptSink({ node: id, attempt, signal, events, redactor, clock, log: () => logs.of(id) });
  }

  /** The task of one attempt of a node, or of an item. */
  #taskOf(node: number, item: number | undefined, attempt: number): Checked<Task> {
    const each = item === undefined ? undefined : this.#each.get(node);
    if (each && item !== undefined) return { ok: true, value: each.task(item, attempt) };
    return buildTask(this.#to.run, this.#node(node), attempt, this.#values);
  }

  async #execute(node: number, item: number | undefined, active: Active): Promise<AttemptReport> {
    const { signal } = active.abort;
    await this.#turn.pause();
    await orAborted(this.#to.events.ready(), signal);
    if (signal.aborted) return reportOf({ status: 'stopped', processesEnded: 0, processesSurviving: 0 });
    const prepared = this.#node(node);
    const task = this.#taskOf(node, item, active.attempt);
    if (!task.ok) return refusedReport(task.failure);
    const executor = this.#to.executors.get(prepared.kind);
    if (!executor) throw new Error(`No executor runs the kind ${prepared.kind}.`);
    if (prepared.timeoutMs > 0) {
      const overdue: PlanEvent = { type: 'overdue', node, item, attempt: active.attempt };
      active.disarm = this.#timers.after(prepared.timeoutMs, () => this.#tell(overdue));
    }
    try {
      return reportOf(await executor.execute(task.value, active.sink, signal));
    } finally {
      active.sink.end();
    }
  }

  #stop({ node, item, cause }: PlanEffect & { type: 'stop' }): void {
    const active = this.#active.stop(node, item, cause);
    if (active) this.#timers.after(this.#to.run.limits.graceMs + STOP_MARGIN_MS, active.abandon);
  }

  /** Begins the flow that runs in the place of a node. */
  async #open(node: number, attempt: number): Promise<void> {
    const prepared = this.#node(node);
    const begun = this.#begin(node);
    const flow = this.#flows.begin(prepared, this.#sinkOf(node, attempt, new AbortController().signal));
    if (prepared.timeoutMs > 0) {
      const overdue: PlanEvent = { type: 'overdue', node, attempt };
      this.#limits.set(
        node,
        this.#timers.after(prepared.timeoutMs, () => this.#tell(overdue)),
      );
    }
    const task = () => buildTask(this.#to.run, prepared, attempt, this.#values);
    begun.report = await this.#flows.giveInputs(prepared, task, flow);
    this.#tell({ type: 'opened', node, attempt, ok: begun.report === undefined });
  }

  #shut({ node, state, member }: PlanEffect & { type: 'shut' }): void {
    this.#limits.get(node)?.();
    this.#limits.delete(node);
    const begun = this.#begin(node);
    const report = this.#flows.shut(this.#node(node), state, member);
    begun.report ??= report;
    if (state === 'succeeded') this.#values.set(node, report.outputs);
  }

  #retry({ node, item, attempt, delayMs, state }: PlanEffect & { type: 'retry' }): void {
    if (item === undefined) this.#narrator.retrying(node, attempt, delayMs, state, this.#begun.get(node)?.report);
    else this.#each.get(node)?.retrying(item, attempt, delayMs, state);
    this.#timers.after(delayMs, () => this.#tell({ type: 'due', node, item }));
  }

  #finish(node: number, state: FinalNodeState, attempts: number, reason: string): void {
    const { startedMs, report } = this.#begun.get(node) ?? { startedMs: undefined, report: undefined };
    const failure = this.#narrator.finished({ node, state, attempts, reason, startedMs, report });
    this.#flows.ended(this.#node(node), node, state, failure);
    const failed = state === 'failed' || state === 'crashed' || state === 'timed-out';
    if (failed && this.#to.run.plan.nodes[node]?.onError === 'ignore') this.#ignore(node, report);
    this.#values.readerEnded(node);
    this.#to.logs.close(this.#node(node).id);
    this.#begun.delete(node);
  }

  /** A failure is ignored: the outputs are null, of a node that runs once per item just those of items that failed. */
  #ignore(node: number, report: AttemptReport | undefined): void {
    if (this.#node(node).each && report && report.outputs.size > 0) this.#values.set(node, report.outputs);
    else this.#values.setNull(node);
  }

  async #end(cause: RunCause): Promise<void> {
    this.#timers.clear();
    const processes = await this.#cleanup.atEnd(this.#to.run.limits.graceMs);
    this.#narrator.ended(cause, processes);
    this.#over.resolve(cause.state);
  }

  #node(index: number): PreparedNode {
    const node = this.#to.run.nodes[index];
    if (!node) throw new RangeError(`The run has no node ${index}.`);
    return node;
  }
}
