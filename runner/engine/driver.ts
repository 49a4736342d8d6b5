import type { Failure } from '../../proto/messages.ts';
import { formatDuration } from '../../src/flow/duration.ts';
import { nodeStatusNumber, runStatusNumber } from '../../src/flow/run/status.ts';
import type { Executor } from '../executors/executor.ts';
import type { Redactor } from '../logs/redactor.ts';
import type { RunLogs } from '../logs/runLogs.ts';
import type { EndReport } from '../processes/processKeeper.ts';
import { type AttemptReport, abandonedReport, refusedReport, reportOf, thrownReport } from './attempt.ts';
import { AttemptSink, orAborted } from './attemptSink.ts';
import { buildTask } from './buildTask.ts';
import type { Clock } from './clock.ts';
import type { EventStream } from './eventStream.ts';
import { internalFailure } from './failures.ts';
import { nodeFailure } from './nodeFailure.ts';
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
import { toPortValue } from './portValue.ts';
import type { PreparedNode, PreparedRun } from './preparedRun.ts';
import { isTrueLike } from './trueLike.ts';
import { TurnGuard } from './turnGuard.ts';
import { ValueTable } from './valueTable.ts';

/** Time beyond the grace period in which an executor must have ended a task, in milliseconds. */
const STOP_MARGIN_MS = 10_000;

/** What a driver works with. */
export interface DriverDependencies {
  readonly run: PreparedRun;
  readonly build: string;
  readonly runFolder: string;
  readonly executors: ReadonlyMap<string, Executor>;
  readonly events: EventStream;
  readonly logs: RunLogs;
  readonly redactor: Redactor;
  readonly clock: Clock;
  /** Ends whatever processes of this run are left. */
  readonly endProcesses: (graceMs: number) => Promise<EndReport>;
}

/** How far a run is. */
export interface RunTally {
  readonly running: number;
  readonly finished: number;
  readonly total: number;
}

/** A node that has begun. */
interface Begun {
  readonly startedMs: number;
  report: AttemptReport | undefined;
}

/** An attempt under way. */
interface Active {
  readonly attempt: number;
  readonly abort: AbortController;
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
  readonly #begun = new Map<number, Begun>();
  readonly #active = new Map<number, Active>();
  readonly #inbox: PlanEvent[] = [];
  readonly #timers = new Set<() => void>();
  readonly #turn = new TurnGuard();
  readonly #over = Promise.withResolvers<FinalRunState>();
  #stepping = false;
  #startedMs = 0;
  #processesEnded = 0;
  /** What the first node that failed said; it may have decided how the run ends. */
  #firstFailure: Failure | undefined;

  constructor(dependencies: DriverDependencies) {
    this.#to = dependencies;
    this.#plan = initialState(dependencies.run.plan);
    this.#values = new ValueTable(dependencies.run);
  }

  /** Runs to the end; resolves after the last event. Never rejects: faults of the runner fail the run. */
  start(): Promise<FinalRunState> {
    const { run, events, clock } = this.#to;
    this.#startedMs = clock.now();
    events.emit({
      runStarted: {
        flowName: run.flowName,
        flowSource: run.flowSource,
        nodeIds: run.nodes.map((node) => node.id),
        concurrency: run.plan.concurrency,
        workingFolder: run.workingFolder,
        runFolder: this.#to.runFolder,
        build: this.#to.build,
      },
    });
    events.flush();
    const limit = run.limits.runTimeoutMs;
    if (limit > 0) {
      const reason = `The run took longer than its limit of ${formatDuration(limit)}.`;
      this.#after(limit, () => this.#tell({ type: 'run-overdue', reason }));
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
    void this.#to.endProcesses(0).then((report) => {
      this.#processesEnded += report.ended;
    });
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
    for (let next = this.#inbox.shift(); next; next = this.#inbox.shift()) {
      for (const effect of step(this.#plan, next).effects) this.#perform(effect);
    }
    this.#stepping = false;
  }

  #perform(effect: PlanEffect): void {
    switch (effect.type) {
      case 'ready':
        return this.#to.events.emit({ nodeReady: { node: this.#node(effect.node).id } });
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
        return this.#to.events.emit({ runCancelling: { reason: effect.reason } });
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
    const abandoned = Promise.withResolvers<AttemptReport>();
    const active: Active = {
      attempt,
      abort: new AbortController(),
      abandon: () => abandoned.resolve(abandonedReport(id)),
      disarm: undefined,
    };
    this.#active.set(node, active);
    const begun = this.#begun.get(node) ?? { startedMs: this.#to.clock.now(), report: undefined };
    this.#begun.set(node, begun);
    let report: AttemptReport;
    try {
      report = await Promise.race([this.#execute(node, active), abandoned.promise]);
      await this.#to.logs.end(id);
    } catch (fault) {
      report = thrownReport(id, this.#to.run.runId, fault);
    }
    active.disarm?.();
    this.#active.delete(node);
    this.#processesEnded += report.processesEnded;
    begun.report = report;
    if (report.result === 'succeeded') this.#values.set(node, report.outputs);
    this.#tell({ type: 'ended', node, attempt, result: report.result, retryable: report.retryable });
  }

  async #execute(node: number, active: Active): Promise<AttemptReport> {
    const { events, executors, run } = this.#to;
    await this.#turn.pause();
    await orAborted(events.ready(), active.abort.signal);
    if (active.abort.signal.aborted) return reportOf({ status: 'stopped', processesEnded: 0, processesSurviving: 0 });
    const prepared = this.#node(node);
    const task = buildTask(run, prepared, active.attempt, this.#values);
    if (!task.ok) return refusedReport(task.failure);
    const executor = executors.get(prepared.kind);
    if (!executor) throw new Error(`No executor runs the kind ${prepared.kind}.`);
    if (prepared.timeoutMs > 0) {
      active.disarm = this.#after(prepared.timeoutMs, () =>
        this.#tell({ type: 'overdue', node, attempt: active.attempt }),
      );
    }
    const { attempt, abort } = active;
    const log = () => this.#to.logs.of(prepared.id);
    const { signal } = abort;
    const sink = new AttemptSink({ node: prepared.id, attempt, signal, events, redactor: this.#to.redactor, log });
    try {
      return reportOf(await executor.execute(task.value, sink, signal));
    } finally {
      sink.close();
    }
  }

  #stop(node: number, cause: StopCause): void {
    const active = this.#active.get(node);
    if (!active) return;
    this.#after(this.#to.run.limits.graceMs + STOP_MARGIN_MS, active.abandon);
    active.abort.abort(cause);
  }

  #retry(node: number, attempt: number, delayMs: number): void {
    const why = this.#failureOf(node, this.#begun.get(node)?.report?.result === 'stopped' ? 'timed-out' : 'failed');
    this.#to.events.emit({
      nodeRetrying: { node: this.#node(node).id, attempt, delayMs, ...(why && { failure: why }) },
    });
    this.#after(delayMs, () => this.#tell({ type: 'due', node }));
  }

  #finish(node: number, state: FinalNodeState, attempts: number, reason: string): void {
    const { events, redactor, run, logs, clock } = this.#to;
    const { id } = this.#node(node);
    const begun = this.#begun.get(node);
    for (const [port, value] of begun?.report?.outputs ?? []) {
      events.emit({ nodeOutput: { node: id, port, value: toPortValue(value, redactor) } });
    }
    const why = this.#failureOf(node, state);
    events.emit({
      nodeFinished: {
        node: id,
        status: nodeStatusNumber(state),
        durationMs: begun ? clock.now() - begun.startedMs : 0,
        reason,
        attempts,
        ...(why && { failure: why }),
        ...(logs.has(id) && { logFile: logs.fileOf(id) }),
      },
    });
    const failed = state === 'failed' || state === 'crashed' || state === 'timed-out';
    if (failed && run.plan.nodes[node]?.onError === 'ignore') this.#values.setNull(node);
    this.#values.readerEnded(node);
    logs.close(id);
    this.#begun.delete(node);
    if (failed && run.plan.nodes[node]?.onError !== 'ignore') this.#firstFailure ??= why;
  }

  #failureOf(node: number, state: FinalNodeState): Failure | undefined {
    return nodeFailure(this.#node(node), state, this.#begun.get(node)?.report, this.#to.redactor);
  }

  async #end(cause: RunCause): Promise<void> {
    const { run, events, clock, endProcesses } = this.#to;
    for (const disarm of this.#timers) disarm();
    let left: EndReport = { ended: 0, surviving: 0 };
    try {
      left = await endProcesses(run.limits.graceMs);
    } catch (fault) {
      const { message } = internalFailure('while ending processes', fault);
      events.emit({ diagnostic: { severity: 1, message: message ?? '' } });
    }
    events.emit({
      runFinished: {
        status: runStatusNumber(cause.state),
        reason: this.#reasonOf(cause),
        durationMs: clock.now() - this.#startedMs,
        outputs: this.#outputs(),
        processesEnded: this.#processesEnded + left.ended,
        processesSurviving: left.surviving,
        ...(cause.state === 'failed' && { decidingNode: this.#node(cause.node).id }),
      },
    });
    events.flush();
    this.#over.resolve(cause.state);
  }

  #reasonOf(cause: RunCause): string {
    switch (cause.state) {
      case 'succeeded':
        return '';
      case 'failed':
        return this.#firstFailure?.message ?? `\`${this.#node(cause.node).id}\` failed.`;
      default:
        return cause.reason;
    }
  }

  #outputs(): Record<string, ReturnType<typeof toPortValue>> {
    const outputs: Record<string, ReturnType<typeof toPortValue>> = {};
    for (const { name, node, port } of this.#to.run.outputs) {
      const value = this.#values.get({ from: 'node', node, port });
      if (value) outputs[name] = toPortValue(value, this.#to.redactor);
    }
    return outputs;
  }

  #after(delayMs: number, action: () => void): () => void {
    const disarm = this.#to.clock.after(delayMs, () => {
      this.#timers.delete(disarm);
      action();
    });
    this.#timers.add(disarm);
    return () => {
      this.#timers.delete(disarm);
      disarm();
    };
  }

  #node(index: number): PreparedNode {
    const node = this.#to.run.nodes[index];
    if (!node) throw new RangeError(`The run has no node ${index}.`);
    return node;
  }
}
