import type { Failure } from '../../proto/messages.ts';
import type { RunValue, Task } from '../executors/executor.ts';
import { type AttemptReport, NO_OUTPUTS, refusedReport, summedReport, thrownReport } from './attempt.ts';
import type { AttemptSink } from './attemptSink.ts';
import { type Checked, FailureCode, failure } from './failures.ts';
import type { FinalNodeState, ItemState } from './planTypes.ts';
import type { PreparedNode, PreparedRun, PreparedScope } from './preparedRun.ts';
import { scopeInputs, scopeOutput } from './scopeValues.ts';
import type { ValueTable } from './valueTable.ts';

/** A flow that runs in the place of a node. */
export interface OpenFlow {
  readonly sink: AttemptSink;
  /** Why its nodes failed, by their index. */
  readonly failures: Map<number, Failure>;
  /** How many of its nodes have ended. */
  ended: number;
}

/** The flows of a run that run in the place of nodes: what they get and give, and how far they are. */
export class OpenFlows {
  readonly #run: PreparedRun;
  readonly #values: ValueTable;
  /** By scope. */
  readonly #open = new Map<number, OpenFlow>();

  constructor(run: PreparedRun, values: ValueTable) {
    this.#run = run;
    this.#values = values;
  }

  /** A flow begins to run in the place of a node, perhaps once more. */
  begin(node: PreparedNode, sink: AttemptSink): OpenFlow {
    const flow: OpenFlow = { sink, failures: new Map(), ended: this.#givenIn(node) };
    sink.started(0, node.kind);
    this.#values.startOver(node.opens ?? 0);
    this.#open.set(node.opens ?? 0, flow);
    return flow;
  }

  /** Gives a flow its inputs, from the task of its node; a report when that is not possible. Never rejects. */
  async giveInputs(
    node: PreparedNode,
    makeTask: () => Checked<Task>,
    flow: OpenFlow,
  ): Promise<AttemptReport | undefined> {
    try {
      const task = makeTask();
      if (!task.ok) return refusedReport(task.failure);
      const inputs = await scopeInputs(this.#scope(node), task.value);
      if (!inputs.ok) return refusedReport(inputs.failure);
      const isOpen = this.#open.get(node.opens ?? 0) === flow;
      if (isOpen) this.#values.setInputs(node.opens ?? 0, inputs.value);
      return undefined;
    } catch (fault) {
      return thrownReport(node.id, this.#run.runId, fault);
    }
  }

  /** A node has ended, which may belong to one of these flows. */
  ended(node: PreparedNode, index: number, state: FinalNodeState, why: Failure | undefined): void {
    const flow = this.#open.get(node.scope);
    if (!flow) return;
    flow.ended++;
    if (why) flow.failures.set(index, why);
    const { members } = this.#run.scopes[node.scope] ?? { members: 0 };
    if (state !== 'skipped') flow.sink.progress(flow.ended, members, `${flow.ended} of ${members} nodes`);
  }

  /** A flow has ended: the report of the node whose place it took. `member` decided that it failed. */
  shut(node: PreparedNode, state: ItemState, member: number | undefined): AttemptReport {
    const scope = this.#scope(node);
    const flow = this.#open.get(node.opens ?? 0);
    flow?.sink.end();
    this.#open.delete(node.opens ?? 0);
    if (member !== undefined) {
      const id = this.#run.nodes[member]?.id ?? '';
      return summedReport('failed', NO_OUTPUTS, failureOfMember(id, flow?.failures.get(member)));
    }
    if (state !== 'succeeded') return summedReport('stopped', NO_OUTPUTS, undefined);
    const outputs = new Map<string, RunValue>();
    const around = this.#run.scopes[node.scope] ?? scope;
    for (const { name, node: maker, port } of scope.outputs) {
      const value = this.#values.get({ from: 'node', node: maker, port });
      if (value) outputs.set(name, scopeOutput(value, scope, around));
    }
    return summedReport('succeeded', outputs, undefined);
  }

  /** How many nodes of a flow do not run, because of what an earlier run made. */
  #givenIn(node: PreparedNode): number {
    const { given } = this.#run.part ?? {};
    const { first, end } = this.#scope(node);
    if (!given) return 0;
    const own = this.#run.nodes.slice(first, end);
    return own.filter(({ scope }, at) => scope === node.opens && given.has(first + at)).length;
  }

  #scope({ id, opens }: PreparedNode): PreparedScope {
    const scope = this.#run.scopes[opens ?? -1];
    if (!scope) throw new Error(`The plan takes ${id} for a node that stands for a flow.`);
    return scope;
  }
}

/** A failure as those tell it who see only the flow around: it says in which node it was. */
export function failureOfMember(id: string, why: Failure | undefined): Failure {
  if (!why) return failure(FailureCode.FAILURE_CODE_CRASHED, `\`${id}\` failed.`);
  const message = why.message ?? '';
  const named = message.includes(`\`${id}\``) || message.includes(`\`${id}/`);
  return named ? why : { ...why, message: `\`${id}\` failed: ${message}` };
}
