import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { compareFlows } from '../../../src/flow/compare/compareFlows.ts';
import { readParts } from '../../../src/flow/compare/readParts.ts';
import type { FlowDocument } from '../../../src/flow/document.ts';
import { applyTextEdits } from '../../../src/flow/edit/applyTextEdits.ts';
import { planEdits } from '../../../src/flow/edit/planEdits.ts';
import { mergeFlows } from '../../../src/flow/merge/mergeFlows.ts';
import { mergeLines } from '../../../src/flow/merge/mergeLines.ts';
import { decidedFor, type Piece } from '../../../src/flow/merge/piece.ts';
import { parseFlow } from '../../../src/flow/parse/parseFlow.ts';
import { type Choice, choices, editFor } from './support/edits.ts';
import { allPaths } from './support/everything.ts';
import { FIXTURES } from './support/fixtures.ts';
import { generatedFlow } from './support/generatedFlow.ts';

// Hundreds of cases take longer than one on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const STYLE = { size: 7, ours: 'ours', theirs: 'theirs' };

const texts = fc.oneof(fc.constantFrom(...FIXTURES.map(([, text]) => text)), generatedFlow);

/** The text after an edit that fits it; undefined when there is none or it was refused. */
function edited(document: FlowDocument, choice: Choice): string | undefined {
  const edit = document.broken ? undefined : editFor(document, choice, allPaths(document));
  const result = edit && planEdits(document, [edit]);
  return result?.ok ? applyTextEdits(document.text, result.edits) : undefined;
}

describe('Merging any texts', () => {
  it('gives what one side made when the other made nothing, byte for byte', () => {
    fc.assert(
      fc.property(texts, texts, (base, changed) => {
        expect(mergeFlows({ base, ours: changed, theirs: base }, STYLE)).toEqual({ outcome: 'merged', text: changed });
        expect(mergeFlows({ base, ours: base, theirs: changed }, STYLE)).toEqual({ outcome: 'merged', text: changed });
        expect(mergeFlows({ base, ours: changed, theirs: changed }, STYLE)).toEqual({
          outcome: 'merged',
          text: changed,
        });
      }),
    );
  });

  it('always comes to an end, and what it gives as merged can be read', () => {
    fc.assert(
      fc.property(texts, texts, texts, (base, ours, theirs) => {
        const result = mergeFlows({ base, ours, theirs }, STYLE);
        if (result.outcome === 'merged' && result.text !== ours && result.text !== theirs) {
          expect(parseFlow(result.text).broken).toBe(false);
        }
        if (result.outcome === 'conflicts') expect(result.text).toContain('<<<<<<< ours');
      }),
      { numRuns: 300 },
    );
  });
});

describe('Merging two edits of a flow', () => {
  it('decides nearly all of them', () => {
    const outcomes = new Map<string, number>();
    fc.assert(
      fc.property(generatedFlow, choices, choices, (text, first, second) => {
        const base = parseFlow(text);
        const [ours, theirs] = [edited(base, first), edited(base, second)];
        if (ours === undefined || theirs === undefined) return;
        const { outcome } = mergeFlows({ base: text, ours, theirs }, STYLE);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }),
      { numRuns: 1_000, seed: 11 },
    );
    const count = (outcome: string): number => outcomes.get(outcome) ?? 0;
    const all = [...outcomes.values()].reduce((sum, number) => sum + number, 0);
    expect(all).toBeGreaterThan(500);
    expect(count('merged') / all).toBeGreaterThan(0.8);
    expect(count('undecided') / all).toBeLessThan(0.05);
  });

  it('holds both where they concern different nodes', () => {
    let merges = 0;
    fc.assert(
      fc.property(generatedFlow, choices, choices, fc.nat(), (text, first, second, which) => {
        const base = parseFlow(text);
        const { nodes } = base.model;
        if (nodes.length < 2 || base.broken) return;
        const left = nodes[which % nodes.length]?.id ?? '';
        const right = nodes[(which + 1) % nodes.length]?.id ?? '';
        const ours = setOn(base, left, first);
        const theirs = setOn(base, right, second);
        if (ours === undefined || theirs === undefined) return;
        const result = mergeFlows({ base: text, ours, theirs }, STYLE);
        if (result.outcome === 'undecided') return;
        expect(result.outcome).toBe('merged');
        merges += 1;
        const merged = parseFlow(result.outcome === 'merged' ? result.text : '');
        expect(readParts(merged).nodes.get(left)).toEqual(readParts(parseFlow(ours)).nodes.get(left));
        expect(readParts(merged).nodes.get(right)).toEqual(readParts(parseFlow(theirs)).nodes.get(right));
        expect(compareFlows(parseFlow(ours), merged)).toEqual({
          ...compareFlows(base, parseFlow(theirs)),
          extent: compareFlows(parseFlow(ours), merged).extent,
        });
      }),
      { numRuns: 800 },
    );
    expect(merges).toBeGreaterThan(300);
  });
});

/** The text after a setting of a node was set. */
function setOn(document: FlowDocument, id: string, { first, value }: Choice): string | undefined {
  const key = first % 2 === 0 ? 'fresh' : 'value';
  const result = planEdits(document, [{ type: 'setValue', path: ['nodes', id, 'with', key], value }]);
  return result.ok ? applyTextEdits(document.text, result.edits) : undefined;
}

describe('Merging any lines', () => {
  const lines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n'), { maxLength: 8 }).map((list) => list.join(''));

  it('gives each side back where every conflict is decided for it and the other changed nothing else', () => {
    fc.assert(
      fc.property(lines, lines, lines, (base, ours, theirs) => {
        const whole = (pieces: readonly Piece[], side: 'ours' | 'theirs'): string => decidedFor(pieces, side);
        expect(whole(mergeLines(base, ours, base), 'ours')).toBe(ours);
        expect(whole(mergeLines(base, base, theirs), 'ours')).toBe(theirs);
        const pieces = mergeLines(base, ours, theirs);
        const mirrored = mergeLines(base, theirs, ours);
        expect(whole(mirrored, 'ours')).toBe(whole(pieces, 'theirs'));
      }),
      { numRuns: 1_000 },
    );
  });
});
