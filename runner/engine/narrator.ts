import { millrace } from '../../proto/generated/execution.js';
import type { Failure, PortValue } from '../../proto/messages.ts';
import { nodeStatusNumber, runStatusNumber } from '../../src/flow/run/status.ts';
import type { Redactor } from '../logs/redactor.ts';
import type { RunLogs } from '../logs/runLogs.ts';
import type { RunEndReport } from '../processes/processKeeper.ts';
import type { AttemptReport } from './attempt.ts';
import type { Clock } from './clock.ts';
import type { EventStream } from './eventStream.ts';
import { nodeFailure } from './nodeFailure.ts';
import { failureOfMember } from './openFlows.ts';
import type { FinalNodeState, RetryableState, RunCause } from './planTypes.ts';
import type { OutwardValues } from './portValue.ts';
import type { PreparedNode, PreparedRun } from './preparedRun.ts';
import type { ValueTable } from './valueTable.ts';

/** What a narrator knows of the run that it tells. */
export interface NarratorSubject {
  readonly run: PreparedRun;
  readonly build: string;
  readonly runFolder: string;
  readonly events: EventStream;
  readonly logs: RunLogs;
  readonly redactor: Redactor;
  readonly outward: OutwardValues;
  readonly clock: Clock;
}

/** A node that has ended. */
export interface NodeEnd {
  readonly node: number;
  readonly state: FinalNodeState;
  readonly attempts: number;
  /** Why it was skipped. */
  readonly reason: string;
  /** Undefined when it never started. */
  readonly startedMs: number | undefined;
  readonly report: AttemptReport | undefined;
}

/** Tells in events what the plan has decided and what came of it, in words and without secrets. */
export class Narrator {
  readonly #of: NarratorSubject;
  readonly #values: ValueTable;
  #startedMs = 0;
  /** What the first node that failed said; it may have decided how the run ends. */
  #firstFailure: Failure | undefined;

  constructor(subject: NarratorSubject, values: ValueTable) {
    this.#of = subject;
    this.#values = values;
  }

  /** The run begins. Sent at once: readers wait for it. */
  begun(): void {
    const { run, events, clock, runFolder, build } = this.#of;
    this.#startedMs = clock.now();
    events.emit({
      runStarted: {
        flowName: run.flowName,
        flowSource: run.flowSource,
        nodeIds: run.nodes.map((node) => node.id),
        concurrency: run.plan.concurrency,
        workingFolder: run.workingFolder,
        runFolder,
        build,
        ...(run.part && { partial: run.part.message }),
      },
    });
    const severity = millrace.v1.Severity.SEVERITY_WARNING;
    for (const message of run.notes ?? []) events.emit({ diagnostic: { severity, message } });
    events.flush();
  }

  ready(node: number): void {
    this.#of.events.emit({ nodeReady: { node: this.#node(node).id } });
  }

  /** A ready node has to wait for these resources. */
  waiting(node: number, waitsFor: string[]): void {
    this.#of.events.emit({ nodeReady: { node: this.#node(node).id, waitsFor } });
  }

  cancelling(reason: string): void {
    this.#of.events.emit({ runCancelling: { reason } });
  }

  /** `attempt` is the one that comes next; `state` is how the last one ended. */
  retrying(node: number, attempt: number, delayMs: number, state: RetryableState, report?: AttemptReport): void {
    const prepared = this.#node(node);
    const failure = nodeFailure(prepared, state, report, this.#maskFor(prepared));
    this.#of.events.emit({ nodeRetrying: { node: prepared.id, attempt, delayMs, ...(failure && { failure }) } });
  }

  /** A node's outputs and its end. The result is why it ended badly. */
  finished({ node, state, attempts, reason, startedMs, report }: NodeEnd): Failure | undefined {
    const { events, redactor, outward, logs, clock, run } = this.#of;
    const prepared = this.#node(node);
    for (const [port, output] of run.part?.given.get(node)?.outputs ?? []) {
      events.emit({ nodeOutput: { node: prepared.id, port, value: outward.keptValue(output) } });
    }
    for (const [port, value] of report?.outputs ?? []) {
      const shown = outward.portValue(prepared.id, value);
      events.emit({ nodeOutput: { node: prepared.id, port: redactor.text(port), value: shown } });
    }
    const failure = nodeFailure(prepared, state, report, this.#maskFor(prepared), reason);
    const counts = prepared.scope === 0 && state !== 'cancelled';
    if (failure && counts && run.plan.nodes[node]?.onError !== 'ignore') this.#firstFailure ??= failure;
    events.emit({
      nodeFinished: {
        node: prepared.id,
        status: nodeStatusNumber(state),
        durationMs: startedMs === undefined ? 0 : clock.now() - startedMs,
        reason,
        attempts,
        ...(failure && { failure }),
        ...(logs.has(prepared.id) && { logFile: logs.fileOf(prepared.id) }),
      },
    });
    return failure;
  }

  /** Something went wrong that decides nothing. */
  trouble(failure: Failure): void {
    const severity = millrace.v1.Severity.SEVERITY_ERROR;
    this.#of.events.emit({ diagnostic: { severity, message: this.#of.redactor.text(failure.message ?? '') } });
  }

  /** The last event. */
  ended(cause: RunCause, processes: RunEndReport): void {
    const { events, clock } = this.#of;
    events.emit({
      runFinished: {
        status: runStatusNumber(cause.state),
        reason: this.#reasonOf(cause),
        durationMs: clock.now() - this.#startedMs,
        outputs: this.#outputs(),
        processesEnded: processes.ended,
        processesSurviving: processes.surviving,
        ...(processes.tracking && { processTracking: processes.tracking }),
        ...(cause.state === 'failed' && { decidingNode: this.#node(cause.node).id }),
      },
    });
    events.flush();
  }

  #reasonOf(cause: RunCause): string {
    switch (cause.state) {
      case 'succeeded':
        return '';
      case 'failed':
        return failureOfMember(this.#node(cause.node).id, this.#firstFailure).message ?? '';
      default:
        return cause.reason;
    }
  }

  #outputs(): Record<string, PortValue> {
    const outputs: Record<string, PortValue> = {};
    for (const { name, node, port } of this.#of.run.scopes[0]?.outputs ?? []) {
      const kept = this.#of.run.part?.given.get(node)?.outputs.get(port);
      if (kept) outputs[name] = this.#of.outward.keptValue(kept);
      const value = kept ? undefined : this.#values.get({ from: 'node', node, port });
      if (value) outputs[name] = this.#of.outward.portValue(this.#node(node).id, value);
    }
    return outputs;
  }

  /** What a node says that saw a secret may quote the beginning of one. */
  #maskFor({ id }: PreparedNode): (text: string) => string {
    const { run, redactor } = this.#of;
    return (text) => (run.tainted.has(id) ? redactor.sentence(text) : redactor.text(text));
  }

  #node(index: number): PreparedNode {
    const node = this.#of.run.nodes[index];
    if (!node) throw new RangeError(`The run has no node ${index}.`);
    return node;
  }
}
