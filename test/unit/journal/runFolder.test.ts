import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makeRunFolder } from '../../../runner/journal/runFolder.ts';

function stateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-state-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, '.millrace');
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
});
