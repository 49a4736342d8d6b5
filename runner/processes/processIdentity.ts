import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { entryFromStat } from './procFileSystem.ts';

/** Tells one process from all others, also from a later one that the system gave the same id. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Name of the machine or container, where processes are counted. */
  readonly machine: string;
  /** Which start of the machine it belongs to; empty where the system does not say. */
  readonly boot: string;
  /** When the process was started, in the system's own count since `boot`; empty where it does not say. */
  readonly started: string;
}

/** `unknown`: a process of another machine or container. */
export type Life = 'alive' | 'gone' | 'unknown';

let own: ProcessIdentity | undefined;

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  own ??= { pid: process.pid, machine: machineName(), boot: bootMark(), started: startOf(process.pid) };
  return own;
}

/** Whether the process of that identity still lives. Asks the system, so that a killed process is known to be gone. */
export function lifeOf({ pid, machine, boot, started }: ProcessIdentity): Life {
  if (machine !== machineName()) return 'unknown';
  if (boot !== bootMark() || !exists(pid)) return 'gone';
  const now = startOf(pid);
  return now === '' || started === '' || now === started ? 'alive' : 'gone';
}

/** Name of the machine, with that of the container where it counts its own processes. */
export function machineName(): string {
  return `${hostname()} ${quietly(() => readlinkSync('/proc/self/ns/pid'))}`.trimEnd();
}

/** Whether there is a process of that id, be it somebody else's. */
export function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    return fault instanceof Error && 'code' in fault && fault.code === 'EPERM';
  }
}

function bootMark(): string {
  return quietly(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
}

/** A process that has ended and was not waited for yet counts as started at no time that anybody recorded. */
function startOf(pid: number): string {
  const stat = quietly(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  const entry = stat === '' ? undefined : entryFromStat(pid, stat, () => '');
  return entry?.defunct ? 'defunct' : (entry?.startTime ?? '');
}

/** The text, or none where the system has no such file. */
function quietly(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
