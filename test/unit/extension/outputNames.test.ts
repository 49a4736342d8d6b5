import { describe, expect, it } from 'vitest';
import { inlineText, outputPath, outputPlace } from '../../../src/extension/views/outputNames.ts';
import type { OutputSnapshot } from '../../../src/flow/run/snapshot.ts';

const place = { runId: 'r1', node: 'chart', port: 'svg' };

function stored(mediaType: string): OutputSnapshot {
  return { port: 'svg', type: 'any', reference: { digest: 'd', size: 1, mediaType, preview: '', path: '/store/d' } };
}

describe('Names of outputs', () => {
  it.each<[OutputSnapshot, string]>([
    [{ port: 'svg', type: 'text', value: 'text' }, 'chart.svg.txt'],
    [{ port: 'svg', type: 'json', value: { a: 1 } }, 'chart.svg.json'],
    [stored('image/svg+xml'), 'chart.svg.svg'],
    [stored('text/plain; charset=utf-8'), 'chart.svg.txt'],
    [stored('text/x-unheard-of'), 'chart.svg.txt'],
    [stored('application/octet-stream'), 'chart.svg.bin'],
  ])('%j', (output, name) => {
    const path = outputPath(place, output);
    expect(path.split('/').at(-1)).toBe(name);
    expect(outputPlace(path)).toEqual(place);
  });

  it('name a node of a flow within by its path', () => {
    const within = { runId: 'r1', node: 'north/deep/chart', port: 'svg' };
    const path = outputPath(within, stored('image/png'));
    expect(path.split('/').at(-1)).toBe('chart.svg.png');
    expect(outputPlace(path)).toEqual(within);
  });

  it.each(['', '/', '/r1/chart/svg'])('%s names no output', (path) => {
    expect(outputPlace(path)).toBeUndefined();
  });

  it('show an inline value as text or as readable JSON', () => {
    expect(inlineText({ port: 'p', type: 'text', value: 'a' })).toBe('a');
    expect(inlineText({ port: 'p', type: 'json', value: [1] })).toBe('[\n  1\n]');
    expect(inlineText({ port: 'p', type: 'any' })).toBe('null');
  });
});
