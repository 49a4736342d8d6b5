import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import type { ExecutionEvent } from '../../proto/messages.ts';
import { PROTOCOL_VERSION } from '../../proto/messages.ts';
import { readJournal } from '../../runner/journal/readJournal.ts';
import { journalPathOf, runFolderOf } from '../../runner/journal/runFolder.ts';
import { isUnderWay } from '../../runner/journal/runLease.ts';
import { RunnerConnection } from '../../src/extension/runner/runnerConnection.ts';
import type { RunnerLoss } from '../../src/extension/runner/runnerLoss.ts';
import { FakeTimers } from '../unit/extension/fakeTimers.ts';
import { request, shellNode } from './support/graphs.ts';
import { isAlive, temporaryFolder } from './support/workbench.ts';

const IDLE_MS = 60_000;

function connect(script = inject('runnerProgram')) {
  const timers = new FakeTimers();
  const log: string[] = [];
  const connection = new RunnerConnection({
    script,
    build: '0.0.1',
    log: (line) => log.push(line),
    now: Date.now,
    after: timers.after,
    idleTimeoutMs: () => IDLE_MS,
  });
  onTestFinished(() => connection.dispose());
  const lost = new Promise<RunnerLoss>((resolve) => connection.onDidLose(resolve));
  const processId = () => {
    const { state } = connection;
    return state.at === 'ready' || state.at === 'starting' ? state.process.processId : undefined;
  };
  return { connection, timers, log, lost, processId };
}

/** Resolves when the process has ended. */
async function ended(processId: number): Promise<void> {
  while (isAlive(processId)) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Starts a run and resolves to it once an event passes the test. */
function runUntil(connection: RunnerConnection, message: ReturnType<typeof request>) {
  const finished = Promise.withResolvers<ExecutionEvent>();
  const logged = Promise.withResolvers<ExecutionEvent>();
  const accepted = connection.execute(message, (events) => {
    for (const event of events) {
      if (event.nodeLog) logged.resolve(event);
      if (event.runFinished) finished.resolve(event);
    }
  });
  return { accepted, logged: logged.promise, finished: finished.promise };
}

/** The program of a real runner that speaks another protocol: a copy with another number in it. */
function otherRunner(protocolVersion: number): string {
  const program = inject('runnerProgram');
  const folder = `${dirname(program)}-${protocolVersion}`;
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(dirname(program), folder, { recursive: true });
  const ours = `PROTOCOL_VERSION = ${PROTOCOL_VERSION};`;
  const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.mjs'));
  const found = scripts.map((name) => join(folder, name)).filter((path) => readFileSync(path, 'utf8').includes(ours));
  expect(found).not.toEqual([]);
  for (const path of found) {
    writeFileSync(path, readFileSync(path, 'utf8').replace(ours, `PROTOCOL_VERSION = ${protocolVersion};`));
  }
  return join(folder, basename(program));
}

describe("the editor's connection with a real runner", () => {
  it('ends a runner that no run needed for a while, in good order, and starts another for the next run', async () => {
    const { connection, timers, log, processId } = connect();
    const folder = temporaryFolder();
    const run = runUntil(connection, request(folder, [shellNode('a', 'echo one')]));
    await run.finished;
    const first = processId() ?? 0;
    timers.advance(IDLE_MS - 1);
    expect(isAlive(first)).toBe(true);
    timers.advance(1);
    expect(connection.state.at).toBe('idle');
    await ended(first);
    expect(log.at(-1)).toBe(`Runner process ${first} was not needed for a while and ends.`);
    await runUntil(connection, request(folder, [shellNode('a', 'echo two')])).finished;
    expect(processId()).not.toBe(first);
  });

  it('keeps a runner while a run is under way, however long that takes', async () => {
    const { connection, timers, processId } = connect();
    const message = request(temporaryFolder(), [shellNode('a', 'echo here; sleep 312')], [], { runId: 'long' });
    const run = runUntil(connection, message);
    await run.logged;
    timers.advance(100 * IDLE_MS);
    expect(isAlive(processId() ?? 0)).toBe(true);
    expect(await connection.cancel('long', 'enough')).toBe(true);
    expect((await run.finished).runFinished?.reason).toBe('enough');
  });

  it.each(['disposed', 'killed'] as const)(
    'whose window is gone says so in the journals of its runs (%s)',
    async (how) => {
      const { connection, processId } = connect();
      const folder = temporaryFolder();
      const message = request(folder, [shellNode('a', 'echo here; sleep 313')], [], { runId: 'left' });
      const run = runUntil(connection, message);
      await run.logged;
      const runner = processId() ?? 0;
      if (how === 'disposed') connection.dispose();
      else if (connection.state.at === 'ready') connection.state.process.stop();
      await ended(runner);
      const runFolder = runFolderOf(join(folder, '.millrace'), 'left');
      const { events, torn } = await readJournal(journalPathOf(runFolder));
      expect(torn).toBe(false);
      expect(events.at(-1)?.runFinished).toMatchObject({
        reason: 'The window was closed or reloaded.',
        processesSurviving: 0,
      });
      expect(isUnderWay(runFolder, Date.now())).toBe(false);
    },
  );

  it('that speaks another protocol says which of the two is to be replaced, and asks for a reload from then on', async () => {
    const { connection, lost } = connect(otherRunner(PROTOCOL_VERSION + 1));
    const words = new RegExp(
      `^The runner \\(build [^)]+\\) speaks protocol ${PROTOCOL_VERSION + 1}, this program \\(build 0.0.1\\) speaks ` +
        `protocol ${PROTOCOL_VERSION}\\. Install the same version of both\\.$`,
    );
    await expect(connection.execute({}, () => {})).rejects.toMatchObject({
      kind: 'version',
      message: expect.stringMatching(words),
    });
    expect(await lost).toMatchObject({ kind: 'version', cause: expect.stringMatching(words) });
    await expect(connection.execute({}, () => {})).rejects.toMatchObject({
      message: expect.stringMatching(words),
      remedy: 'reload',
    });
  });
});
