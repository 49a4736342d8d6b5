import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameDecoder } from '../../../proto/framing.ts';
import { millrace } from '../../../proto/generated/execution.js';
import {
  type ClientMessage,
  type ExecutionEvent,
  PROTOCOL_VERSION,
  type RunnerMessage,
} from '../../../proto/messages.ts';
import { PeerError, RunnerPeer } from '../../../proto/peer.ts';

/** A peer and the far end of its pipe. */
function talk() {
  const sent: ClientMessage[] = [];
  const causes: PeerError[] = [];
  const decoder = new FrameDecoder();
  const peer = new RunnerPeer({
    build: '1.2.3',
    write: (bytes) => decoder.pushEach(bytes, (frame) => sent.push(millrace.v1.ClientMessage.decode(frame))),
    closed: (cause) => causes.push(cause),
  });
  const bytesOf = (message: RunnerMessage) => encodeFrame(millrace.v1.RunnerMessage.encode(message).finish());
  const answer = (...messages: RunnerMessage[]) => peer.push(Buffer.concat(messages.map(bytesOf)));
  const greet = () => answer({ hello: { protocolVersion: PROTOCOL_VERSION, build: '1.2.3', processId: 7 } });
  return { peer, sent, causes, answer, greet };
}

async function causeOf(promise: Promise<unknown>): Promise<PeerError> {
  const fault = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(fault).toBeInstanceOf(PeerError);
  return fault as PeerError;
}

function event(runId: string, sequence: number, more: ExecutionEvent = {}): RunnerMessage {
  return { event: { runId, sequence, ...more } };
}

describe('the peer', () => {
  it('says hello first, with its version and build', () => {
    const { sent } = talk();
    expect(sent[0]?.hello).toMatchObject({ protocolVersion: PROTOCOL_VERSION, build: '1.2.3' });
  });

  it('ends with one clear failure when the versions differ', async () => {
    const { peer, answer, causes } = talk();
    const ping = peer.ping();
    answer({ hello: { protocolVersion: 99, build: '9.9' } });
    const cause = await causeOf(peer.hello);
    expect(cause.kind).toBe('version');
    expect(cause.message).toContain('protocol 99');
    expect(cause.message).toContain('Install the same version');
    expect(await causeOf(ping)).toBe(cause);
    expect(causes).toEqual([cause]);
  });

  it('matches replies by their number, in whatever order they come', async () => {
    const { peer, sent, answer, greet } = talk();
    greet();
    const cancel = peer.cancel('r', 'enough');
    const status = peer.status();
    const [, first, second] = sent;
    answer(
      { requestId: second?.requestId ?? 0, status: { uptimeMs: 5 } },
      { requestId: first?.requestId ?? 0, cancelling: { runId: 'r', found: true } },
    );
    expect(await cancel).toBe(true);
    expect((await status).uptimeMs).toBe(5);
  });

  it('gives each run its own events, in order, from the very chunk that accepts it', async () => {
    const { peer, sent, answer, greet } = talk();
    greet();
    const seen: Record<string, number[]> = { a: [], b: [] };
    const keep = (name: string) => (events: readonly ExecutionEvent[]) =>
      seen[name]?.push(...events.map(({ sequence }) => sequence ?? 0));
    const a = peer.execute({ runId: 'a' }, keep('a'));
    const b = peer.execute({ runId: 'b' }, keep('b'));
    answer(
      { requestId: sent[1]?.requestId ?? 0, accepted: { runId: 'a' } },
      event('a', 1),
      { requestId: sent[2]?.requestId ?? 0, accepted: { runId: 'b' } },
      event('b', 1),
      event('a', 2),
      event('b', 2, { runFinished: {} }),
      event('a', 3),
    );
    answer(event('b', 3), event('a', 4));
    expect([await a, await b]).toEqual(['a', 'b']);
    expect(seen).toEqual({ a: [1, 2, 3, 4], b: [1, 2] });
  });

  it('rejects a request that the runner refuses with its words and code', async () => {
    const { peer, sent, answer, greet } = talk();
    greet();
    const run = peer.execute({}, () => undefined);
    answer({ requestId: sent[1]?.requestId ?? 0, failure: { code: 1, message: 'no such kind' } });
    expect(await causeOf(run)).toMatchObject({ kind: 'refused', code: 1, message: 'no such kind' });
    expect(peer.open).toBe(true);
  });

  it('settles everything when it closes, tells once, and fails fast afterwards', async () => {
    const { peer, causes, greet, answer, sent } = talk();
    greet();
    const pending = [peer.ping(), peer.status(), peer.execute({}, () => undefined)];
    peer.close('The runner ended (SIGKILL).');
    peer.close('again');
    for (const promise of pending) expect((await causeOf(promise)).message).toBe('The runner ended (SIGKILL).');
    expect(causes.length).toBe(1);
    const before = sent.length;
    expect((await causeOf(peer.ping())).kind).toBe('closed');
    expect(sent.length).toBe(before);
    answer({ pong: {} });
  });

  it('delivers the events that had arrived before the bytes went wrong', async () => {
    const { peer, sent, greet, causes } = talk();
    greet();
    const seen: number[] = [];
    const run = peer.execute({}, (events) => seen.push(...events.map(({ sequence }) => sequence ?? 0)));
    const messages = [{ requestId: sent[1]?.requestId ?? 0, accepted: { runId: 'r' } }, event('r', 1), event('r', 2)];
    const good = messages.map((message) => encodeFrame(millrace.v1.RunnerMessage.encode(message).finish()));
    peer.push(Buffer.concat([...good, new Uint8Array(8).fill(255)]));
    expect(await run).toBe('r');
    expect(seen).toEqual([1, 2]);
    expect(causes[0]?.kind).toBe('protocol');
  });

  it('ends the talk when a reply is for nothing that was asked', async () => {
    const { peer, greet, answer, causes } = talk();
    greet();
    const ping = peer.ping();
    answer({ requestId: 77, pong: {} });
    expect((await causeOf(ping)).message).toContain('request 77');
    expect(causes[0]?.kind).toBe('protocol');
  });

  it('takes the runner at its word when it fails instead of a hello', async () => {
    const { peer, answer } = talk();
    answer({ failure: { message: 'This runner speaks protocol 2.' } });
    expect((await causeOf(peer.hello)).message).toBe('This runner speaks protocol 2.');
  });
});
