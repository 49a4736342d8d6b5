import { describe, expect, it } from 'vitest';
import { whenThere } from '../../../runner/values/soon.ts';

describe('whenThere', () => {
  it('goes on at once with what is at hand', () => {
    expect(whenThere(20, (number) => number + 1)).toBe(21);
  });

  it('goes on later with what is on its way', async () => {
    const later = whenThere(Promise.resolve(20), (number) => number + 1);
    expect(later).toBeInstanceOf(Promise);
    expect(await later).toBe(21);
  });
});
