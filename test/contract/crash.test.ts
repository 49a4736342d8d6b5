import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { encodeFrame, FrameDecoder } from '../../proto/framing.ts';
import { millrace } from '../../proto/generated/execution.js';
import type { ExecutionEvent } from '../../proto/messages.ts';
import { PeerError } from '../../proto/peer.ts';
import { readJournal } from '../../runner/journal/readJournal.ts';
import { emptyRun, foldEvents } from '../../src/flow/run/fold.ts';
import { descendantsOf, living, untilGone } from './processes/livingProcesses.ts';
import { PUPPET, Puppeteer } from './processes/puppeteer.ts';
import { request, shellNode } from './support/graphs.ts';
import { watchRun } from './support/runnerProcess.ts';
import { isAlive, startSidecar, temporaryFolder } from './support/workbench.ts';

const STDIO_HOST = new URL('../fixtures/programs/stdioHost.ts', import.meta.url).pathname;

/** Says of each event of a journal, in order, where it ends. */
function endsOf(): (event: ExecutionEvent) => number {
  let end = 0;
  return (event) => {
    end += encodeFrame(millrace.v1.ExecutionEvent.encode(event).finish()).length;
    return end;
  };
}

describe('a runner that is killed', () => {
  it('leaves a journal that says everything it had said, and a client that knows', async () => {
    const { folder, peer, runner } = await startSidecar();
    const nodes = [shellNode('a', 'echo done'), shellNode('b', 'echo working; sleep 307', { after: ['a'] })];
    const run = watchRun(peer, request(folder, nodes, [], { runId: 'lost' }));
    await run.until(({ nodeLog }) => nodeLog?.node === 'b');
    // A stopped runner cannot answer any more, however fast it is.
    runner.child.kill('SIGSTOP');
    const pending = peer.status();
    runner.child.kill('SIGKILL');
    await expect(pending).rejects.toThrow(PeerError);
    expect((await runner.exit).signal).toBe('SIGKILL');
    expect(peer.open).toBe(false);
    const { events } = await readJournal(join(folder, '.millrace', 'runs', 'lost', 'events.bin'));
    expect(events.slice(0, run.events.length)).toEqual(run.events);
    const snapshot = foldEvents(emptyRun('lost'), events);
    expect(snapshot.state).toBe('running');
    expect(snapshot.nodes.get('a')?.state).toBe('succeeded');
    expect(snapshot.nodes.get('b')).toMatchObject({ state: 'running', logTail: expect.arrayContaining(['working']) });
  });

  it('may be killed within an event: the journal reads up to it', async () => {
    const { folder, peer } = await startSidecar();
    const run = watchRun(peer, request(folder, [shellNode('a', 'echo done')], [], { runId: 'torn' }));
    await run.finished;
    const journal = join(folder, '.millrace', 'runs', 'torn', 'events.bin');
    const bytes = await readFile(journal);
    const ends = run.events.map(endsOf());
    expect(ends.at(-1)).toBe(bytes.length);
    const copy = join(temporaryFolder(), 'events.bin');
    for (let length = 0; length <= bytes.length; length++) {
      await writeFile(copy, bytes.subarray(0, length));
      const whole = ends.filter((end) => end <= length).length;
      const torn = length > 0 && !ends.includes(length);
      expect(await readJournal(copy)).toEqual({ events: run.events.slice(0, whole), torn });
    }
  });
});

describe('a host that is killed', () => {
  it('takes its runner along that serves many runs, and what a command has hidden', async () => {
    const folder = temporaryFolder();
    const puppets = await Puppeteer.open();
    onTestFinished(() => puppets.close());
    const command = [process.execPath, PUPPET, puppets.socketPath, 'parent'];
    const host = spawn(process.execPath, [STDIO_HOST, inject('runnerProgram'), folder, ...command]);
    onTestFinished(() => void host.kill('SIGKILL'));
    const parent = await puppets.puppet('parent');
    await parent.tell({ do: 'spawn', child: 'daemon', session: true, clean: true });
    const daemon = await puppets.puppet('daemon');
    await daemon.tell({ do: 'ignore', signal: 'SIGTERM' });
    const family = descendantsOf(host.pid ?? 0);
    expect(family).toEqual(expect.arrayContaining([parent.pid, daemon.pid]));
    host.kill('SIGKILL');
    await untilGone(...family);
    expect(living(...family)).toEqual([]);
  });

  it('takes its runner along, also one that reads a file and is told nothing', async () => {
    const folder = temporaryFolder();
    const message = request(folder, [shellNode('a', 'echo $$; sleep 309')]);
    await writeFile(join(folder, 'request.bin'), encodeFrame(millrace.v1.ExecutionRequest.encode(message).finish()));
    const command = '"$0" "$1" exec < request.bin & wait';
    const args = ['-c', command, process.execPath, inject('runnerProgram')];
    const host = spawn('sh', args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
    // The pipe closes when the last process that holds it has ended: the runner and all that it started.
    const closed = new Promise((resolve) => host.once('close', resolve));
    const decoder = new FrameDecoder();
    const events: ExecutionEvent[] = [];
    host.stdout.on('data', (chunk: Buffer) => {
      decoder.pushEach(chunk, (frame) => {
        const event = millrace.v1.ExecutionEvent.decode(frame);
        events.push(event);
        if (event.nodeLog) host.kill('SIGKILL');
      });
    });
    await closed;
    expect(events.at(-1)?.runFinished).toMatchObject({
      reason: 'The program that started the runner has ended.',
      processesSurviving: 0,
    });
    expect(isAlive(Number(events.find(({ nodeLog }) => nodeLog)?.nodeLog?.text))).toBe(false);
  });
});
