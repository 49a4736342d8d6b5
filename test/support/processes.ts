import { execFileSync } from 'node:child_process';

/** One running process, told from a later one with the same id by the moment it started. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly started: string;
  readonly command: string;
}

/** Every running process of this computer; ended ones that nobody has waited for are left out. */
export function runningProcesses(): RunningProcess[] {
  const listing = execFileSync('ps', ['-axo', 'pid=,ppid=,stat=,lstart=,args='], { encoding: 'utf8' });
  return listing.split('\n').flatMap((line) => {
    const fields = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S+\s+\S+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/.exec(line);
    if (!fields || fields[3]?.startsWith('Z')) return [];
    const [, pid, parent, , started = '', command = ''] = fields;
    return [{ pid: Number(pid), parent: Number(parent), started, command }];
  });
}

/** The processes that a process started, and those that these started, and so on. */
export function descendantsOf(pid: number): RunningProcess[] {
  const all = runningProcesses();
  const found: RunningProcess[] = [];
  const parents = new Set([pid]);
  for (let grown = true; grown; ) {
    const more = all.filter((process) => parents.has(process.parent) && !parents.has(process.pid));
    for (const process of more) parents.add(process.pid);
    found.push(...more);
    grown = more.length > 0;
  }
  return found;
}

/** Those of the processes that still run. */
export function survivorsOf(processes: readonly RunningProcess[]): RunningProcess[] {
  const now = new Map(runningProcesses().map((process) => [process.pid, process.started]));
  return processes.filter((process) => now.get(process.pid) === process.started);
}
