import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { removeOldState } from '../../../runner/journal/removeOldState.ts';
import { journalPathOf, makeRunFolder, runFolderOf, runsFolderOf } from '../../../runner/journal/runFolder.ts';
import { takeLease } from '../../../runner/journal/runLease.ts';
import { writeSummary } from '../../../runner/journal/runSummary.ts';
import { ContentStore, storeFolderOf } from '../../../runner/store/contentStore.ts';

const PLENTY = Number.MAX_SAFE_INTEGER;

function stateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-state-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, '.millrace');
}

/** A run that ended `age` seconds ago. */
function oldRun(state: string, runId: string, age: number, bytes = { ownBytes: 0, storedBytes: 0 }): void {
  const folder = makeRunFolder(state, runId);
  writeFileSync(journalPathOf(folder), '');
  const time = Date.now() - age * 1_000;
  utimesSync(journalPathOf(folder), time / 1_000, time / 1_000);
  const words = { flowName: '', flowSource: '', state: 'succeeded', reason: '' } as const;
  writeSummary(folder, { runId, startedMs: time, durationMs: 0, nodes: 1, ...words, ...bytes });
}

async function store(state: string, text: string, age: number): Promise<string> {
  const { path } = await new ContentStore(storeFolderOf(state)).put(Buffer.from(text), 'text/plain');
  const time = Date.now() / 1_000 - age;
  utimesSync(path, time, time);
  return path;
}

describe('old runs', () => {
  it('are removed when they are many, the longest untouched first, with the content that only they knew', async () => {
    const state = stateFolder();
    for (let index = 0; index < 7; index += 1) oldRun(state, `run${index}`, 100 + index * 10);
    const old = await store(state, 'old', 165);
    const pinned = await store(state, 'pinned', 165);
    const kept = await store(state, 'kept', 125);
    await removeOldState(state, { runs: 4, bytes: PLENTY }, () => Promise.resolve(new Set([digestOf(pinned)])));
    expect(readdirSync(runsFolderOf(state)).toSorted()).toEqual(['run0', 'run1', 'run2', 'run3']);
    expect([old, pinned, kept].map(existsSync)).toEqual([false, true, true]);
  });

  it('may be a few more before any is removed', async () => {
    const state = stateFolder();
    for (let index = 0; index < 12; index += 1) oldRun(state, `run${index}`, index);
    await removeOldState(state, { runs: 10, bytes: PLENTY });
    expect(readdirSync(runsFolderOf(state))).toHaveLength(12);
  });

  it('are removed when they take too much room, however few they are', async () => {
    const state = stateFolder();
    oldRun(state, 'large', 20, { ownBytes: 900, storedBytes: 0 });
    oldRun(state, 'small', 10, { ownBytes: 10, storedBytes: 0 });
    oldRun(state, 'newest', 0, { ownBytes: 200, storedBytes: 0 });
    await removeOldState(state, { runs: 50, bytes: 1_000 });
    expect(readdirSync(runsFolderOf(state)).toSorted()).toEqual(['newest', 'small']);
  });

  it('take no more room for storing the same content again and again', async () => {
    const state = stateFolder();
    for (let index = 0; index < 5; index += 1) oldRun(state, `run${index}`, index, { ownBytes: 10, storedBytes: 500 });
    await store(state, 'x'.repeat(500), 0);
    await removeOldState(state, { runs: 50, bytes: 1_000 });
    expect(readdirSync(runsFolderOf(state))).toHaveLength(5);
  });

  it('count what is in their folder when nobody summed it up', async () => {
    const state = stateFolder();
    oldRun(state, 'newest', 0);
    oldRun(state, 'lost', 10);
    const lost = runFolderOf(state, 'lost');
    rmSync(join(lost, 'summary.json'));
    mkdirSync(join(lost, 'logs'));
    writeFileSync(join(lost, 'logs', 'a.log'), 'x'.repeat(2_000));
    utimesSync(lost, 0, 0);
    await removeOldState(state, { runs: 50, bytes: 1_000 });
    expect(readdirSync(runsFolderOf(state))).toEqual(['newest']);
  });

  it('that a runner works on stay, however long ago they said something', async () => {
    const state = stateFolder();
    oldRun(state, 'quiet', 10_000, { ownBytes: 5_000, storedBytes: 0 });
    takeLease(runFolderOf(state, 'quiet'));
    for (let index = 0; index < 5; index += 1) oldRun(state, `run${index}`, index);
    await removeOldState(state, { runs: 1, bytes: 1 });
    expect(readdirSync(runsFolderOf(state)).toSorted()).toEqual(['quiet', 'run0']);
  });

  it('without a journal go first', async () => {
    const state = stateFolder();
    mkdirSync(join(runsFolderOf(state), 'empty'), { recursive: true });
    utimesSync(join(runsFolderOf(state), 'empty'), 0, 0);
    for (let index = 0; index < 2; index += 1) oldRun(state, `run${index}`, 1_000 + index);
    await removeOldState(state, { runs: 1, bytes: PLENTY });
    expect(readdirSync(runsFolderOf(state))).toEqual(['run0']);
  });
});

/** The digest that a path in the store stands for. */
function digestOf(path: string): string {
  return path.split(/[\\/]/).slice(-2).join('');
}
