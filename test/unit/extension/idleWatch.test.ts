import { describe, expect, it } from 'vitest';
import { IdleWatch } from '../../../src/extension/runner/idleWatch.ts';
import { FakeTimers } from './fakeTimers.ts';

function rig(timeoutMs = 1_000) {
  const timers = new FakeTimers();
  const found = { idle: 0, timeoutMs };
  const watch = new IdleWatch({
    after: timers.after,
    timeoutMs: () => found.timeoutMs,
    idle: () => {
      found.idle += 1;
    },
  });
  return { timers, watch, found };
}

describe('IdleWatch', () => {
  it('notices once that nothing was needed for so long', () => {
    const { timers, watch, found } = rig();
    watch.touch();
    timers.advance(999);
    expect(found.idle).toBe(0);
    timers.advance(1);
    expect(found.idle).toBe(1);
    timers.advance(10_000);
    expect(found.idle).toBe(1);
  });

  it('begins anew with every touch', () => {
    const { timers, watch, found } = rig();
    for (let turn = 0; turn < 5; turn += 1) {
      watch.touch();
      timers.advance(900);
    }
    expect(found.idle).toBe(0);
    timers.advance(100);
    expect(found.idle).toBe(1);
  });

  it('does not count while anything holds it, and begins when the last one lets go', () => {
    const { timers, watch, found } = rig();
    const [one, other] = [watch.hold(), watch.hold()];
    timers.advance(5_000);
    watch.touch();
    one();
    one();
    timers.advance(5_000);
    expect(found.idle).toBe(0);
    other();
    timers.advance(999);
    expect(found.idle).toBe(0);
    timers.advance(1);
    expect(found.idle).toBe(1);
  });

  it('never ends what is kept for ever, until that changes', () => {
    const { timers, watch, found } = rig(0);
    watch.touch();
    timers.advance(1_000_000);
    expect(found.idle).toBe(0);
    found.timeoutMs = 50;
    watch.touch();
    timers.advance(50);
    expect(found.idle).toBe(1);
  });

  it('forgets who held it when that is gone', () => {
    const { timers, watch, found } = rig();
    const release = watch.hold();
    watch.reset();
    release();
    timers.advance(5_000);
    expect(found.idle).toBe(0);
    watch.touch();
    timers.advance(1_000);
    expect(found.idle).toBe(1);
  });
});
