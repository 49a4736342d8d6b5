import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Coalescer } from '../../../src/extension/lifecycle/coalescer.ts';
import { Disposables } from '../../../src/extension/lifecycle/disposables.ts';
import { LatestSender } from '../../../src/extension/lifecycle/latestSender.ts';

describe('Disposables', () => {
  it('ends things in reverse order, once', () => {
    const ended: string[] = [];
    const disposables = new Disposables();
    for (const name of ['first', 'second']) disposables.add({ dispose: () => ended.push(name) });
    disposables.dispose();
    disposables.dispose();
    expect(ended).toEqual(['second', 'first']);
  });

  it('ends at once what comes after the end', () => {
    const disposables = new Disposables();
    disposables.dispose();
    const dispose = vi.fn();
    disposables.add({ dispose });
    expect(dispose).toHaveBeenCalledOnce();
  });
});

describe('Coalescer', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('joins requests within an interval and lets none be lost', () => {
    const task = vi.fn();
    const coalescer = new Coalescer(task, 50);
    coalescer.request();
    coalescer.request();
    vi.advanceTimersByTime(50);
    expect(task).toHaveBeenCalledTimes(1);
    coalescer.request();
    coalescer.flush();
    coalescer.flush();
    expect(task).toHaveBeenCalledTimes(2);
  });

  it('does nothing after its end', () => {
    const task = vi.fn();
    const coalescer = new Coalescer(task, 50);
    coalescer.request();
    coalescer.dispose();
    vi.advanceTimersByTime(1_000);
    expect(task).not.toHaveBeenCalled();
  });
});

describe('LatestSender', () => {
  it('has one value on its way and then sends the newest', async () => {
    const sent: number[] = [];
    const arrivals: (() => void)[] = [];
    const sender = new LatestSender<number>((value) => {
      sent.push(value);
      return new Promise<void>((resolve) => arrivals.push(resolve));
    });
    for (const value of [1, 2, 3]) sender.post(value);
    expect(sent).toEqual([1]);
    arrivals.shift()?.();
    await vi.waitFor(() => expect(sent).toEqual([1, 3]));
  });

  it('goes on after a send that failed', async () => {
    const sent: number[] = [];
    const sender = new LatestSender<number>((value) => {
      sent.push(value);
      return value === 1 ? Promise.reject(new Error('gone')) : Promise.resolve();
    });
    sender.post(1);
    sender.post(2);
    await vi.waitFor(() => expect(sent).toEqual([1, 2]));
  });
});
