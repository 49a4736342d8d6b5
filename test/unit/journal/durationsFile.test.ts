import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  durationsPathOf,
  earlierDurations,
  FLOWS_REMEMBERED,
  keepDurations,
} from '../../../runner/journal/durationsFile.ts';
import { DurationsOutlet } from '../../../runner/journal/durationsOutlet.ts';
import { nodeStatusNumber } from '../../../src/flow/run/status.ts';

const FLOW = '/projects/report.flow';
const NODES = [{ id: 'a' }, { id: 'b' }];

function stateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-state-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('the file of durations', () => {
  it('is remembered by flow', async () => {
    const state = stateFolder();
    await keepDurations(state, FLOW, new Map([['a', 10]]));
    await keepDurations(state, FLOW, new Map([['a', 30]]));
    await keepDurations(state, '/projects/other.flow', new Map([['b', 5]]));
    expect(earlierDurations(state, FLOW, NODES)).toEqual([20, undefined]);
    expect(earlierDurations(state, '/projects/third.flow', NODES)).toEqual([]);
  });

  it('is neither written nor read where it cannot matter', async () => {
    const state = stateFolder();
    await keepDurations(state, '', new Map([['a', 10]]));
    await keepDurations(state, FLOW, new Map());
    expect(readdirSync(state)).toEqual([]);
    expect(earlierDurations(state, '', NODES)).toEqual([]);
  });

  it('is whole, whoever writes at the same time', async () => {
    const state = stateFolder();
    const writers = Array.from({ length: 20 }, (_, index) =>
      keepDurations(
        state,
        FLOW,
        new Map([
          ['a', index + 1],
          ['b', 100],
        ]),
      ),
    );
    await Promise.all(writers);
    const [a, b] = earlierDurations(state, FLOW, NODES);
    expect(a).toBeGreaterThanOrEqual(1);
    expect(b).toBe(100);
    expect(readdirSync(join(state, 'durations')).length).toBe(1);
  });

  it('is started anew when it cannot be read', async () => {
    const state = stateFolder();
    const path = durationsPathOf(state, FLOW);
    mkdirSync(dirname(path));
    writeFileSync(path, '{"format":1,"flow":');
    expect(earlierDurations(state, FLOW, NODES)).toEqual([]);
    await keepDurations(state, FLOW, new Map([['a', 10]]));
    expect(earlierDurations(state, FLOW, NODES)).toEqual([10, undefined]);
  });

  it('says nothing but names and times', async () => {
    const state = stateFolder();
    await keepDurations(state, FLOW, new Map([['a', 10]]));
    const lines = readFileSync(durationsPathOf(state, FLOW), 'utf8').split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { format: 1, flow: FLOW, nodes: ['a'], medians: [10] },
      [[10]],
    ]);
  });

  it('is removed when many other flows ran since', async () => {
    const state = stateFolder();
    for (let index = 0; index <= FLOWS_REMEMBERED; index++) {
      const flow = `/projects/${index}.flow`;
      await keepDurations(state, flow, new Map([['a', 10]]));
      const seconds = 1_000_000 + index;
      utimesSync(durationsPathOf(state, flow), seconds, seconds);
    }
    await keepDurations(state, FLOW, new Map([['a', 10]]));
    expect(readdirSync(join(state, 'durations')).length).toBe(FLOWS_REMEMBERED);
    expect(earlierDurations(state, '/projects/1.flow', NODES)).toEqual([]);
    expect(earlierDurations(state, '/projects/2.flow', NODES)).toEqual([10, undefined]);
    expect(earlierDurations(state, FLOW, NODES)).toEqual([10, undefined]);
  });

  it('does not bring a state folder back', async () => {
    const state = join(stateFolder(), 'removed');
    await expect(keepDurations(state, FLOW, new Map([['a', 10]]))).rejects.toThrow('ENOENT');
    expect(readdirSync(dirname(state))).toEqual([]);
  });
});

describe('the durations of a run', () => {
  it('are those of the nodes that succeeded', () => {
    const outlet = new DurationsOutlet();
    const end = (node: string, state: Parameters<typeof nodeStatusNumber>[0], durationMs: number) =>
      outlet.deliver({ nodeFinished: { node, status: nodeStatusNumber(state), durationMs } });
    outlet.deliver({ nodeStarted: { node: 'a', attempt: 1 } });
    end('a', 'succeeded', 12.4);
    end('b', 'failed', 5);
    end('c', 'skipped', 0);
    end('d', 'cached', 1);
    end('e', 'cancelled', 700);
    expect(outlet.measured).toEqual(new Map([['a', 12]]));
  });
});
