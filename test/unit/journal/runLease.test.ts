import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { journalPathOf, summaryPathOf } from '../../../runner/journal/runFolder.ts';
import { isUnderWay, releaseLease, takeLease } from '../../../runner/journal/runLease.ts';
import { ownIdentity } from '../../../runner/processes/processIdentity.ts';

const HOUR_MS = 60 * 60 * 1000;

/** A run's folder that was made long ago, as far as its times tell. */
function runFolder(lease?: object | string): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-lease-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  if (lease) writeFileSync(join(folder, 'lease.json'), typeof lease === 'string' ? lease : JSON.stringify(lease));
  utimesSync(folder, 0, 0);
  return folder;
}

/** The id of a process that has ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

describe('a run is under way', () => {
  it('from the moment at which a runner takes it to the one at which it lets it go, however long it says nothing', () => {
    const folder = runFolder();
    takeLease(folder);
    expect(isUnderWay(folder, Date.now() + 1_000 * HOUR_MS)).toBe(true);
    releaseLease(folder);
    utimesSync(folder, 0, 0);
    expect(isUnderWay(folder, Date.now())).toBe(false);
  });

  it('for one runner only', () => {
    const folder = runFolder();
    takeLease(folder);
    expect(() => takeLease(folder)).toThrow(expect.objectContaining({ code: 'EEXIST' }));
  });

  it.each([
    ['a process that has ended', () => ({ ...ownIdentity(), pid: endedProcess() })],
    ['an earlier start of the machine', () => ({ ...ownIdentity(), boot: 'another' })],
  ])('not when its runner was %s', (_name, lease) => {
    expect(isUnderWay(runFolder(lease()), Date.now())).toBe(false);
  });

  it.runIf(process.platform === 'linux')('not when its process id is another process by now', () => {
    expect(isUnderWay(runFolder({ ...ownIdentity(), started: '1' }), Date.now())).toBe(false);
  });

  it('for a day after its last word when its runner is one of another machine', () => {
    const folder = runFolder({ ...ownIdentity(), machine: 'elsewhere' });
    writeFileSync(journalPathOf(folder), '');
    expect(isUnderWay(folder, Date.now() + 23 * HOUR_MS)).toBe(true);
    expect(isUnderWay(folder, Date.now() + 25 * HOUR_MS)).toBe(false);
  });

  it('for a moment when nobody has taken it yet, unless it has ended', () => {
    const folder = runFolder();
    const now = Date.now();
    expect(isUnderWay(folder, now)).toBe(false);
    utimesSync(folder, now / 1_000, now / 1_000);
    expect(isUnderWay(folder, now + 1_000)).toBe(true);
    expect(isUnderWay(folder, now + HOUR_MS)).toBe(false);
    writeFileSync(summaryPathOf(folder), '{}');
    expect(isUnderWay(folder, now + 1_000)).toBe(false);
  });

  it.each(['', '{"pid": 1', 'null', '[]', '{"pid": "1", "machine": 2}'])('not by a lease that says %j', (text) => {
    expect(isUnderWay(runFolder(text), Date.now())).toBe(false);
  });
});
