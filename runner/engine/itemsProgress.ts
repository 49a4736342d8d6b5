/** How far a node is that runs once per item of a list. Plain data, changed in place; `plan.ts` decides. */
import type { ItemState, RetryableState, StopCause } from './planTypes.ts';

/** The items of one node. */
export interface ItemsProgress {
  /** `expanding` until their number is known, `gathering` once all have ended. */
  stage: 'expanding' | 'running' | 'gathering';
  count: number;
  /** The first item that has never started. */
  next: number;
  /** Items that have started and not ended for good. */
  readonly open: Map<number, OpenItem>;
  /** Items that may start again, the last one first. */
  readonly due: number[];
  running: number;
  succeeded: number;
  /** The node stands in the ready queue, or in line for resources, for its next item. */
  queued: boolean;
  /** No further item starts. */
  halted: boolean;
  /** How the first item that failed for good did. */
  failure: RetryableState | undefined;
}

/** An item that has started. `resting` waits for its next attempt to be due. */
export interface OpenItem {
  phase: 'running' | 'resting' | 'due';
  attempt: number;
  /** Why the running attempt is being stopped. */
  stopCause: StopCause | undefined;
  /** How the attempt before ended. */
  lastFailure: RetryableState | undefined;
}

/** The items before their number is known. */
export function unknownItems(): ItemsProgress {
  return {
    stage: 'expanding',
    count: 0,
    next: 0,
    open: new Map(),
    due: [],
    running: 0,
    succeeded: 0,
    queued: false,
    halted: false,
    failure: undefined,
  };
}

/** Whether another item may start now. */
export function canStartItem(items: ItemsProgress, atOnce: number): boolean {
  const more = items.due.length > 0 || items.next < items.count;
  return items.stage === 'running' && !items.halted && items.running < atOnce && more;
}

/** Starts the first item that may: one that is tried again comes before those that were never tried. */
export function startItem(items: ItemsProgress): { item: number; attempt: number } {
  const item = items.due.pop() ?? items.next++;
  const attempt = (items.open.get(item)?.attempt ?? 0) + 1;
  items.open.set(item, { phase: 'running', attempt, stopCause: undefined, lastFailure: undefined });
  items.running++;
  return { item, attempt };
}

/** The delay of a resting item has passed. */
export function itemIsDue(items: ItemsProgress, item: number): void {
  const open = items.open.get(item);
  if (open?.phase !== 'resting') return;
  open.phase = 'due';
  let place = items.due.length;
  while (place > 0 && (items.due[place - 1] ?? 0) < item) place--;
  items.due.splice(place, 0, item);
}

/** An item has ended for good. */
export function closeItem(items: ItemsProgress, item: number, state: ItemState): void {
  items.open.delete(item);
  if (state === 'succeeded') items.succeeded++;
  else if (state !== 'cancelled') items.failure ??= state;
}

/** From now on no item starts. The result are those that rest before another attempt, which they will not have. */
export function haltItems(items: ItemsProgress): { item: number; lastFailure: RetryableState }[] {
  items.halted = true;
  items.due.length = 0;
  const resting = [...items.open].flatMap(([item, { phase, lastFailure }]) =>
    phase === 'running' ? [] : [{ item, lastFailure: lastFailure ?? ('failed' as const) }],
  );
  return resting.sort((a, b) => a.item - b.item);
}

/** Whether no item runs any more, nor will. */
export function areItemsOver(items: ItemsProgress): boolean {
  const none = items.open.size === 0 && items.next >= items.count;
  return items.stage === 'running' && items.running === 0 && (items.halted || none);
}

/** What the items come to. The first failure counts; without one, items that never ended were cancelled. */
export function stateOfItems(items: ItemsProgress): ItemState {
  return items.failure ?? (items.succeeded === items.count ? 'succeeded' : 'cancelled');
}
