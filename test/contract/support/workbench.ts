import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import type { RunnerPeer } from '../../../proto/peer.ts';
import { connect, RunnerProcess } from './runnerProcess.ts';

/** A folder of its own for one test, removed at its end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-contract-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** Starts the runner's program; it is killed at the end of the test if it is still there. */
export function startRunner(args: readonly string[], folder: string, env?: NodeJS.ProcessEnv): RunnerProcess {
  const runner = new RunnerProcess(inject('runnerProgram'), args, folder, env);
  onTestFinished(async () => {
    runner.child.kill('SIGKILL');
    await runner.exit;
  });
  return runner;
}

/** A runner that talks, in a folder of its own. */
export async function startSidecar(): Promise<{ folder: string; runner: RunnerProcess; peer: RunnerPeer }> {
  const folder = temporaryFolder();
  const runner = startRunner(['stdio'], folder);
  const peer = connect(runner);
  await peer.hello;
  return { folder, runner, peer };
}

/** Runs a command of the program to its end. */
export async function runProgram(
  args: readonly string[],
  folder: string,
  options: { readonly input?: string | Uint8Array; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<{ code: number | null; stdout: string; bytes: Buffer; stderr: string }> {
  const runner = startRunner(args, folder, { ...process.env, ...options.env });
  runner.stdin.end(options.input ?? '');
  const bytes = await runner.output();
  const { code } = await runner.exit;
  return { code, bytes, stdout: bytes.toString('utf8'), stderr: runner.stderr };
}

/** Whether a process is alive; one that has ended and waits to be reaped is not. */
export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
  } catch {
    return false;
  }
  return process.platform !== 'linux' || !/^State:\s*Z/m.test(statusFile(processId));
}

/** Most memory that a process has had resident so far, in bytes. Linux only. */
export function peakMemory(processId: number): number {
  const kibibytes = /^VmHWM:\s*(\d+) kB/m.exec(statusFile(processId))?.[1];
  return Number(kibibytes) * 1024;
}

function statusFile(processId: number): string {
  try {
    return readFileSync(`/proc/${processId}/status`, 'utf8');
  } catch {
    return '';
  }
}
