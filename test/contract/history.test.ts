import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { millrace } from '../../proto/generated/execution.js';
import type { ExecutionEvent } from '../../proto/messages.ts';
import type { RunnerPeer } from '../../proto/peer.ts';
import { journalPathOf, runFolderOf } from '../../runner/journal/runFolder.ts';
import { request, shellNode } from './support/graphs.ts';
import { connect, runToEnd, watchRun } from './support/runnerProcess.ts';
import { runProgram, startRunner, startSidecar, temporaryFolder } from './support/workbench.ts';

const { RUN_STATUS_SUCCEEDED, RUN_STATUS_FAILED, RUN_STATUS_RUNNING, RUN_STATUS_UNSPECIFIED } = millrace.v1.RunStatus;

async function journalOf(peer: RunnerPeer, stateFolder: string, runId: string): Promise<ExecutionEvent[]> {
  const events: ExecutionEvent[] = [];
  let offset = 0;
  do {
    const part = await peer.journal({ stateFolder, runId, offset, afterSequence: events.at(-1)?.sequence ?? 0 });
    events.push(...(part.events ?? []));
    offset = part.nextOffset ?? 0;
  } while (offset > 0);
  return events;
}

describe('earlier runs', () => {
  it('are told by any runner: those that ended, one under way in another process, and one whose runner was killed', async () => {
    const { folder, peer } = await startSidecar();
    const stateFolder = join(folder, '.millrace');
    const of = (flowSource: string, runId: string) => ({ flowSource, runId, flowName: `Name of ${flowSource}` });
    const good = await runToEnd(peer, request(folder, [shellNode('a', 'echo one')], [], of('/one.flow', 'good')));
    await runToEnd(peer, request(folder, [shellNode('a', 'exit 3')], [], of('/two.flow', 'bad')));
    const waiting = [shellNode('a', 'echo here; sleep 314'), shellNode('b', 'true', { after: ['a'] })];
    const under = watchRun(peer, request(folder, waiting, [], of('/one.flow', 'under-way')));
    await under.until(({ nodeLog }) => nodeLog != null);
    const other = startRunner(['stdio'], folder);
    const lost = watchRun(connect(other), request(folder, waiting, [], of('/one.flow', 'lost')));
    lost.finished.catch(() => undefined);
    await lost.until(({ nodeLog }) => nodeLog != null);
    other.child.kill('SIGKILL');
    await other.exit;

    const reader = connect(startRunner(['stdio'], folder));
    const { runs = [] } = await reader.history({ stateFolder });
    expect(runs).toMatchObject([
      { runId: 'lost', status: RUN_STATUS_UNSPECIFIED, reason: 'The runner was lost before the run ended.', nodes: 2 },
      { runId: 'under-way', status: RUN_STATUS_RUNNING, reason: '', nodes: 2 },
      { runId: 'bad', status: RUN_STATUS_FAILED, flowName: 'Name of /two.flow', flowSource: '/two.flow', nodes: 1 },
      { runId: 'good', status: RUN_STATUS_SUCCEEDED, reason: '', nodes: 1 },
    ]);
    expect(runs[2]?.reason).toContain('exit code 3');
    const ofOne = await reader.history({ stateFolder, flowSource: '/one.flow', limit: 2 });
    expect(ofOne.runs?.map(({ runId }) => runId)).toEqual(['lost', 'under-way']);
    expect(await journalOf(reader, stateFolder, 'good')).toEqual(good);
    expect((await journalOf(reader, stateFolder, 'lost')).slice(0, lost.events.length)).toEqual(lost.events);
    expect(await peer.cancel('under-way', 'enough')).toBe(true);
    await under.finished;
  });

  it('are listed by the command line, of a flow or of a folder, as text and as JSON', async () => {
    const folder = temporaryFolder();
    const flow = (name: string, run: string) => {
      const text = `flow: 1\nname: ${name}\nnodes:\n  a:\n    uses: shell\n    with: { run: "${run}" }\n`;
      writeFileSync(join(folder, `${name}.flow`), text);
      return runProgram(['run', `${name}.flow`], folder);
    };
    expect((await runProgram(['runs'], folder)).stdout).toBe('No run is kept here.\n');
    await flow('good', 'echo one');
    await flow('bad', 'exit 3');
    const { stdout, code } = await runProgram(['runs'], folder);
    expect(code).toBe(0);
    const id = String.raw`\d{8}-\d{6}-[0-9a-f]{6}`;
    expect(stdout).toMatch(
      new RegExp(`^${id}  .+  bad   failed in .+ exit code 3\\.\n${id}  .+  good  succeeded in .+\n$`),
    );
    const json = (await runProgram(['runs', 'good.flow', '--json'], folder)).stdout;
    expect(JSON.parse(json)).toMatchObject({ flowName: 'good', state: 'succeeded', reason: '', nodes: 1 });
    expect((await runProgram(['runs', '-n', '1'], folder)).stdout.split('\n')).toHaveLength(2);
    const refused = await runProgram(['runs', 'nowhere.flow'], folder);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('nowhere.flow does not exist')]);
  });

  it('are none where nothing ran, and what cannot be read is refused in words', async () => {
    const { folder, peer } = await startSidecar();
    const stateFolder = join(folder, '.millrace');
    expect(await peer.history({ stateFolder })).toMatchObject({ runs: [] });
    await expect(peer.journal({ stateFolder, runId: 'none' })).rejects.toThrow('may have been removed as an old one');
    await expect(peer.journal({ stateFolder, runId: '../../etc' })).rejects.toThrow('cannot name a folder');
  });

  it('whose journal was cut are told up to there', async () => {
    const { folder, peer } = await startSidecar();
    const stateFolder = join(folder, '.millrace');
    const events = await runToEnd(peer, request(folder, [shellNode('a', 'echo one')], [], { runId: 'cut' }));
    const journal = journalPathOf(runFolderOf(stateFolder, 'cut'));
    const last = millrace.v1.ExecutionEvent.encode(events.at(-1) ?? {}).finish();
    truncateSync(journal, events.map(sizeOf).reduce((a, b) => a + b) - last.length + 1);
    expect(await journalOf(peer, stateFolder, 'cut')).toEqual(events.slice(0, -1));
  });
});

function sizeOf(event: ExecutionEvent): number {
  const { length } = millrace.v1.ExecutionEvent.encode(event).finish();
  return length + (length > 127 ? 2 : 1);
}
