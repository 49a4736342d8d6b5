import type { Failure } from '../../proto/messages.ts';
import { formatDuration } from '../../src/flow/duration.ts';
import type { RunValue, Task } from '../executors/executor.ts';
import type { NodeLog } from '../logs/nodeLog.ts';
import type { Redactor } from '../logs/redactor.ts';
import type { ValueKeeper } from '../values/valueKeeper.ts';
import { type AttemptReport, NO_OUTPUTS, refusedReport, strayStopFailure, summedReport } from './attempt.ts';
import type { AttemptSink } from './attemptSink.ts';
import type { Checked } from './failures.ts';
import { ItemOutputs } from './itemOutputs.ts';
import { ItemSink } from './itemSink.ts';
import { FAILED_ITEMS_TOLD } from './limits.ts';
import { timeoutFailure } from './nodeFailure.ts';
import type { ItemState, RetryableState } from './planTypes.ts';
import type { PreparedEach, PreparedNode } from './preparedRun.ts';
import { readItems } from './readItems.ts';

/** What a node that runs once per item works with. */
export interface EachNodeParts {
  readonly node: PreparedNode;
  readonly each: PreparedEach;
  /** The task with the whole list. */
  readonly task: Task;
  /** Of the node as a whole. */
  readonly sink: AttemptSink;
  readonly log: () => NodeLog;
  readonly redactor: Redactor;
  readonly values: ValueKeeper;
}

/** Looks at the list of a node; refused when there is none. */
export async function openEachNode(parts: EachNodeParts): Promise<Checked<EachNode>> {
  const items = await readItems(parts.task, parts.each.port);
  return items.ok ? { ok: true, value: new EachNode(parts, items.value) } : items;
}

/** A node that runs once per item of a list: what each item gets, and what all of them have come to. */
export class EachNode {
  readonly count: number;
  readonly #of: EachNodeParts;
  readonly #items: readonly RunValue[];
  readonly #outputs: ItemOutputs;
  /** How the last attempt of each open item ended. */
  readonly #reports = new Map<number, AttemptReport>();
  readonly #failed: number[] = [];
  #failure: Failure | undefined;
  #over = 0;
  #started = false;

  constructor(parts: EachNodeParts, items: readonly RunValue[]) {
    this.#of = parts;
    this.#items = items;
    this.#outputs = new ItemOutputs(parts.values, parts.task.workingFolder);
    this.count = items.length;
  }

  /** Whether any item has. */
  get hasStarted(): boolean {
    return this.#started;
  }

  /** The task of one item: as that of the node, with the item in the place of the list. */
  task(item: number, attempt: number): Task {
    const { task, each } = this.#of;
    const value = this.#items[item];
    if (!value) throw new RangeError(`\`${task.node}\` has no item ${item}.`);
    const lists = new Map(task.lists);
    lists.delete(each.port);
    return { ...task, attempt, inputs: new Map(task.inputs).set(each.port, value), lists };
  }

  /** Where one attempt of an item says what it does. */
  sink(item: number, signal: AbortSignal): ItemSink {
    this.#started = true;
    const { sink, redactor, log } = this.#of;
    const said = (message: string) => this.#tellProgress(`item ${item + 1}: ${message}`);
    return new ItemSink({ mark: markOf(item), node: sink, signal, redactor, log, said });
  }

  /** An attempt of an item has ended, which may be tried again. */
  async ended(item: number, report: AttemptReport): Promise<void> {
    if (report.result === 'succeeded') await this.#outputs.keep(item, report.outputs);
    this.#reports.set(item, { ...report, outputs: NO_OUTPUTS });
  }

  /** Says in the log why an item is tried again. */
  retrying(item: number, attempt: number, delayMs: number, state: RetryableState): void {
    const { message } = this.#failureOf(item, state);
    const when = delayMs > 0 ? ` in ${formatDuration(delayMs)}` : '';
    const words = `${markOf(item)}${verbOf(state)}: ${message} Attempt ${attempt} follows${when}.\n`;
    void this.#of.log().write('runner', Buffer.from(words));
  }

  /** An item has ended for good. */
  settled(item: number, state: ItemState): void {
    if (state !== 'succeeded' && state !== 'cancelled') {
      this.#failed.push(item);
      this.#failure ??= this.#failureInWords(item, state);
    }
    this.#reports.delete(item);
    this.#over++;
    this.#tellProgress(`${this.#over} of ${this.count} items`);
  }

  /** No item runs because all wait for these resources. */
  waiting(resources: readonly string[]): void {
    this.#tellProgress(`${this.#over} of ${this.count} items, waits for ${resources.join(' and ')}`);
  }

  /** The report of the node: lists of what its items made, and why the first that failed did. */
  async gather(state: ItemState): Promise<AttemptReport> {
    const { each, node, sink } = this.#of;
    sink.end();
    if (state === 'cancelled') return summedReport('stopped', NO_OUTPUTS, undefined);
    // Where items failed or there are none, what others take is there all the same.
    const isWhole = state === 'succeeded' && this.count > 0;
    const lists = await this.#outputs.lists(this.count, isWhole ? [] : each.wiredPorts);
    if (!lists.ok) return refusedReport(lists.failure);
    if (state === 'succeeded') return summedReport('succeeded', lists.value, undefined);
    return summedReport('failed', lists.value, this.#wholeFailure() ?? strayStopFailure(node.id));
  }

  #tellProgress(message: string): void {
    this.#of.sink.progress(this.#over, this.count, message);
  }

  #failureInWords(item: number, state: RetryableState): Failure {
    const failure = this.#failureOf(item, state);
    return { ...failure, message: `item ${item + 1} of ${this.count} ${verbOf(state)}: ${failure.message}` };
  }

  #failureOf(item: number, state: RetryableState): Failure {
    const { node } = this.#of;
    if (state === 'timed-out') return timeoutFailure(node);
    return this.#reports.get(item)?.failure ?? strayStopFailure(node.id);
  }

  #wholeFailure(): Failure | undefined {
    const [, ...others] = this.#failed;
    if (!this.#failure || others.length === 0) return this.#failure;
    const told = others.slice(0, FAILED_ITEMS_TOLD).map((item) => item + 1);
    const untold = others.length - told.length;
    const which = `${others.length === 1 ? 'item' : 'items'} ${told.join(', ')}${untold > 0 ? ` and ${untold} more` : ''}`;
    return { ...this.#failure, message: `${this.#failure.message} So did ${which}.` };
  }
}

/** What stands before each line of an item's log. */
function markOf(item: number): string {
  return `[${item + 1}] `;
}

function verbOf(state: RetryableState): string {
  return state === 'timed-out' ? 'timed out' : state;
}
