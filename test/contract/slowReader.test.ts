import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { millrace } from '../../proto/generated/execution.js';
import type { ExecutionEvent, GraphNode } from '../../proto/messages.ts';
import { WIRE_LOG_BACKLOG_BYTES } from '../../runner/engine/limits.ts';
import { readJournal } from '../../runner/journal/readJournal.ts';
import { journalPathOf, runFolderOf, summaryPathOf } from '../../runner/journal/runFolder.ts';
import { PUPPET, Puppeteer } from './processes/puppeteer.ts';
import { request, shellNode } from './support/graphs.ts';
import { watchRun } from './support/runnerProcess.ts';
import { isAlive, peakMemory, startSidecar } from './support/workbench.ts';

const { RUN_STATUS_SUCCEEDED, RUN_STATUS_CANCELLED } = millrace.v1.RunStatus;

const MEBIBYTE = 1024 * 1024;

/** Most memory that a runner may ever have had resident while its reader did not read; one that does nothing has some 70. */
const MOST_RESIDENT_BYTES = 160 * MEBIBYTE;

/** Log text that the commands of one test print. */
const FLOOD_BYTES = 300 * MEBIBYTE;

/** The rate of logs does not help here: only that the reader is behind. */
const UNLIMITED = { logBytesPerSecond: Number.MAX_SAFE_INTEGER };

async function openPuppets(): Promise<{ puppeteer: Puppeteer; calling: (name: string) => string }> {
  const puppeteer = await Puppeteer.open();
  onTestFinished(() => puppeteer.close());
  return { puppeteer, calling: (name) => `"${process.execPath}" "${PUPPET}" "${puppeteer.socketPath}" ${name}` };
}

/** Prints to standard error, which is no value, so that nothing but the log takes its bytes. */
function floodNode(id: string, bytes: number, more: GraphNode = {}): GraphNode {
  return shellNode(id, `head -c ${bytes} /dev/zero | tr '\\0' x >&2`, more);
}

function loggedBytes(
  events: readonly ExecutionEvent[],
  node: string,
): { readonly sent: number; readonly dropped: number } {
  const logs = events.flatMap(({ nodeLog }) => (nodeLog?.node === node ? [nodeLog] : []));
  return {
    sent: logs.reduce((sum, { text }) => sum + Buffer.byteLength(text ?? ''), 0),
    dropped: logs.reduce((sum, { droppedBytes }) => sum + (droppedBytes ?? 0), 0),
  };
}

/** Resolves once the file is there. Nothing else tells of it: the reader does not read. */
async function appears(path: string): Promise<void> {
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('a reader that stops reading', () => {
  it('costs no memory and holds up no command; what it missed is counted, and whole on disk', async () => {
    const { folder, peer, runner } = await startSidecar();
    const { puppeteer, calling } = await openPuppets();
    const nodes = [
      floodNode('flood', FLOOD_BYTES / 2),
      floodNode('again', FLOOD_BYTES / 2),
      shellNode('done', calling('done'), { after: ['flood', 'again'] }),
    ];
    const config = { workingFolder: folder, concurrency: 2, limits: UNLIMITED };
    const run = watchRun(peer, request(folder, nodes, [], { config, runId: 'flooded' }));
    await run.until(({ nodeStarted }) => nodeStarted != null);
    runner.stdout.pause();
    const done = await puppeteer.puppet('done');
    const logs = join(runFolderOf(join(folder, '.millrace'), 'flooded'), 'logs');
    for (const node of ['flood', 'again']) expect(statSync(join(logs, `${node}.log`)).size).toBe(FLOOD_BYTES / 2);
    if (process.platform === 'linux') expect(peakMemory(runner.child.pid ?? 0)).toBeLessThan(MOST_RESIDENT_BYTES);
    runner.stdout.resume();
    await done.end({ do: 'exit' });
    expect((await run.finished).runFinished).toMatchObject({ status: RUN_STATUS_SUCCEEDED, processesSurviving: 0 });
    let sentInAll = 0;
    for (const node of ['flood', 'again']) {
      const { sent, dropped } = loggedBytes(run.events, node);
      expect(sent + dropped).toBe(FLOOD_BYTES / 2);
      sentInAll += sent;
    }
    // What had been read before, what waited in the runner, what the system and this process had buffered.
    expect(sentInAll).toBeLessThan(32 * WIRE_LOG_BACKLOG_BYTES);
    expect(run.events.map(({ sequence }) => sequence)).toEqual(run.events.map((_, index) => index + 1));
    const { events } = await readJournal(journalPathOf(runFolderOf(join(folder, '.millrace'), 'flooded')));
    expect(events).toEqual(run.events);
  });

  it('and never comes back keeps no other run from its end, none from being cancelled, and no runner from leaving', async () => {
    const { folder, peer, runner } = await startSidecar();
    const { puppeteer, calling } = await openPuppets();
    const state = join(folder, '.millrace');
    const config = { workingFolder: folder, limits: UNLIMITED };
    const endless = shellNode('endless', `${calling('endless')} > /dev/null 2>&1 & yes >&2`);
    const first = watchRun(peer, request(folder, [endless], [], { config, runId: 'endless' }));
    await first.until(({ nodeStarted }) => nodeStarted != null);
    const puppet = await puppeteer.puppet('endless');
    runner.stdout.pause();
    const log = join(runFolderOf(state, 'endless'), 'logs', 'endless.log');
    while (!existsSync(log) || statSync(log).size < 64 * MEBIBYTE)
      await new Promise((resolve) => setTimeout(resolve, 10));

    const chain = Array.from({ length: 20 }, (_, index) =>
      shellNode(`step${index}`, `echo ${index}`, index === 0 ? {} : { after: [`step${index - 1}`] }),
    );
    const second = watchRun(peer, request(folder, chain, [], { config, runId: 'second' }));
    second.runId.catch(() => undefined);
    await appears(summaryPathOf(runFolderOf(state, 'second')));
    const ended = await readJournal(journalPathOf(runFolderOf(state, 'second')));
    expect(ended.events.at(-1)?.runFinished?.status).toBe(RUN_STATUS_SUCCEEDED);

    void peer.cancel('endless', 'enough').catch(() => undefined);
    await puppet.gone;
    await appears(summaryPathOf(runFolderOf(state, 'endless')));
    const cancelled = await readJournal(journalPathOf(runFolderOf(state, 'endless')));
    expect(cancelled.events.at(-1)?.runFinished).toMatchObject({
      status: RUN_STATUS_CANCELLED,
      reason: 'enough',
      processesSurviving: 0,
    });
    const processId = runner.child.pid ?? 0;
    if (process.platform === 'linux') expect(peakMemory(processId)).toBeLessThan(MOST_RESIDENT_BYTES);
    runner.stdin.end();
    await new Promise((resolve) => runner.child.once('exit', resolve));
    expect(isAlive(processId)).toBe(false);
    runner.stdout.resume();
  });
});
