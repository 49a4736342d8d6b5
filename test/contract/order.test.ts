import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runProgram, temporaryFolder } from './support/workbench.ts';

/** By their number the quick nodes go first, by their time the slow ones. */
const FLOW = `flow: 1
nodes:
  quick1: { uses: constant, with: { value: 1 } }
  quick2: { uses: constant, with: { value: 2 }, after: [quick1] }
  quick3: { uses: constant, with: { value: 3 }, after: [quick2] }
  slow1: { uses: delay, with: { for: 200ms } }
  slow2: { uses: delay, with: { for: 200ms }, after: [slow1] }
`;

async function startsOf(file: string, folder: string): Promise<string[]> {
  const { code, stdout } = await runProgram(['run', file, '--json', '--concurrency', '1'], folder);
  expect(code).toBe(0);
  const events = stdout.trimEnd().split('\n');
  return events.flatMap((line) => {
    const { nodeStarted } = JSON.parse(line) as { nodeStarted?: { node: string } };
    return nodeStarted ? [nodeStarted.node] : [];
  });
}

describe('the order of ready nodes', () => {
  it('follows the durations of earlier runs of the same flow', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.flow'), FLOW);
    writeFileSync(join(folder, 'b.flow'), FLOW);
    const first = ['quick1', 'quick2', 'slow1', 'quick3', 'slow2'];
    expect(await startsOf('a.flow', folder)).toEqual(first);
    expect(await startsOf('a.flow', folder)).toEqual(['slow1', 'slow2', 'quick1', 'quick2', 'quick3']);
    expect(await startsOf('b.flow', folder)).toEqual(first);
  });

  it('does not depend on a record that cannot be read', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.flow'), FLOW);
    const first = await startsOf('a.flow', folder);
    const durations = join(folder, '.millrace', 'durations');
    const [name = ''] = readdirSync(durations);
    writeFileSync(join(durations, name), readFileSync(join(durations, name)).subarray(0, 40));
    expect(await startsOf('a.flow', folder)).toEqual(first);
  });
});
