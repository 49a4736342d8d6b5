import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunningProcess, runningProcesses } from '../../support/processes.ts';

/** Name of the flow that `writeLongFlow` makes. */
export const LONG_FLOW = 'long.flow';

/**
 * Writes a flow whose one command runs for ever, with a child that has left its session: what is hardest to end. The
 * length of the sleep tells its processes from those of everybody else.
 */
export function writeLongFlow(folder: string, seconds: number): void {
  const text = `flow: 1
name: Long
nodes:
  wait:
    uses: shell
    name: Wait long
    with:
      run: |
        setsid sleep ${seconds} &
        echo started
        sleep ${seconds}
`;
  writeFileSync(join(folder, LONG_FLOW), text);
}

/** The running sleeps of such a flow. */
export function sleepers(seconds: number): readonly RunningProcess[] {
  return runningProcesses().filter(({ command }) => command === `sleep ${seconds}`);
}

/** A number of seconds that no other test and no earlier run uses. */
export function uniqueSeconds(): number {
  return 1_000_000 + process.pid;
}
