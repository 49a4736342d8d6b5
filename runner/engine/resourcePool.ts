/**
 * Counting semaphores. Whoever needs something of them gets all of it at once or waits, holding nothing, so that nobody
 * waits in a circle. Nobody who waits is overtaken by one that came later and needs one of the same resources: a node
 * that needs much gets its turn as soon as those that run have ended. Plain data, changed in place.
 */
import type { PlanResource, ResourceNeed } from './planTypes.ts';

/** What is left of each resource, and who waits. */
export interface ResourcePool {
  readonly free: number[];
  /** How many wait for each resource. */
  readonly wanted: number[];
  /** By what they wait for: of those that need the same resources only the first can be next. */
  readonly lines: Map<string, WaitingLine>;
  /** Nodes that have had to wait so far. */
  arrivals: number;
}

interface WaitingLine {
  readonly waiters: Waiter[];
  /** Place of the first who still waits. */
  first: number;
}

interface Waiter {
  readonly node: number;
  readonly needs: readonly ResourceNeed[];
  readonly arrival: number;
}

const NOTHING: readonly number[] = [];

/** The pool before anybody has taken anything. */
export function fullPool(resources: readonly PlanResource[]): ResourcePool {
  return {
    free: resources.map(({ limit }) => limit),
    wanted: resources.map(() => 0),
    lines: new Map(),
    arrivals: 0,
  };
}

/** Takes all that a node needs and answers with nothing; or puts it in line and answers with what it waits for. */
export function takeOrWait(pool: ResourcePool, node: number, needs: readonly ResourceNeed[]): readonly number[] {
  if (needs.length === 0) return NOTHING;
  const missing = needs.filter((need) => (pool.wanted[need.resource] ?? 0) > 0 || !isEnough(pool, need));
  if (missing.length === 0) take(pool, needs);
  else queueUp(pool, node, needs);
  return missing.map(({ resource }) => resource);
}

/** Takes what the first waiter whose turn it is needs, and answers with it; undefined when all must go on waiting. */
export function serveNext(pool: ResourcePool): number | undefined {
  if (pool.lines.size === 0) return undefined;
  const heads = [...pool.lines].flatMap(([key, line]) => {
    const waiter = line.waiters[line.first];
    return waiter ? [{ key, line, waiter }] : [];
  });
  heads.sort((a, b) => a.waiter.arrival - b.waiter.arrival);
  const kept = new Set<number>();
  for (const { key, line, waiter } of heads) {
    if (waiter.needs.every((need) => !kept.has(need.resource) && isEnough(pool, need))) {
      line.first++;
      if (line.first === line.waiters.length) pool.lines.delete(key);
      for (const { resource } of waiter.needs) pool.wanted[resource] = (pool.wanted[resource] ?? 0) - 1;
      take(pool, waiter.needs);
      return waiter.node;
    }
    for (const { resource } of waiter.needs) kept.add(resource);
  }
  return undefined;
}

/** An attempt has ended. */
export function giveBack(pool: ResourcePool, needs: readonly ResourceNeed[]): void {
  for (const { resource, amount } of needs) pool.free[resource] = (pool.free[resource] ?? 0) + amount;
}

/** None of the nodes from `first` up to `end` waits any more. */
export function sendAway(pool: ResourcePool, first: number, end: number): void {
  for (const [key, { waiters, first: next }] of [...pool.lines]) {
    const rest: Waiter[] = [];
    for (const waiter of waiters.slice(next)) {
      if (waiter.node < first || waiter.node >= end) rest.push(waiter);
      else for (const { resource } of waiter.needs) pool.wanted[resource] = (pool.wanted[resource] ?? 0) - 1;
    }
    if (rest.length === 0) pool.lines.delete(key);
    else pool.lines.set(key, { waiters: rest, first: 0 });
  }
}

function queueUp(pool: ResourcePool, node: number, needs: readonly ResourceNeed[]): void {
  const key = needs
    .map(({ resource }) => resource)
    .sort((a, b) => a - b)
    .join(' ');
  const line = pool.lines.get(key) ?? { waiters: [], first: 0 };
  pool.lines.set(key, line);
  line.waiters.push({ node, needs, arrival: pool.arrivals++ });
  for (const { resource } of needs) pool.wanted[resource] = (pool.wanted[resource] ?? 0) + 1;
}

function take(pool: ResourcePool, needs: readonly ResourceNeed[]): void {
  for (const { resource, amount } of needs) pool.free[resource] = (pool.free[resource] ?? 0) - amount;
}

function isEnough(pool: ResourcePool, { resource, amount }: ResourceNeed): boolean {
  return (pool.free[resource] ?? 0) >= amount;
}
