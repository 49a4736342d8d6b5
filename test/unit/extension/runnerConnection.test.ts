import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { encodeFrame } from '../../../proto/framing.ts';
import { millrace } from '../../../proto/generated/execution.js';
import { PROTOCOL_VERSION } from '../../../proto/messages.ts';
import { RunnerConnection, RunnerUnavailable } from '../../../src/extension/runner/runnerConnection.ts';
import { describeLossWithStderr, type RunnerLoss } from '../../../src/extension/runner/runnerLoss.ts';
import { LOSSES_TOLERATED } from '../../../src/extension/runner/startPolicy.ts';
import { FakeTimers } from './fakeTimers.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-connection-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open: RunnerConnection[] = [];
afterEach(() => {
  for (const connection of open.splice(0)) connection.dispose();
});

/** A program in place of the runner: says hello in the given version, then does what `then` says. */
function program(name: string, then: string, protocolVersion = PROTOCOL_VERSION): string {
  const hello = millrace.v1.RunnerMessage.encode({ hello: { protocolVersion, build: '9.9.9', processId: 1 } }).finish();
  const bytes = Buffer.from(encodeFrame(hello)).toString('base64');
  const script = join(folder, `${name}.mjs`);
  writeFileSync(script, `process.stdout.write(Buffer.from('${bytes}', 'base64'));\n${then}\n`);
  return script;
}

const IDLE_MS = 60_000;

function connect(script: string) {
  const timers = new FakeTimers();
  const log: string[] = [];
  const connection = new RunnerConnection({
    script,
    build: '0.0.0',
    log: (line) => log.push(line),
    now: Date.now,
    after: timers.after,
    idleTimeoutMs: () => IDLE_MS,
  });
  open.push(connection);
  const lost = new Promise<RunnerLoss>((resolve) => connection.onDidLose(resolve));
  return { connection, lost, timers, log };
}

describe('RunnerConnection', () => {
  it('starts nothing until a run asks for it', () => {
    const { connection } = connect(program('idle', ''));
    expect(connection.state.at).toBe('idle');
  });

  it('tells exit code and last words of a runner that ends, and rejects what waited for it', async () => {
    const script = program('exits', `process.stderr.write('out of luck\\n', () => process.exit(7));`);
    const { connection, lost } = connect(script);
    await expect(connection.execute({}, () => {})).rejects.toThrow('ended unexpectedly with exit code 7');
    const loss = await lost;
    expect(loss).toMatchObject({ kind: 'exit', exitCode: 7, stderr: ['out of luck'] });
    expect(describeLossWithStderr(loss)).toBe(
      'The runner ended unexpectedly with exit code 7. Its last words: out of luck',
    );
    expect(connection.state.at).toBe('lost');
  });

  it('tells the signal that ended the runner', async () => {
    const { connection, lost } = connect(program('killed', `process.kill(process.pid, 'SIGKILL');`));
    await expect(connection.execute({}, () => {})).rejects.toThrow('SIGKILL');
    expect(await lost).toMatchObject({ kind: 'exit', signal: 'SIGKILL' });
  });

  it('starts a new runner for the next run', async () => {
    const { connection } = connect(program('again', 'process.exit(1);'));
    await expect(connection.execute({}, () => {})).rejects.toThrow('exit code 1');
    await expect(connection.execute({}, () => {})).rejects.toThrow('exit code 1');
    expect(connection.state.at).toBe('lost');
  });

  it('stops starting runners that keep ending, and says when to try again', async () => {
    const { connection } = connect(program('loops', 'process.exit(1);'));
    for (let index = 0; index < LOSSES_TOLERATED; index += 1) {
      await expect(connection.execute({}, () => {})).rejects.toThrow('exit code 1');
    }
    await expect(connection.execute({}, () => {})).rejects.toThrow(RunnerUnavailable);
    await expect(connection.execute({}, () => {})).rejects.toThrow(/within three minutes .* wait for \d+ s/);
  });

  it('starts a runner that kept ending once more when a person wants that', async () => {
    const { connection } = connect(program('insists', 'process.exit(1);'));
    for (let index = 0; index < LOSSES_TOLERATED; index += 1) {
      await expect(connection.execute({}, () => {})).rejects.toThrow('exit code 1');
    }
    await expect(connection.execute({}, () => {})).rejects.toMatchObject({ remedy: 'start-again' });
    connection.forgetLosses();
    await expect(connection.execute({}, () => {})).rejects.toThrow('exit code 1');
  });

  it('refuses a runner of another version once and for all, and ends it', async () => {
    const script = program('other', 'setInterval(() => {}, 1000);', PROTOCOL_VERSION + 1);
    const { connection, lost } = connect(script);
    await expect(connection.execute({}, () => {})).rejects.toThrow('Install the same version of both');
    expect((await lost).kind).toBe('version');
    await expect(connection.execute({}, () => {})).rejects.toThrow(RunnerUnavailable);
  });

  it('ends a runner that talks nonsense', async () => {
    const script = program(
      'nonsense',
      `process.stdout.write(Buffer.from([3, 255, 255, 255])); setInterval(() => {}, 1000);`,
    );
    const { connection, lost } = connect(script);
    await expect(connection.execute({}, () => {})).rejects.toThrow('no message');
    expect((await lost).kind).toBe('protocol');
  });

  it('answers at once after it was disposed', async () => {
    const { connection } = connect(program('disposed', 'setInterval(() => {}, 1000);'));
    const waiting = connection.execute({}, () => {});
    connection.dispose();
    await expect(waiting).rejects.toThrow('The editor is closing.');
    await expect(connection.execute({}, () => {})).rejects.toThrow(RunnerUnavailable);
  });

  it('finds no run to cancel while there is no runner', async () => {
    const { connection } = connect(program('cancel', ''));
    await expect(connection.cancel('a', 'because')).resolves.toBe(false);
  });
});
