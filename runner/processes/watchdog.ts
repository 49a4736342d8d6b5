import { createInterface } from 'node:readline';
import { linkPrefix } from './cookie.ts';
import { endAll } from './hunt.ts';
import { systemProcessTable } from './processTable.ts';
import { systemSignals } from './signals.ts';
import { GOODBYE, readNotice } from './watchdogNotice.ts';

/**
 * Outlives its runner by as long as it takes to end what the runner has left. It holds one end of a pipe; the other end
 * closes when the runner is gone, however that came. Arguments: the runner's id, the grace period in milliseconds.
 */
async function main(runnerId: string, graceMs: number): Promise<void> {
  const running = new Set<number>();
  const ended = new Set<number>();
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === GOODBYE) return;
    const notice = readNotice(line);
    if (notice?.event === 'start') running.add(notice.pid);
    if (notice?.event === 'exit' && running.delete(notice.pid)) ended.add(notice.pid);
  }
  // Nobody collects the commands' ends any more: a pid that is said to run may be somebody else's by now.
  for (const pid of running) ended.add(pid);
  const hasEnded = (pid: number) => ended.has(pid);
  const quarry = { linkPrefix: linkPrefix(runnerId), running: () => [], hasEnded, graceMs };
  await endAll(quarry, systemProcessTable(), systemSignals());
}

// A terminal's hang-up or a signal to all of a user's processes must not end the one that cleans up after them.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});

await main(process.argv[2] ?? '', Number(process.argv[3] ?? 0));
process.exit();
