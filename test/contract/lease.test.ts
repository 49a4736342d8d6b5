import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { descendantsOf, survivorsOf } from '../support/processes.ts';

type Lease = ChildProcessByStdio<Writable, Readable, null>;

/** A program with a child of its own that ignores the polite signal; says `ready` when both run. */
const STUBBORN_FAMILY = `trap '' TERM; (trap '' TERM; tail -f /dev/null) & echo ready; wait`;

function startLease(folder: string, script: string): Lease {
  const args = [inRoot('scripts', 'lib', 'lease.mjs'), '--remove', folder, '--', 'sh', '-c', script];
  return spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
}

function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'millrace-lease-'));
}

describe('A lease', () => {
  it('ends the whole group and removes the folder when its holder lets go', async () => {
    const folder = makeFolder();
    const lease = startLease(folder, STUBBORN_FAMILY);
    const ended = once(lease, 'exit');
    await once(lease.stdout, 'data');
    const family = descendantsOf(lease.pid ?? 0);
    expect(family.length).toBeGreaterThanOrEqual(2);
    lease.stdin.end();
    expect(await ended).toEqual([0, null]);
    expect(survivorsOf(family)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });

  it('passes on how the program ended', async () => {
    const folder = makeFolder();
    const lease = startLease(folder, 'exit 7');
    expect(await once(lease, 'exit')).toEqual([7, null]);
    expect(existsSync(folder)).toBe(false);
  });
});
