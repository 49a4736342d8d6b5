import type { FlowDocument } from '../document.ts';
import type { Position } from '../model.ts';
import { setOwn } from '../ownKeys.ts';
import type { PlacedEntry } from '../parse/documentSyntax.ts';
import { insertNodeLines } from './addNode.ts';
import { applyTextEdits } from './applyTextEdits.ts';
import { fileStyle } from './fileStyle.ts';
import type { TextEdit } from './flowEdit.ts';
import { insertFlowItem } from './flowItems.ts';
import { columnAt, isFirstInLine, lineStart } from './lines.ts';
import { endOfLinesOf } from './mapEdits.ts';
import { type Container, containerAt, isLineStart } from './places.ts';
import { referencesWithin } from './references.ts';
import { type Plan, Refusal } from './refusal.ts';
import { refuseId, renameReference } from './renameNode.ts';
import { quoted, scalarText } from './scalarText.ts';

/** Copies nodes under new ids; wires among the copied nodes lead to the copies. Their positions are an edit of its own. */
export function planDuplicateNodes(document: FlowDocument, ids: readonly string[], newIds: readonly string[]): Plan {
  if (ids.length === 0) return [];
  if (ids.length !== newIds.length || new Set(newIds).size !== newIds.length) {
    return new Refusal('Each copy needs an id of its own.');
  }
  const refusal = newIds.map((id) => refuseId(document, id)).find((found) => found !== undefined);
  if (refusal) return refusal;
  const nodes = containerAt(document, ['nodes']);
  const renamed = new Map(ids.map((id, index) => [id, newIds[index] ?? '']));
  const sources = ids.map((id) => nodes?.entries.find(({ entry }) => entry.key === id));
  if (!nodes || sources.some((source) => source === undefined))
    return new Refusal('A node to copy is not there any more.');
  const copies = sources.flatMap((source) => (source ? [nodeCopy(document, nodes, source, renamed)] : []));
  return insertCopies(document, nodes, copies);
}

function insertCopies(document: FlowDocument, nodes: Container, copies: readonly string[]): Plan {
  const style = fileStyle(document);
  if (nodes.flow) return insertFlowItem(document.text, nodes, nodes.entries.length - 1, copies.join(', '), style);
  const gap = style.blankBetweenNodes ? style.lineEnding + style.lineEnding : style.lineEnding;
  return insertNodeLines(document, nodes, copies.join(gap));
}

/** The text of a node with other ids, comments included, without a line ending at its end. */
export function nodeCopy(
  document: FlowDocument,
  nodes: Container,
  source: PlacedEntry,
  renamed: ReadonlyMap<string, string>,
): string {
  const { text } = document;
  const keyStart = source.base + source.entry.keySpan.start;
  const start = nodes.flow || !isFirstInLine(text, keyStart) ? keyStart : lineStart(text, keyStart);
  const end = nodes.flow ? source.base + source.entry.end : withoutLineEnding(text, endOfLinesOf(text, source));
  const edits = [renameKeyEdit(document, source, renamed), ...innerEdits(document, source.entry.key, renamed)];
  const moved = edits
    .filter((edit) => edit.start >= start && edit.end <= end)
    .toSorted((left, right) => left.start - right.start)
    .map((edit) => ({ start: edit.start - start, end: edit.end - start, text: edit.text }));
  const copy = applyTextEdits(text.slice(start, end), moved);
  return nodes.flow || start < keyStart ? copy : ' '.repeat(columnAt(text, keyStart)) + copy;
}

function renameKeyEdit(document: FlowDocument, source: PlacedEntry, renamed: ReadonlyMap<string, string>): TextEdit {
  const { keySpan, key } = source.entry;
  const start = source.base + keySpan.start;
  const mark = document.text[start];
  const newId = renamed.get(key) ?? key;
  const text = mark === '"' || mark === "'" ? quoted(newId, mark) : scalarText(newId, fileStyle(document), true);
  return { start, end: source.base + keySpan.end, text };
}

function innerEdits(document: FlowDocument, id: string, renamed: ReadonlyMap<string, string>): readonly TextEdit[] {
  const references = referencesWithin(document, id, new Set(renamed.keys()));
  return references.map((reference) => renameReference(document, reference, renamed.get(reference.id) ?? reference.id));
}

function withoutLineEnding(text: string, end: number): number {
  if (!isLineStart(text, end) || end === 0) return end;
  return text[end - 2] === '\r' ? end - 2 : end - 1;
}

/** Where the copies go: beside their originals, as far as those have a position. */
export function positionsOfCopies(
  document: FlowDocument,
  ids: readonly string[],
  newIds: readonly string[],
  [dx, dy]: Position,
): Readonly<Record<string, Position>> {
  const positions: Record<string, Position> = {};
  ids.forEach((id, index) => {
    const position = document.model.layout.get(id);
    if (position) setOwn(positions, newIds[index] ?? '', [position[0] + dx, position[1] + dy]);
  });
  return positions;
}
