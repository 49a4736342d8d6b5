import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { FlowDocument } from '../../../src/flow/document.ts';
import { applyTextEdits, invertTextEdits } from '../../../src/flow/edit/applyTextEdits.ts';
import type { FlowEdit, TextEdit } from '../../../src/flow/edit/flowEdit.ts';
import { freeId } from '../../../src/flow/edit/freeId.ts';
import { planEdits } from '../../../src/flow/edit/planEdits.ts';
import { parseFlow } from '../../../src/flow/parse/parseFlow.ts';
import { type Choice, choices, editFor } from './support/edits.ts';
import { allPaths } from './support/everything.ts';
import { FIXTURES } from './support/fixtures.ts';
import { generatedFlow } from './support/generatedFlow.ts';

// Hundreds of cases take longer than one on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const texts = fc.oneof(fc.constantFrom(...FIXTURES.map(([, text]) => text)), generatedFlow);

/** Plans an edit; undefined when it was refused. */
function plan(document: FlowDocument, edits: readonly FlowEdit[]): readonly TextEdit[] | undefined {
  const result = planEdits(document, edits);
  return result.ok ? result.edits : undefined;
}

function edited(text: string, edits: readonly FlowEdit[]): string | undefined {
  const planned = plan(parseFlow(text), edits);
  return planned && applyTextEdits(text, planned);
}

/** Ids that an edit may change the text of: the rest of the lines must stay. */
function untouchedLines(document: FlowDocument, edit: FlowEdit): readonly string[] {
  const touched = new Set<string>();
  if (edit.type === 'connect' || edit.type === 'disconnect') touched.add(edit.node);
  if (edit.type === 'setValue') touched.add(String(edit.path[1]));
  return document.model.nodes
    .filter((node) => !touched.has(node.id))
    .map((node) => document.spanOf(['nodes', node.id]))
    .map((span) => document.text.slice(span?.start, span?.end).trimEnd());
}

function forEachEdit(
  check: (document: FlowDocument, edit: FlowEdit, planned: readonly TextEdit[]) => void,
  numRuns = 600,
): void {
  let planned = 0;
  fc.assert(
    fc.property(texts, choices, (text, choice: Choice) => {
      const document = parseFlow(text);
      if (document.broken) return;
      const edit = editFor(document, choice, allPaths(document));
      const edits = edit && plan(document, [edit]);
      if (!edit || !edits) return;
      planned += 1;
      check(document, edit, edits);
    }),
    { numRuns },
  );
  expect(planned).toBeGreaterThan(numRuns / 2);
}

describe('planEdits on any flow', () => {
  it('gives edits in order that do not overlap and split no line ending and no character', () => {
    forEachEdit(({ text }, _edit, edits) => {
      let position = -1;
      for (const { start, end } of edits) {
        expect(start).toBeGreaterThan(position);
        expect(end).toBeGreaterThanOrEqual(start);
        for (const offset of [start, end]) {
          expect(text.slice(offset - 1, offset + 1)).not.toBe('\r\n');
          expect(/^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(offset - 1, offset + 1))).toBe(false);
        }
        position = end;
      }
    });
  });

  it('can be undone byte for byte', () => {
    forEachEdit(({ text }, _edit, edits) => {
      expect(applyTextEdits(applyTextEdits(text, edits), invertTextEdits(text, edits))).toBe(text);
    });
  });

  it('leaves the text of other nodes, the kind of line endings and the end of the file as they were', () => {
    forEachEdit((document, edit, edits) => {
      const { text } = document;
      const after = applyTextEdits(text, edits);
      if (
        edit.type === 'connect' ||
        edit.type === 'disconnect' ||
        edit.type === 'setValue' ||
        edit.type === 'move' ||
        edit.type === 'addNode'
      ) {
        for (const node of untouchedLines(document, edit)) expect(after).toContain(node);
      }
      if (text.includes('\r\n') && !/(?<!\r)\n/.test(text)) expect(/(?<!\r)\n/.test(after)).toBe(false);
      if (!text.includes('\r')) expect(after.includes('\r')).toBe(false);
      if (text !== '') expect(after.endsWith('\n')).toBe(text.endsWith('\n'));
    });
  });

  it('leaves every comment that is not within what it deletes', () => {
    forEachEdit((document, edit, edits) => {
      if (edit.type === 'deleteNodes' || edit.type === 'disconnect' || edit.type === 'setValue') return;
      // A wire that takes the place of a list deletes the list.
      if (edit.type === 'connect' && !edit.append && document.spanOf(['nodes', edit.node, 'in', edit.port, 0])) return;
      const comments = (text: string): readonly string[] => text.split('\n').filter((line) => /^\s*#/.test(line));
      const kept = comments(applyTextEdits(document.text, edits)).join('\n');
      for (const comment of comments(document.text)) expect(kept).toContain(comment);
    });
  });

  it('makes one change of several edits', () => {
    fc.assert(
      fc.property(texts, fc.array(choices, { minLength: 2, maxLength: 5 }), (text, list) => {
        let document = parseFlow(text);
        if (document.broken) return;
        const start = document;
        const edits: FlowEdit[] = [];
        for (const choice of list) {
          const edit = editFor(document, choice, allPaths(document));
          const planned = edit && plan(document, [edit]);
          if (!edit || !planned) continue;
          edits.push(edit);
          document = parseFlow(applyTextEdits(document.text, planned), document);
        }
        const together = plan(start, edits);
        expect(together && applyTextEdits(text, together)).toBe(document.text);
        expect(applyTextEdits(document.text, invertTextEdits(text, together ?? []))).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses hardly anything of what it is asked', () => {
    let refusals = 0;
    let asked = 0;
    fc.assert(
      fc.property(generatedFlow, choices, (text, choice) => {
        const document = parseFlow(text);
        const edit = document.broken ? undefined : editFor(document, choice, allPaths(document));
        if (!edit) return;
        asked += 1;
        if (!plan(document, [edit])) refusals += 1;
      }),
      { numRuns: 1_000, seed: 7 },
    );
    expect(asked).toBeGreaterThan(500);
    expect(refusals / asked).toBeLessThan(0.02);
  });
});

describe('a gesture and its opposite', () => {
  const emptied = (text: string): boolean => parseFlow(text).model.nodes.length === 0 || parseFlow(text).broken;

  it('adding a node and deleting it gives the file back', () => {
    fc.assert(
      fc.property(texts, fc.boolean(), (text, placed) => {
        const document = parseFlow(text);
        if (emptied(text) || (placed && document.model.layout.size === 0 && document.spanOf(['layout']))) return;
        const id = freeId(document.model, 'fresh');
        const added = edited(text, [
          {
            type: 'addNode',
            id,
            uses: 'shell',
            with: { run: 'a\nb\n' },
            ...(placed ? { position: [1, 2] as const } : {}),
          },
        ]);
        if (added === undefined) return;
        expect(edited(added, [{ type: 'deleteNodes', ids: [id] }])).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('wiring a free port and unwiring it gives the file back', () => {
    fc.assert(
      fc.property(texts, fc.nat(), fc.boolean(), (text, choice, append) => {
        const document = parseFlow(text);
        const node = document.model.nodes[choice % Math.max(1, document.model.nodes.length)];
        const source = document.model.nodes[0];
        const empty = node && document.spanOf(['nodes', node.id, 'in']) !== undefined && node.in.length === 0;
        if (!node || !source || document.broken || empty) return;
        const wire = {
          node: node.id,
          port: 'fresh',
          source: { from: 'node' as const, node: source.id, port: 'stdout' },
        };
        const wired = edited(text, [{ type: 'connect', ...wire, append }]);
        if (wired === undefined) return;
        expect(edited(wired, [{ type: 'disconnect', ...wire }])).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('renaming a node and naming it back gives the file back', () => {
    fc.assert(
      fc.property(texts, fc.nat(), (text, choice) => {
        const document = parseFlow(text);
        const node = document.model.nodes[choice % Math.max(1, document.model.nodes.length)];
        if (!node || document.broken) return;
        const id = freeId(document.model, 'fresh');
        const renamed = edited(text, [{ type: 'renameNode', id: node.id, newId: id }]);
        if (renamed === undefined) return;
        expect(edited(renamed, [{ type: 'renameNode', id, newId: node.id }])).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('moving a node that has a position there and back gives the file back', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: -999, max: 999 }), (text, x) => {
        const document = parseFlow(text);
        const [entry] = document.model.layout;
        if (!entry || document.broken) return;
        const [id, position] = entry;
        const moved = edited(text, [{ type: 'move', positions: { [id]: [x, 7] } }]);
        if (moved === undefined) return;
        expect(edited(moved, [{ type: 'move', positions: { [id]: position } }])).toBe(text);
      }),
      { numRuns: 300 },
    );
  });
});
