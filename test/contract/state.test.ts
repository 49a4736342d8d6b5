import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { millrace } from '../../proto/generated/execution.js';
import type { ExecutionRequest } from '../../proto/messages.ts';
import type { RunnerPeer } from '../../proto/peer.ts';
import { earlierDurations } from '../../runner/journal/durationsFile.ts';
import { readJournal } from '../../runner/journal/readJournal.ts';
import { journalPathOf, runFolderOf, runsFolderOf } from '../../runner/journal/runFolder.ts';
import { isUnderWay } from '../../runner/journal/runLease.ts';
import { storeFolderOf } from '../../runner/store/contentStore.ts';
import { request, shellNode, wire } from './support/graphs.ts';
import { connect, runToEnd, watchRun } from './support/runnerProcess.ts';
import { startRunner, temporaryFolder } from './support/workbench.ts';

const { RUN_STATUS_SUCCEEDED } = millrace.v1.RunStatus;

interface Sharer {
  readonly peer: RunnerPeer;
  /** Ends the runner when all that it does has come to its end. */
  readonly leave: () => Promise<unknown>;
  readonly kill: () => Promise<unknown>;
}

/** A runner process that shares a folder with others. */
function startSharer(folder: string): Sharer {
  const runner = startRunner(['stdio'], folder);
  return {
    peer: connect(runner),
    leave: () => {
      runner.stdin.end();
      return runner.exit;
    },
    kill: () => {
      runner.child.kill('SIGKILL');
      return runner.exit;
    },
  };
}

/** A flow whose values are too large to travel inline: some are the same in every run, some are its own. */
function flowWithContent(folder: string, word: string, more: ExecutionRequest = {}): ExecutionRequest {
  const nodes = [
    shellNode('same', 'head -c 200000 /dev/zero | tr "\\0" s'),
    shellNode('own', `head -c 100000 /dev/zero | tr "\\0" x; echo ${word}`),
    shellNode('count', 'printf %s "$same$own" | wc -c', { after: ['same', 'own'] }),
  ];
  const wires = [wire('same', 'stdout', 'count', 'same'), wire('own', 'stdout', 'count', 'own')];
  return request(folder, nodes, wires, { flowSource: '/flows/shared.flow', ...more });
}

/** Every file of the store is what its name says. */
function contentIsWhole(store: string): boolean {
  const shards = readdirSync(store).filter((name) => name !== 'tmp');
  const paths = shards.flatMap((shard) => readdirSync(join(store, shard)).map((name) => [shard, name] as const));
  return paths.every(([shard, name]) => {
    const digest = createHash('sha256')
      .update(readFileSync(join(store, shard, name)))
      .digest('hex');
    return digest === shard + name;
  });
}

describe('runs of the same flow in several runner processes at the same time', () => {
  it('do not disturb each other, and forget old runs without touching one that is under way', async () => {
    const folder = temporaryFolder();
    const state = join(folder, '.millrace');
    const keeper = startSharer(folder);
    const others = Array.from({ length: 3 }, () => startSharer(folder));
    const config = { workingFolder: folder, concurrency: 2, limits: { keptRuns: 3 } };
    const quiet = watchRun(
      keeper.peer,
      request(folder, [shellNode('wait', 'echo here; sleep 310')], [], { runId: 'quiet', config }),
    );
    await quiet.until(({ nodeLog }) => nodeLog != null);
    const ids = new Set<string>();
    await Promise.all(
      others.map(async ({ peer, leave }, runner) => {
        for (let turn = 0; turn < 6; turn += 1) {
          const events = await runToEnd(peer, flowWithContent(folder, `${runner} ${turn}`, { config }));
          ids.add(events[0]?.runId ?? '');
          expect(events.at(-1)?.runFinished).toMatchObject({ status: RUN_STATUS_SUCCEEDED, processesSurviving: 0 });
          expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
        }
        await leave();
      }),
    );
    expect(ids.size).toBe(18);
    const left = readdirSync(runsFolderOf(state));
    expect(left).toContain('quiet');
    expect(left.length).toBeLessThanOrEqual(3 + 1 + 1 + others.length);
    for (const name of left) {
      const { events, torn } = await readJournal(journalPathOf(runFolderOf(state, name)));
      expect(torn).toBe(false);
      expect(events.at(-1)?.runFinished != null).toBe(name !== 'quiet');
      for (const { nodeOutput } of events) {
        const reference = nodeOutput?.value?.reference;
        if (reference) expect(statSync(reference.path ?? '').size).toBe(reference.size);
      }
    }
    expect(contentIsWhole(storeFolderOf(state))).toBe(true);
    expect(readdirSync(join(storeFolderOf(state), 'tmp'))).toEqual([]);
    const durations = earlierDurations(state, '/flows/shared.flow', [{ id: 'same' }, { id: 'own' }, { id: 'count' }]);
    expect(durations.every((duration) => duration !== undefined)).toBe(true);
    expect(readdirSync(join(state, 'durations')).filter((name) => !name.endsWith('.jsonl'))).toEqual([]);
    expect(await keeper.peer.cancel('quiet', 'enough')).toBe(true);
    expect((await quiet.finished).runFinished?.reason).toBe('enough');
  });

  it('count as under way until their runner lets them go or is killed', async () => {
    const folder = temporaryFolder();
    const state = join(folder, '.millrace');
    const first = startSharer(folder);
    const second = startSharer(folder);
    const runs = [first, second].map(({ peer }, index) => {
      const nodes = [shellNode('wait', 'echo here; sleep 311')];
      return watchRun(peer, request(folder, nodes, [], { runId: `run${index}` }));
    });
    await Promise.all(runs.map((run) => run.until(({ nodeLog }) => nodeLog != null)));
    const underWay = () => runs.map((_, index) => isUnderWay(runFolderOf(state, `run${index}`), Date.now()));
    expect(underWay()).toEqual([true, true]);
    await first.kill();
    expect(underWay()).toEqual([false, true]);
    await second.leave();
    expect(underWay()).toEqual([false, false]);
    expect(existsSync(join(runFolderOf(state, 'run1'), 'summary.json'))).toBe(true);
    expect(existsSync(join(runFolderOf(state, 'run0'), 'summary.json'))).toBe(false);
  });
});
