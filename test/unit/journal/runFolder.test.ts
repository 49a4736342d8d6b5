import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  JOURNAL_FILE_NAME,
  makeRunFolder,
  RUNS_KEPT,
  RUNS_SPARE,
  removeOldRuns,
} from '../../../runner/journal/runFolder.ts';

function stateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-state-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, '.millrace');
}

/** A finished run whose journal was last written `age` seconds ago. */
function oldRun(state: string, runId: string, age: number): void {
  const journal = join(makeRunFolder(state, runId), JOURNAL_FILE_NAME);
  writeFileSync(journal, '');
  const time = Date.now() / 1_000 - age;
  utimesSync(journal, time, time);
}

describe('run folders', () => {
  it('are kept away from git, by a file that people may change', () => {
    const state = stateFolder();
    makeRunFolder(state, 'a');
    const ignore = join(state, '.gitignore');
    expect(readFileSync(ignore, 'utf8')).toBe('*\n');
    writeFileSync(ignore, 'runs\n');
    makeRunFolder(state, 'b');
    expect(readFileSync(ignore, 'utf8')).toBe('runs\n');
  });

  it('belong to one run each', () => {
    const state = stateFolder();
    makeRunFolder(state, 'a');
    expect(() => makeRunFolder(state, 'a')).toThrow(expect.objectContaining({ code: 'EEXIST' }));
  });

  it('are removed when they are many, the longest untouched first, never one under way', async () => {
    const state = stateFolder();
    const names = Array.from({ length: RUNS_KEPT + RUNS_SPARE }, (_, index) => `run${index}`);
    names.forEach((name, index) => oldRun(state, name, 100 + index));
    mkdirSync(join(state, 'runs', 'without-journal'));
    const oldest = names.at(-1) ?? '';
    const before = Date.now() - (100 + names.length) * 1_000;
    expect(await removeOldRuns(state, new Set([oldest]))).toBeGreaterThanOrEqual(before);
    const left = readdirSync(join(state, 'runs'));
    expect(left.toSorted()).toEqual([...names.slice(0, RUNS_KEPT), oldest].toSorted());
  });

  it('may be a few more before any is removed', async () => {
    const state = stateFolder();
    for (let index = 0; index < RUNS_KEPT + RUNS_SPARE; index += 1) oldRun(state, `run${index}`, index);
    expect(await removeOldRuns(state, new Set())).toBeUndefined();
    expect(readdirSync(join(state, 'runs'))).toHaveLength(RUNS_KEPT + RUNS_SPARE);
  });
});
