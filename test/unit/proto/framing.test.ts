import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameDecoder, FramingError, lengthSize, writeLength } from '../../../proto/framing.ts';

/** Cuts bytes at the given places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

function failureOf(action: () => unknown): FramingError {
  try {
    action();
  } catch (fault) {
    if (fault instanceof FramingError) return fault;
    throw fault;
  }
  throw new Error('nothing was thrown');
}

describe('framing', () => {
  it('gives back every frame however the bytes are cut', () => {
    const payloads = fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 12 });
    fc.assert(
      fc.property(payloads, fc.array(fc.nat(), { maxLength: 30 }), (frames, places) => {
        const bytes = Buffer.concat(frames.map((frame) => encodeFrame(frame)));
        const decoder = new FrameDecoder();
        const found = cut(bytes, places).flatMap((chunk) => decoder.push(chunk));
        expect(found.map((frame) => Buffer.from(frame).toString('hex'))).toEqual(
          frames.map((frame) => Buffer.from(frame).toString('hex')),
        );
        expect(decoder.pending).toBe(false);
      }),
    );
  });

  it('writes lengths as varints of the size it says', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 31 - 1 }), (length) => {
        const bytes = new Uint8Array(10);
        const end = writeLength(bytes, 0, length);
        expect(end).toBe(lengthSize(length));
        const value = bytes.subarray(0, end).reduceRight((sum, byte) => sum * 128 + (byte & 127), 0);
        expect(value).toBe(length);
      }),
    );
  });

  it('never does anything but give frames or throw a FramingError, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), (chunks) => {
        const decoder = new FrameDecoder(100);
        for (const chunk of chunks) {
          try {
            for (const frame of decoder.push(chunk)) expect(frame.length).toBeLessThanOrEqual(100);
          } catch (fault) {
            expect(fault).toBeInstanceOf(FramingError);
            expect(failureOf(() => decoder.push(new Uint8Array(1)))).toBe(fault);
            return;
          }
        }
      }),
    );
  });

  it('refuses a long frame when it has seen its length, before anything of it is kept', () => {
    const head = new Uint8Array(4);
    const end = writeLength(head, 0, 1001);
    const failure = failureOf(() => new FrameDecoder(1000).push(head.subarray(0, end)));
    expect(failure.kind).toBe('oversized');
    expect(failure.message).toContain('1001 bytes is longer than the limit of 1000');
    expect(failureOf(() => encodeFrame(new Uint8Array(1001), 1000)).kind).toBe('oversized');
  });

  it('refuses a length with too many digits, also one that comes byte by byte', () => {
    const decoder = new FrameDecoder();
    for (let count = 0; count < 4; count++) expect(decoder.push(Uint8Array.of(255))).toEqual([]);
    expect(failureOf(() => decoder.push(Uint8Array.of(255))).kind).toBe('bad-length');
  });

  it('hands over the frames that stand before a fault in the same chunk', () => {
    const bytes = Buffer.concat([encodeFrame(Uint8Array.of(7)), new Uint8Array(6).fill(255)]);
    const found: Uint8Array[] = [];
    failureOf(() => new FrameDecoder().pushEach(bytes, (frame) => found.push(frame)));
    expect(found.map((frame) => [...frame])).toEqual([[7]]);
  });

  it('takes a large frame in small pieces in time proportional to its size', () => {
    const timeFor = (size: number) => {
      const bytes = encodeFrame(new Uint8Array(size));
      const decoder = new FrameDecoder();
      const started = performance.now();
      let frames = 0;
      for (let at = 0; at < bytes.length; at += 1024) {
        decoder.pushEach(bytes.subarray(at, at + 1024), () => frames++);
      }
      expect(frames).toBe(1);
      return performance.now() - started;
    };
    timeFor(1024 * 1024);
    // Gluing chunk to chunk copies 256 GiB here; the list of chunks takes some milliseconds.
    expect(timeFor(32 * 1024 * 1024)).toBeLessThan(1_500);
  });
});
