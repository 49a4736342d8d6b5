import { chainHas } from './cookie.ts';
import type { EndReport } from './processKeeper.ts';
import type { ProcessEntry, ProcessTable } from './processTable.ts';
import type { Signals } from './signals.ts';

/** Looks at the process table follow each other at this distance, growing up to the longest. */
const SHORTEST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 100;
/** A process that is alive so long after a kill is stuck in the system or not ours to end. */
const KILL_WAIT_MS = 5_000;

/** What is to be ended. */
export interface Quarry {
  /** Start of the cookie links that mark it. */
  readonly linkPrefix: string;
  /** Pids of commands that run at this moment; each leads a process group. */
  running(): readonly number[];
  /** Whether this was the pid of a command that has ended; what it left in its session is still its own. */
  hasEnded(pid: number): boolean;
  readonly graceMs: number;
  /** Something may have ended: look again at once. */
  readonly wake?: Promise<unknown>;
}

/**
 * Ends all processes of a quarry and their descendants: asks, waits for the grace period, kills, and looks again until
 * none is left. Processes are told apart by pid and start time, so a pid that the system gave away again is never hit.
 */
export async function endAll(quarry: Quarry, table: ProcessTable, signals: Signals): Promise<EndReport> {
  const pack = new Pack(quarry);
  let live = pack.look(await table.list());
  if (live.length === 0) return { ended: 0, surviving: 0 };
  signals.ask(quarry.running(), live);
  live = await waitUntilGone(pack, table, quarry.graceMs, quarry.wake);
  if (live.length > 0) {
    signals.kill(quarry.running(), live);
    live = await waitUntilGone(pack, table, KILL_WAIT_MS, undefined, (left) => signals.kill([], left));
  }
  return { ended: pack.size - live.length, surviving: live.length };
}

async function waitUntilGone(
  pack: Pack,
  table: ProcessTable,
  limitMs: number,
  wake: Promise<unknown> | undefined,
  again: (left: readonly ProcessEntry[]) => void = () => {},
): Promise<readonly ProcessEntry[]> {
  const deadline = performance.now() + limitMs;
  let pause = SHORTEST_PAUSE_MS;
  let awaited = wake;
  for (;;) {
    await pauseFor(Math.max(0, Math.min(pause, deadline - performance.now())), awaited);
    awaited = undefined;
    const live = pack.look(await table.list());
    if (live.length === 0 || performance.now() >= deadline) return live;
    again(live);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

function pauseFor(milliseconds: number, wake: Promise<unknown> | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    void wake?.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** The processes of a quarry that were ever seen, so that one is not lost when the parent that led to it ends. */
class Pack {
  readonly #quarry: Quarry;
  readonly #seen = new Map<string, ProcessEntry>();

  constructor(quarry: Quarry) {
    this.#quarry = quarry;
  }

  /** How many were ever seen. */
  get size(): number {
    return this.#seen.size;
  }

  /** Those that live, with all their descendants and with whoever is in a group or session that one of them leads. */
  look(table: readonly ProcessEntry[]): readonly ProcessEntry[] {
    const children = groupBy(table, (entry) => entry.parent);
    const groups = groupBy(table, (entry) => entry.group);
    const sessions = groupBy(table, (entry) => entry.session);
    const pids = new Set(table.map((entry) => entry.pid));
    const running = new Set(this.#quarry.running());
    const found = new Set(table.filter((entry) => this.#marks(entry, running, pids)));
    for (const { pid } of found) {
      for (const follower of children.get(pid) ?? []) found.add(follower);
      for (const member of groups.get(pid) ?? []) found.add(member);
      for (const member of sessions.get(pid) ?? []) found.add(member);
    }
    const live = [...found].filter((entry) => !entry.defunct && entry.pid !== process.pid);
    for (const entry of live) this.#seen.set(nameOf(entry), entry);
    return live;
  }

  #marks(entry: ProcessEntry, running: ReadonlySet<number>, pids: ReadonlySet<number>): boolean {
    if (entry.defunct) return false;
    if (this.#seen.has(nameOf(entry)) || chainHas(entry.cookie, this.#quarry.linkPrefix)) return true;
    if (running.has(entry.pid)) return true;
    return this.#left(entry.group, pids) || this.#left(entry.session, pids);
  }

  /**
   * Whether a group or session was led by a command that has ended. Its number stays taken while anyone is in it; if a
   * process of that number lives, the system gave it away again and the group is somebody else's.
   */
  #left(leader: number, pids: ReadonlySet<number>): boolean {
    return this.#quarry.hasEnded(leader) && !pids.has(leader);
  }
}

function groupBy(table: readonly ProcessEntry[], keyOf: (entry: ProcessEntry) => number): Map<number, ProcessEntry[]> {
  const groups = new Map<number, ProcessEntry[]>();
  for (const entry of table) {
    const group = groups.get(keyOf(entry));
    if (group) group.push(entry);
    else groups.set(keyOf(entry), [entry]);
  }
  return groups;
}

function nameOf(entry: ProcessEntry): string {
  return `${entry.pid} ${entry.startTime}`;
}
