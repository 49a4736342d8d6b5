import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { compareFlows } from '../../../src/flow/compare/compareFlows.ts';
import {
  type EntryChange,
  type FlowComparison,
  marksOf,
  type NodeChange,
  type ValueChange,
} from '../../../src/flow/compare/flowComparison.ts';
import type { FlowDocument } from '../../../src/flow/document.ts';
import { applyTextEdits } from '../../../src/flow/edit/applyTextEdits.ts';
import type { FlowEdit } from '../../../src/flow/edit/flowEdit.ts';
import { planEdits } from '../../../src/flow/edit/planEdits.ts';
import { parseFlow } from '../../../src/flow/parse/parseFlow.ts';
import { sameJson } from '../../../src/flow/sameJson.ts';
import { choices, editFor } from './support/edits.ts';
import { allPaths } from './support/everything.ts';
import { FIXTURES } from './support/fixtures.ts';
import { generatedFlow } from './support/generatedFlow.ts';

// Hundreds of cases take longer than one on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const texts = fc.oneof(fc.constantFrom(...FIXTURES.map(([, text]) => text)), generatedFlow);

const NOTHING: FlowComparison = { extent: 'identical', nodes: [], entries: [], reordered: false };

/** A readable flow and what became of it by one edit. */
function checkEdits(check: (before: FlowDocument, after: FlowDocument, edit: FlowEdit) => void, numRuns = 600): void {
  let planned = 0;
  fc.assert(
    fc.property(texts, choices, (text, choice) => {
      const before = parseFlow(text);
      const edit = before.broken ? undefined : editFor(before, choice, allPaths(before));
      const result = edit && planEdits(before, [edit]);
      if (!edit || !result?.ok) return;
      planned += 1;
      check(before, parseFlow(applyTextEdits(text, result.edits)), edit);
    }),
    { numRuns },
  );
  expect(planned).toBeGreaterThan(numRuns / 2);
}

function mirrored(comparison: FlowComparison): unknown {
  return {
    ...comparison,
    nodes: byName(comparison.nodes.map(mirroredNode)),
    entries: byName(comparison.entries.map(mirroredEntry)),
  };
}

function ordered(comparison: FlowComparison): unknown {
  return {
    ...comparison,
    nodes: byName(comparison.nodes.map(orderedChange)),
    entries: byName(comparison.entries.map(orderedChange)),
  };
}

function byName<Item>(items: readonly Item[]): readonly Item[] {
  return items.toSorted((left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1));
}

const OPPOSITE = { added: 'removed', removed: 'added', kept: 'kept' } as const;

function mirroredNode(change: NodeChange): unknown {
  const { position } = change;
  const names =
    change.type === 'kept' ? { id: change.earlierId, earlierId: change.id, uses: '' } : { id: change.id, uses: '' };
  return orderedChange({
    ...change,
    ...names,
    type: OPPOSITE[change.type],
    values: change.values.map(mirroredValue),
    wires: change.wires.map(mirroredValue),
    ...(position ? { position: swapped(position) } : {}),
  } as NodeChange);
}

function mirroredEntry(change: EntryChange): unknown {
  const names = change.earlierName === undefined ? {} : { name: change.earlierName, earlierName: change.name ?? '' };
  return orderedChange({ ...change, ...names, type: OPPOSITE[change.type], values: change.values.map(mirroredValue) });
}

function mirroredValue(change: ValueChange): ValueChange {
  return { path: change.path, ...swapped(change) };
}

function swapped<Value>(sides: { readonly before?: Value; readonly after?: Value }): object {
  return {
    ...(sides.after === undefined ? {} : { before: sides.after }),
    ...(sides.before === undefined ? {} : { after: sides.before }),
  };
}

/** In an order of keys and of changes that does not depend on which side came first. */
function orderedChange(change: NodeChange | EntryChange): unknown {
  const entries = Object.entries({ ...change, uses: '' }).map(([key, value]: [string, unknown]) => [
    key,
    key === 'values' || key === 'wires' ? byName((value as readonly ValueChange[]).map(orderedValue)) : value,
  ]);
  return Object.fromEntries(entries.toSorted(([left], [right]) => (String(left) < String(right) ? -1 : 1)));
}

function orderedValue(change: ValueChange): unknown {
  return [
    change.path,
    change.before === undefined ? [] : [change.before],
    change.after === undefined ? [] : [change.after],
  ];
}

function isUnder(path: readonly (string | number)[], edited: readonly (string | number)[]): boolean {
  const shorter = Math.min(path.length, edited.length);
  return path.slice(0, shorter).every((key, index) => String(key) === String(edited[index]));
}

describe('Comparing any flows', () => {
  it('finds nothing between a flow and itself', () => {
    fc.assert(
      fc.property(texts, (text) => {
        expect(compareFlows(parseFlow(text), parseFlow(text))).toEqual(NOTHING);
      }),
    );
  });

  it('says of changed comments and blank lines that they are that', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const before = parseFlow(text);
        const after = parseFlow(`# another comment\n\n${text.replace(/^\ufeff/, '')}`);
        if (before.broken || after.broken) return;
        expect(compareFlows(before, after)).toEqual({ ...NOTHING, extent: 'format' });
      }),
    );
  });

  it('finds the mirror image when the sides are swapped', () => {
    fc.assert(
      fc.property(texts, texts, (left, right) => {
        const [first, second] = [parseFlow(left), parseFlow(right)];
        if (first.broken || second.broken) return;
        expect(mirrored(compareFlows(first, second))).toEqual(ordered(compareFlows(second, first)));
      }),
      { numRuns: 400 },
    );
  });
});

describe('Comparing a flow with itself after an edit', () => {
  it('finds the mirror image when the sides are swapped', () => {
    checkEdits((before, after) => {
      expect(mirrored(compareFlows(before, after))).toEqual(ordered(compareFlows(after, before)));
    });
  });

  it('shows just that edit', () => {
    checkEdits((before, after, edit) => {
      // A text that keeps its trailing blank lines gets more of them when what follows it is removed.
      if (/[|>]\+/.test(before.text)) return;
      const { nodes, extent, reordered, ...comparison } = compareFlows(before, after);
      // The first node of an empty file brings the format's version along.
      const entries = comparison.entries.filter((change) => change.section !== 'flow');
      const marks = nodes.map((change) => [change.id, ...marksOf(change)]);
      expect(reordered).toBe(false);
      switch (edit.type) {
        case 'addNode':
          expect([marks, entries]).toEqual([[[edit.id, 'added']], []]);
          return;
        case 'duplicateNodes':
          expect([marks, entries]).toEqual([edit.newIds.map((id) => [id, 'added']), []]);
          return;
        case 'pasteNodes':
          expect([marks.every(([, ...kinds]) => kinds.join() === 'added'), entries]).toEqual([true, []]);
          return;
        case 'renameNode':
          expect([marks, entries]).toEqual([[[edit.newId, 'renamed']], []]);
          expect(nodes[0]).toMatchObject({ earlierId: edit.id, values: [], wires: [] });
          return;
        case 'deleteNodes': {
          const removed = nodes.filter((change) => change.type === 'removed').map((change) => change.id);
          expect(removed.toSorted()).toEqual([...edit.ids].toSorted());
          expect(
            nodes.filter((change) => change.type === 'added' || (change.type === 'kept' && change.values.length > 0)),
          ).toEqual([]);
          expect(entries.filter((change) => change.section !== 'groups' && change.section !== 'outputs')).toEqual([]);
          return;
        }
        case 'move':
          expect(entries).toEqual([]);
          expect(nodes.filter((change) => !marksOf(change).includes('moved'))).toEqual([]);
          expect(['identical', 'format', 'layout']).toContain(extent);
          return;
        case 'connect':
        case 'disconnect':
          expect(entries).toEqual([]);
          for (const change of nodes) {
            expect([change.id, change.values]).toEqual([edit.node, []]);
            expect(change.wires.map((wire) => wire.path)).toEqual([['in', edit.port]]);
          }
          return;
        case 'setValue': {
          const paths = nodes.flatMap((change) =>
            [...change.values, ...change.wires].map((value) => ['nodes', change.id, ...value.path]),
          );
          expect(entries).toEqual([]);
          expect(paths.filter((path) => !isUnder(path, edit.path))).toEqual([]);
          return;
        }
        default:
          edit satisfies never;
      }
    }, 1_200);
  });

  it('shows an edit that changes what the model says', () => {
    checkEdits((before, after) => {
      const { layout: placedBefore, ...saidBefore } = before.model;
      const { layout: placedAfter, ...saidAfter } = after.model;
      const { extent } = compareFlows(before, after);
      if (!sameJson(saidBefore, saidAfter)) expect(extent).toBe('meaning');
      else if (!sameJson([...placedBefore], [...placedAfter])) expect(['layout', 'meaning']).toContain(extent);
    });
  });
});
