import type { FlowDocument } from '../document.ts';
import type { JsonValue, Position } from '../model.ts';
import { setOwn } from '../ownKeys.ts';
import { locate, valueOf } from '../parse/locate.ts';
import { parseFlow } from '../parse/parseFlow.ts';
import { asJson } from '../parse/readContext.ts';
import { insertNodes } from './addNode.ts';
import { applyTextEdits } from './applyTextEdits.ts';
import { minimalEdits } from './composeEdits.ts';
import { nodeCopy } from './duplicateNodes.ts';
import { fileStyle } from './fileStyle.ts';
import type { FlowEdit } from './flowEdit.ts';
import { freeIdAmong } from './freeId.ts';
import { columnAt, shiftLines } from './lines.ts';
import { nodeLines } from './nodeText.ts';
import { containerAt } from './places.ts';
import { isRefusal, type Plan, Refusal } from './refusal.ts';
import { planRenameNode } from './renameNode.ts';
import { flowText, isObject, keyText } from './valueText.ts';

type PasteNodes = Extract<FlowEdit, { type: 'pasteNodes' }>;

/** Distance between what is pasted and what stands in its place already. */
const STAGGER = 24;
/** Indentation given to lines of nodes that have none. */
const MARGIN = 2;

/** Adds the nodes of a text at the end of `nodes`, in the manner of the file. Their positions are an edit of its own. */
export function planPasteNodes(document: FlowDocument, edit: PasteNodes): Plan {
  const fragment = fragmentFor(document, edit.text);
  if (isRefusal(fragment)) return fragment;
  return insertNodes(document, {
    inBraces: () => pastedInBraces(document, fragment),
    asLines: (column) => pastedLines(document, fragment, column),
  });
}

/**
 * What is pasted as a flow of its own, with ids that are free in the document; wires among the nodes follow. It may be a
 * whole flow, or only the lines of some nodes.
 */
export function fragmentFor(document: FlowDocument, text: string): FlowDocument | Refusal {
  const fragment = readFragment(text.replaceAll('\r\n', '\n'));
  if (!fragment) return new Refusal('What was copied is no node of a flow.');
  const ids = fragment.model.nodes.map((node) => node.id);
  const taken = new Set(document.model.nodes.map((node) => node.id));
  const clashing = ids.filter((id) => taken.has(id));
  for (const id of ids) taken.add(id);
  let result = fragment;
  for (const id of clashing) {
    const newId = freeIdAmong(taken, id);
    taken.add(newId);
    const plan = planRenameNode(result, id, newId);
    if (isRefusal(plan)) return plan;
    result = parseFlow(applyTextEdits(result.text, minimalEdits(result.text, plan)));
  }
  return result;
}

/** Whether a text holds nodes that could be pasted. */
export function holdsNodes(text: string): boolean {
  return readFragment(text.replaceAll('\r\n', '\n')) !== undefined;
}

function readFragment(text: string): FlowDocument | undefined {
  // A quick look first: anything may be on the clipboard.
  if (!/\buses["']?\s*:/.test(text)) return undefined;
  const atMargin = /^\S/.test(text.replace(/^\s*\n/, ''));
  const lines = `nodes:\n${atMargin ? shiftLines(text, MARGIN) : text}`;
  return [text, lines].map((candidate) => parseFlow(candidate)).find(isFragment);
}

function isFragment({ broken, model }: FlowDocument): boolean {
  return !broken && model.nodes.length > 0 && model.nodes.every((node) => node.uses !== '');
}

function pastedLines(document: FlowDocument, fragment: FlowDocument, column: number): string {
  const style = fileStyle(document);
  const nodes = containerAt(fragment, ['nodes']);
  const gap = style.blankBetweenNodes ? '\n\n' : '\n';
  const by = column - columnOfNodes(fragment);
  const copies = (nodes?.entries ?? []).map((source) => {
    const value = jsonOf(fragment, ['nodes', source.entry.key]);
    if (nodes?.flow) return isObject(value) ? nodeLines(source.entry.key, value, column, style) : '';
    return nodes ? shiftLines(nodeCopy(fragment, nodes, source, new Map()), by) : '';
  });
  return copies.join(gap).replaceAll(/\r?\n/g, style.lineEnding);
}

function pastedInBraces(document: FlowDocument, fragment: FlowDocument): string {
  const style = fileStyle(document);
  return fragment.model.nodes
    .map(({ id }) => `${keyText(id, style, true)}: ${flowText(jsonOf(fragment, ['nodes', id]) ?? null, style)}`)
    .join(', ');
}

/** The value at a path, as data. */
export function jsonOf(document: FlowDocument, path: readonly (string | number)[]): JsonValue | undefined {
  const located = locate(document.syntax, path);
  return located && asJson(valueOf(located));
}

/**
 * Where pasted nodes go: with their middle at a place, or near where they came from; a little aside of what stands
 * there already.
 */
export function positionsOfPaste(
  document: FlowDocument,
  fragment: FlowDocument,
  at: Position | undefined,
): Readonly<Record<string, Position>> {
  const placed = fragment.model.nodes.flatMap(({ id }) => {
    const position = fragment.model.layout.get(id);
    return position ? [{ id, position }] : [];
  });
  const xs = placed.map(({ position: [x] }) => x);
  const ys = placed.map(({ position: [, y] }) => y);
  const middle = (values: readonly number[]) => (Math.min(...values) + Math.max(...values)) / 2;
  let [dx, dy] = at && placed.length > 0 ? [at[0] - middle(xs), at[1] - middle(ys)] : [0, 0];
  [dx, dy] = [Math.round(dx), Math.round(dy)];
  const occupied = new Set([...document.model.layout.values()].map(([x, y]) => `${x},${y}`));
  while (placed.some(({ position: [x, y] }) => occupied.has(`${x + dx},${y + dy}`))) {
    dx += STAGGER;
    dy += STAGGER;
  }
  const positions: Record<string, Position> = {};
  for (const { id, position } of placed) setOwn(positions, id, [position[0] + dx, position[1] + dy]);
  return positions;
}

function columnOfNodes(document: FlowDocument): number {
  const first = containerAt(document, ['nodes'])?.entries[0];
  return first ? columnAt(document.text, first.base + first.entry.keySpan.start) : 0;
}
