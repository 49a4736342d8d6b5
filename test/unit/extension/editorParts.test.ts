import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { editorHtml } from '../../../src/extension/editor/editorHtml.ts';
import {
  OUTPUT_DATA_LIMIT_BYTES,
  OUTPUT_PAGE_BYTES,
  readOutputData,
  readOutputPage,
} from '../../../src/extension/editor/outputReader.ts';
import { readViewMessage } from '../../../src/extension/editor/viewMessage.ts';
import { makeRunId } from '../../../src/extension/runs/runId.ts';

describe('editorHtml', () => {
  const html = editorHtml({
    nonce: 'N0NCE',
    cspSource: 'https://own',
    script: 'https://own/main.js',
    style: 'https://own/main.css',
    worker: 'https://own/w.js',
  });
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  const directives = new Map(
    policy.split('; ').map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1)]),
  );

  it('allows nothing by default, and scripts by nonce alone', () => {
    expect(directives.get('default-src')).toEqual(["'none'"]);
    expect(directives.get('script-src')).toEqual(["'nonce-N0NCE'"]);
    expect(directives.get('worker-src')).toEqual(['blob:']);
  });

  it('allows no inline style and nothing remote', () => {
    expect(directives.get('style-src')).toEqual(['https://own']);
    expect(policy).not.toContain('unsafe');
    expect(html).not.toMatch(/<style|style=|onload=|javascript:/);
  });

  it('has one script, with the nonce', () => {
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).toContain('<script nonce="N0NCE" src="https://own/main.js" defer>');
  });
});

describe('readViewMessage', () => {
  it.each([
    { type: 'ready' },
    { type: 'edit', requestId: 1, baseVersion: 3, edits: [] },
    { type: 'inspect', node: null },
    { type: 'revealText', node: 'a' },
    { type: 'revealText', node: 'a', line: 2 },
  ])('takes %j', (message) => {
    expect(readViewMessage(message)).toBe(message);
  });

  it.each([
    null,
    'ready',
    {},
    { type: 'constructor' },
    { type: 'toString' },
    { type: 'edit', edits: [] },
    { type: 'copyText', text: 3 },
  ])('takes no %j', (message) => {
    expect(readViewMessage(message)).toBeUndefined();
  });
});

describe('Pages of a stored output', () => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-output-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function readAll(text: string): Promise<{ pages: number; text: string }> {
    const path = join(folder, 'output');
    writeFileSync(path, text);
    const pages: string[] = [];
    let offset: number | undefined = 0;
    while (offset !== undefined) {
      const page = await readOutputPage({ digest: 'd', path }, offset);
      pages.push(page.text);
      offset = page.nextOffset;
    }
    return { pages: pages.length, text: pages.join('') };
  }

  it.each(['x', 'é', '€', '😀'])('cut no character of %s at any place', async (character) => {
    for (const shift of ['', 'a', 'aa', 'aaa']) {
      const text = shift + character.repeat(OUTPUT_PAGE_BYTES + 1);
      const read = await readAll(text);
      expect(read.text === text).toBe(true);
      expect(read.pages).toBeGreaterThan(1);
    }
  });

  it('has one empty page for an empty output', async () => {
    expect(await readAll('')).toEqual({ pages: 1, text: '' });
  });

  it('does not hand over what is too large to show', async () => {
    const path = join(folder, 'large');
    writeFileSync(path, Buffer.alloc(OUTPUT_DATA_LIMIT_BYTES + 1));
    await expect(readOutputData({ digest: 'd', path })).rejects.toThrow('too many to show here');
  });
});

describe('makeRunId', () => {
  it('sorts by time and ends in chance', () => {
    const id = makeRunId(new Date(Date.UTC(2026, 10, 20, 9, 30, 12)), () => new Uint8Array([0x4f, 0x2a, 0x9c]));
    expect(id).toBe('20261120-093012-4f2a9c');
  });
});
