import { valueChanges } from '../compare/valueChanges.ts';
import type { FlowDocument } from '../document.ts';
import { applyTextEdits } from '../edit/applyTextEdits.ts';
import { lineStart } from '../edit/lines.ts';
import { planEdits } from '../edit/planEdits.ts';
import type { JsonValue } from '../model.ts';
import { setOwn } from '../ownKeys.ts';
import { sectionOf } from '../parse/documentSyntax.ts';
import { asJson } from '../parse/readContext.ts';
import { sameJson } from '../sameJson.ts';
import { mergeLines } from './mergeLines.ts';
import type { MergeScene } from './mergeScene.ts';
import { mergeValues } from './mergeValues.ts';
import type { Piece } from './piece.ts';
import type { Block } from './splitBlocks.ts';

interface Leaves {
  readonly base: Block | undefined;
  readonly ours: Block;
  readonly theirs: Block;
}

/**
 * Merges an entry that is no map of lines on all sides: by lines where that has a clear outcome, else by what it says,
 * written into our text, else as a conflict. Where a node is drawn is never worth a conflict.
 */
export function mergeLeaf(scene: MergeScene, { base, ours, theirs }: Leaves): readonly Piece[] {
  const { flows } = scene;
  const values = {
    base: base && valueOf(flows.base, base),
    ours: valueOf(flows.ours, ours),
    theirs: valueOf(flows.theirs, theirs),
  };
  if (ours.path[0] === 'layout' && ours.path.length === 2) {
    return [sameJson(values.base, values.ours) ? theirs.body : ours.body];
  }
  const lines = base ? mergeLines(base.body, ours.body, theirs.body) : [{ ours: ours.body, theirs: theirs.body }];
  if (lines.every((piece) => typeof piece === 'string')) return lines;
  const merged = mergeValues(values, ours.path);
  const written = merged.decided ? rewritten(flows.ours, ours, values.ours, merged.value) : undefined;
  return written === undefined ? lines : [written];
}

/** What a block says, as data. */
export function valueOf(document: FlowDocument, block: Block): JsonValue {
  const { entry } = block.placed;
  // The map of a section may have been read entry by entry.
  const section = block.path.length === 1 ? sectionOf(document.syntax, block.key) : undefined;
  if (!section || entry.value.kind !== 'map') return asJson(entry.value);
  const value: Record<string, JsonValue> = {};
  for (const child of section.children) setOwn(value, child.entry.key, asJson(child.entry.value));
  return value;
}

/** A block after the smallest edits that make it say something else; undefined when they are refused or reach beyond it. */
function rewritten(
  document: FlowDocument,
  block: Block,
  from: JsonValue,
  to: JsonValue | undefined,
): string | undefined {
  const changes = valueChanges({ shown: from, compared: from }, { shown: to, compared: to }, []);
  const planned = planEdits(
    document,
    changes.map(({ path, after }) => ({ type: 'setValue', path: [...block.path, ...path], value: after })),
  );
  if (!planned.ok) return undefined;
  const start = lineStart(document.text, block.placed.base + block.placed.entry.start);
  const isWithin = planned.edits.every((edit) => edit.start >= start && edit.end <= start + block.body.length);
  if (!isWithin) return undefined;
  const edits = planned.edits.map((edit) => ({ ...edit, start: edit.start - start, end: edit.end - start }));
  return applyTextEdits(block.body, edits);
}
