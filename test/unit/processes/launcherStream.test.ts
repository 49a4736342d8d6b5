import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OUTPUT_WINDOW_BYTES } from '../../../runner/processes/launcherFrames.ts';
import { LauncherStream } from '../../../runner/processes/launcherStream.ts';

/** A stream with what it asked for and what it handed over. */
function open() {
  const seen = { granted: 0, discarded: 0, chunks: [] as string[], closed: 0 };
  const stream = new LauncherStream({
    grant: (bytes) => {
      seen.granted += bytes;
    },
    discard: () => {
      seen.discarded += 1;
    },
  });
  const listen = () =>
    stream.listen({
      chunk: (bytes) => seen.chunks.push(Buffer.from(bytes).toString()),
      closed: () => {
        seen.closed += 1;
      },
    });
  return { stream, seen, listen };
}

describe('a stream from the launcher', () => {
  test('keeps what comes before somebody listens, and its end', () => {
    const { stream, seen, listen } = open();
    stream.push(Buffer.from('a'));
    stream.push(Buffer.from('b'));
    stream.close();
    listen();
    expect(seen).toMatchObject({ chunks: ['a', 'b'], closed: 1 });
  });

  test('never lets more come than one window beyond what was taken, and never less than half of one', () => {
    const steps = fc.array(
      fc.oneof(
        fc.record({ do: fc.constant('push' as const), bytes: fc.integer({ min: 1, max: OUTPUT_WINDOW_BYTES }) }),
        fc.record({ do: fc.constantFrom('pause' as const, 'resume' as const) }),
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(steps, (todo) => {
        const { stream, seen, listen } = open();
        listen();
        let sent = 0;
        for (const step of todo) {
          if (step.do === 'push') {
            const bytes = Math.min(step.bytes, OUTPUT_WINDOW_BYTES + seen.granted - sent);
            if (bytes > 0) stream.push(Buffer.alloc(bytes));
            sent += bytes;
          } else stream[step.do]();
          const left = OUTPUT_WINDOW_BYTES + seen.granted - sent;
          expect(left).toBeGreaterThanOrEqual(0);
          expect(left).toBeLessThanOrEqual(OUTPUT_WINDOW_BYTES);
          if (!stream.isPaused) expect(left).toBeGreaterThan(OUTPUT_WINDOW_BYTES / 2);
        }
      }),
    );
  });

  test('that nobody wants any more is discarded once, and silent', () => {
    const { stream, seen, listen } = open();
    listen();
    stream.discard();
    stream.discard();
    stream.push(Buffer.from('late'));
    expect(seen).toMatchObject({ discarded: 1, chunks: [] });
  });
});
