import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  helloFrame,
  type LauncherMessage,
  LauncherMessages,
  startFrame,
} from '../../../runner/processes/launcherFrames.ts';

const HEAD_BYTES = 16;

/** What a launcher writes for a message. */
function written(message: LauncherMessage): Buffer {
  switch (message.type) {
    case 'ready':
      return head('R', 0, 0, message.version, message.knowsTree ? 1 : 0);
    case 'ended':
      return head('Q', 0, 0, message.ended, message.surviving);
    case 'started':
      return head('P', 0, message.id, message.pid, 0);
    case 'refused':
      return head('F', 0, message.id, message.errno, ['program', 'folder', 'stdin', 'system'].indexOf(message.step));
    case 'output':
      return Buffer.concat([head('O', message.stream, message.id, message.bytes.length, 0), message.bytes]);
    case 'closed':
      return head('Z', message.stream, message.id, 0, 0);
    case 'limit':
      return head('L', 0, message.id, message.processes, 0);
    case 'exited':
      return head('X', 0, message.id, message.exitCode, message.signal);
    default:
      return message satisfies never;
  }
}

function head(type: string, stream: number, id: number, first: number, second: number): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES);
  bytes.write(type, 'latin1');
  bytes[1] = stream;
  [id, first, second].forEach((number, index) => bytes.writeUInt32LE(number, 4 + 4 * index));
  return bytes;
}

/** Output comes in pieces; here they are put together again. */
function joined(messages: readonly LauncherMessage[]): LauncherMessage[] {
  const result: LauncherMessage[] = [];
  for (const message of messages) {
    const last = result.at(-1);
    const goesOn = message.type === 'output' && last?.type === 'output';
    if (goesOn && last.id === message.id && last.stream === message.stream) {
      result[result.length - 1] = { ...last, bytes: Buffer.concat([last.bytes, message.bytes]) };
    } else result.push(message.type === 'output' ? { ...message, bytes: Buffer.from(message.bytes) } : message);
  }
  return result;
}

const number = fc.nat({ max: 2 ** 32 - 1 });
const stream = fc.constantFrom(1, 2);
const messages = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('ready' as const), version: number, knowsTree: fc.boolean() }),
    fc.record({ type: fc.constant('ended' as const), ended: number, surviving: number }),
    fc.record({ type: fc.constant('started' as const), id: number, pid: number }),
    fc.record({
      type: fc.constant('refused' as const),
      id: number,
      errno: number,
      step: fc.constantFrom('program' as const, 'folder' as const, 'stdin' as const, 'system' as const),
    }),
    fc.record({
      type: fc.constant('output' as const),
      id: number,
      stream,
      bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
    }),
    fc.record({ type: fc.constant('closed' as const), id: number, stream }),
    fc.record({ type: fc.constant('limit' as const), id: number, processes: number }),
    fc.record({ type: fc.constant('exited' as const), id: number, exitCode: number, signal: number }),
  ),
  { maxLength: 8 },
);

describe('messages of the launcher', () => {
  test('are the same however their bytes are cut', () => {
    fc.assert(
      fc.property(messages, fc.infiniteStream(fc.integer({ min: 1, max: 30 })), (sent, sizes) => {
        const bytes = Buffer.concat(sent.map(written));
        const heard: LauncherMessage[] = [];
        const reader = new LauncherMessages((message) => heard.push(message));
        for (let at = 0; at < bytes.length; ) {
          const size = sizes.next().value ?? 1;
          reader.push(bytes.subarray(at, at + size));
          at += size;
        }
        expect(joined(heard)).toEqual(joined(sent));
      }),
    );
  });

  test('that nobody knows are a fault', () => {
    const reader = new LauncherMessages(() => {});
    expect(() => reader.push(head('?', 0, 0, 0, 0))).toThrow('which nobody knows');
  });
});

describe('frames to the launcher', () => {
  const request = { program: 'sh', args: ['-c', 'true'], workdir: '/', env: { A: 'ä' }, withheld: ['B'] };

  test('say how long they are', () => {
    const settings = { graceMs: 1, processLimit: 2, openFiles: 3, environment: { PATH: '/bin' } };
    for (const frame of [helloFrame(settings), startFrame(7, request), startFrame(7, { ...request, stdin: 'ü' })]) {
      expect(frame?.readUInt32LE(0)).toBe((frame?.length ?? 0) - 5);
    }
  });

  test('hold no text with a null byte, which would become two', () => {
    const changes = [{ program: 'a\0b' }, { args: ['\0'] }, { workdir: '/\0' }, { env: { A: '\0' } }];
    for (const change of changes) expect(startFrame(1, { ...request, ...change })).toBeUndefined();
    expect(startFrame(1, { ...request, stdin: 'a\0b' })).toBeDefined();
  });
});
