import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OutputValue, StreamPump, StreamTail } from '../../../runner/executors/commandOutput.ts';
import { NodeStream } from '../../../runner/processes/nodeSpawner.ts';
import { Spool } from '../../../runner/store/spool.ts';

/** A spool that stays in memory. */
function memorySpool(): Spool {
  const refuse = () => Promise.reject(new Error('stays in memory'));
  return new Spool(1_000_000, 0, { temporaryFile: refuse, adopt: refuse, put: refuse });
}

const pieces = fc.array(
  fc.array(fc.constantFrom('a', 'b ', '\n', '\r\n', '\n\n', '\r'), { maxLength: 5 }).map((parts) => parts.join('')),
  { maxLength: 8 },
);

describe('the pump of a stream', () => {
  test('hands on one chunk at a time, in order, also when somebody else resumes the stream', async () => {
    const stream = new PassThrough();
    const taken: string[] = [];
    const releases: (() => void)[] = [];
    const take = (chunk: Uint8Array) => {
      taken.push(Buffer.from(chunk).toString());
      return new Promise<void>((resolve) => releases.push(resolve));
    };
    const pump = new StreamPump(new NodeStream(stream), take, () => {});
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    for (const text of ['a', 'b', 'c']) {
      stream.write(text);
      stream.resume();
      await turn();
    }
    expect(taken).toEqual(['a']);
    stream.end();
    const drained = pump.drained();
    for (const expected of [
      ['a', 'b'],
      ['a', 'b', 'c'],
    ]) {
      releases.shift()?.();
      await turn();
      expect(taken).toEqual(expected);
    }
    releases.shift()?.();
    await drained;
    expect(stream.readableEnded).toBe(true);
  });

  test('tells of a failure once and hands nothing on after it', async () => {
    const stream = new PassThrough();
    let failures = 0;
    let taken = 0;
    const take = () => {
      taken += 1;
      return Promise.reject(new Error('disk full'));
    };
    const pump = new StreamPump(new NodeStream(stream), take, () => {
      failures += 1;
    });
    stream.write('a');
    await new Promise((resolve) => setImmediate(resolve));
    stream.end('b');
    await expect(pump.drained()).rejects.toThrow('disk full');
    expect([failures, taken]).toEqual([1, 1]);
  });
});

describe('the value of an output stream', () => {
  test('is what was written without the line ends at its end, however it was cut', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, async (written) => {
        const value = new OutputValue(memorySpool, 1_000);
        for (const piece of written) await value.append(Buffer.from(piece));
        const spooled = await value.finish();
        const text = 'bytes' in spooled ? Buffer.from(spooled.bytes).toString() : undefined;
        expect(text).toBe(written.join('').replace(/[\r\n]+$/, ''));
      }),
    );
  });

  test('tells when it is too large and keeps no more than that', async () => {
    const value = new OutputValue(memorySpool, 10);
    await value.append(Buffer.alloc(11, 'x'));
    expect(value.isTooLarge).toBe(true);
    await value.append(Buffer.alloc(1_000, 'x'));
    const spooled = await value.finish();
    expect('bytes' in spooled && spooled.bytes.length).toBe(11);
  });
});

describe('the tail of a stream', () => {
  test('has the last lines, and no line whose beginning is lost', () => {
    const tail = new StreamTail(20);
    for (let line = 1; line <= 50; line += 1) tail.append(Buffer.from(`line ${line}\n`));
    expect(tail.lines(10)).toBe('line 49\nline 50');
    expect(tail.lines(1)).toBe('line 50');
  });

  test('has the end of a line that is longer than what is kept', () => {
    const tail = new StreamTail(4);
    tail.append(Buffer.from('abcdefgh'));
    expect(tail.lines(3)).toBe('efgh');
  });
});
