import { describe, expect, it } from 'vitest';
import { BUILTIN_CATALOG } from '../../../../src/flow/catalog/builtinCatalog.ts';
import { hintsIn } from '../../../../src/flow/language/hints.ts';
import { languageContext } from '../../../../src/flow/language/languageContext.ts';
import { type OutlineEntry, outlineOf } from '../../../../src/flow/language/outline.ts';
import { parseFlow } from '../../../../src/flow/parse/parseFlow.ts';
import { emptyRun } from '../../../../src/flow/run/fold.ts';
import type { NodeSnapshot, OutputSnapshot } from '../../../../src/flow/run/snapshot.ts';

function linesOf(entries: readonly OutlineEntry[], depth = 0): readonly string[] {
  return entries.flatMap((entry) => [
    `${'  '.repeat(depth)}${entry.name} (${entry.kind}) ${entry.detail}`.trimEnd(),
    ...linesOf(entry.children, depth + 1),
  ]);
}

const FLOW = `flow: 1
nodes:
  read: { uses: file.read, with: { path: a } }
  rows:
    uses: shell
    name: Rows
    in: { one: read.content, many: [read, inputs.day] }
    with:
      run: |
        wc -l
outputs: { all: rows }
inputs: { day: text }
secrets: [TOKEN]
`;

describe('The outline', () => {
  it('has sections in the order of the text, with code below its node', () => {
    expect(linesOf(outlineOf(languageContext(parseFlow(FLOW), BUILTIN_CATALOG)))).toEqual([
      'nodes (section)',
      '  read (node) file.read',
      '  rows (node) Rows',
      '    run (code)',
      'outputs (section)',
      '  all (output) output',
      'inputs (section)',
      '  day (input) text',
      'secrets (section)',
      '  TOKEN (secret) secret',
    ]);
  });

  it('has each name within its entry, and each entry within the one around it', () => {
    const check = (entry: OutlineEntry): void => {
      expect(entry.nameSpan.start).toBeGreaterThanOrEqual(entry.span.start);
      expect(entry.nameSpan.end).toBeLessThanOrEqual(entry.span.end);
      for (const child of entry.children) {
        expect(child.span.start).toBeGreaterThanOrEqual(entry.span.start);
        expect(child.span.end).toBeLessThanOrEqual(entry.span.end);
        check(child);
      }
    };
    for (const entry of outlineOf(languageContext(parseFlow(FLOW), BUILTIN_CATALOG))) check(entry);
  });
});

describe('Hints', () => {
  const hints = (output: Omit<OutputSnapshot, 'port' | 'type'>, within = { start: 0, end: FLOW.length }) => {
    const ran = {
      id: 'read',
      state: 'succeeded',
      attempt: 1,
      durationMs: 12,
      logTail: [],
      droppedLogBytes: 0,
    } as const;
    const node: NodeSnapshot = { ...ran, outputs: [{ port: 'content', type: 'any', ...output }] };
    const run = { ...emptyRun('r'), nodes: new Map([['read', node]]) };
    const found = hintsIn(languageContext(parseFlow(FLOW), BUILTIN_CATALOG), within, run);
    return found.map(({ offset, text }) => `${FLOW.slice(0, offset).split(/[ [{]/).at(-1)} ${text}`);
  };

  it('stand behind every wire from a node that ran', () => {
    expect(hints({ value: 'a\nb' })).toEqual(['read.content a …', 'read a …']);
    expect(hints({ value: [1, 2, 3] })).toEqual(['read.content 3 items', 'read 3 items']);
    expect(hints({ value: '' })).toEqual(['read.content empty', 'read empty']);
    expect(hints({ value: 'x'.repeat(99) })[0]).toBe(`read.content ${'x'.repeat(23)}…`);
  });

  it('are found only where they are asked for', () => {
    expect(hints({ value: 1 }, { start: 0, end: 10 })).toEqual([]);
  });
});
