import type { FlowDocument } from '../document.ts';
import type { FlowNode, JsonValue, Position } from '../model.ts';
import { locate, valueOf } from '../parse/locate.ts';
import { asJson } from '../parse/readContext.ts';
import { sameSource } from '../parse/wireText.ts';
import { sameJson } from '../sameJson.ts';
import type { FlowEdit } from './flowEdit.ts';
import { nodeValue } from './nodeText.ts';
import { fragmentFor } from './pasteNodes.ts';
import { referencesTo } from './references.ts';
import { isRefusal } from './refusal.ts';
import { sameAround } from './sameAround.ts';

type SetValue = Extract<FlowEdit, { type: 'setValue' }>;

const IN_THE_TEXT = 'This change cannot be made here without changing something else; make it in the text.';

/** Why the text after an edit does not say what was meant; undefined when it does. */
export function unintended(before: FlowDocument, after: FlowDocument, edit: FlowEdit): string | undefined {
  if (after.broken) return IN_THE_TEXT;
  return isDone(before, after, edit) && othersKept(before, after, edit) ? undefined : IN_THE_TEXT;
}

function isDone(before: FlowDocument, after: FlowDocument, edit: FlowEdit): boolean {
  switch (edit.type) {
    case 'addNode':
      return sameJson(jsonAt(after, ['nodes', edit.id]), nodeValue(edit));
    case 'deleteNodes':
      return areGone(after, new Set(edit.ids));
    case 'renameNode':
      return nodeOf(after, edit.newId) !== undefined && renamedEverywhere(before, after, edit.id, edit.newId);
    case 'connect':
    case 'disconnect':
      return isWired(after, edit);
    case 'setValue':
      return isSet(before, after, edit);
    case 'duplicateNodes':
      return edit.newIds.every((id, index) => nodeOf(after, id)?.uses === nodeOf(before, edit.ids[index] ?? '')?.uses);
    case 'pasteNodes':
      return isPasted(before, after, edit.text);
    case 'move':
      return Object.entries(edit.positions).every(([id, position]) => hasPosition(after, id, position));
    default:
      return edit satisfies never;
  }
}

function areGone(document: FlowDocument, ids: ReadonlySet<string>): boolean {
  return !document.model.nodes.some((node) => ids.has(node.id)) && referencesTo(document, ids).length === 0;
}

/** A list item that is gone has left its place to the next one. */
function isSet(before: FlowDocument, after: FlowDocument, { path, value }: SetValue): boolean {
  const outer = path.slice(0, -1);
  const last = path.at(-1);
  const list = typeof last === 'number' && value === undefined ? jsonAt(before, outer) : undefined;
  if (typeof last !== 'number' || !Array.isArray(list)) return sameJson(jsonAt(after, path), value);
  return sameJson(jsonAt(after, outer), list.toSpliced(last, 1));
}

/** Whatever an edit does not concern says the same as before. */
function othersKept(before: FlowDocument, after: FlowDocument, edit: FlowEdit): boolean {
  if (edit.type === 'setValue' && !neighboursKept(before, after, edit)) return false;
  const concerned = concernedNodes(before, after, edit);
  if (concerned === undefined) return true;
  const expected = before.model.nodes.filter((node) => !concerned.has(node.id));
  const found = after.model.nodes.filter((node) => !concerned.has(node.id));
  return expected.length === found.length && expected.every((node, index) => isSame(node, found[index]));
}

/** Text of a neighbour can change with what stands after it: blank lines at the end of a `|+` text are a part of it. */
function neighboursKept(before: FlowDocument, after: FlowDocument, { path }: SetValue): boolean {
  const base = path.slice(0, path[0] === 'nodes' ? 2 : 1);
  return sameAround(jsonAt(before, base), jsonAt(after, base), path.slice(base.length));
}

function isSame(node: FlowNode, other: FlowNode | undefined): boolean {
  return node === other || sameJson(node, other);
}

/** The nodes that may differ after an edit; undefined when a key of the top level may change any of them. */
function concernedNodes(before: FlowDocument, after: FlowDocument, edit: FlowEdit): ReadonlySet<string> | undefined {
  switch (edit.type) {
    case 'addNode':
      return new Set([edit.id]);
    case 'duplicateNodes':
      return new Set(edit.newIds);
    case 'pasteNodes':
      return pastedIds(before, after);
    case 'connect':
    case 'disconnect':
      return new Set([edit.node]);
    case 'move':
      return new Set();
    case 'deleteNodes':
      return namedIn(before, edit.ids);
    case 'renameNode':
      return new Set([...namedIn(before, [edit.id]), edit.newId]);
    case 'setValue':
      if (edit.path[0] !== 'nodes') return new Set();
      return edit.path.length < 2 ? undefined : new Set([String(edit.path[1])]);
    default:
      return edit satisfies never;
  }
}

function isPasted(before: FlowDocument, after: FlowDocument, text: string): boolean {
  const fragment = fragmentFor(before, text);
  if (isRefusal(fragment)) return false;
  const { nodes } = fragment.model;
  const added = pastedIds(before, after);
  return (
    added.size === nodes.length && nodes.every((node) => added.has(node.id) && sameJson(nodeOf(after, node.id), node))
  );
}

function pastedIds(before: FlowDocument, after: FlowDocument): ReadonlySet<string> {
  const known = new Set(before.model.nodes.map((node) => node.id));
  return new Set(after.model.nodes.map((node) => node.id).filter((id) => !known.has(id)));
}

function namedIn(document: FlowDocument, ids: readonly string[]): ReadonlySet<string> {
  const nodes = new Set(ids);
  for (const { path } of referencesTo(document, new Set(ids))) if (path[0] === 'nodes') nodes.add(String(path[1]));
  return nodes;
}

function renamedEverywhere(before: FlowDocument, after: FlowDocument, id: string, newId: string): boolean {
  const left = referencesTo(after, new Set([id])).length;
  const moved = referencesTo(after, new Set([newId])).length;
  const expected = referencesTo(before, new Set([id, newId])).length;
  const placed = after.model.layout.has(newId) === before.model.layout.has(id) || before.model.layout.has(newId);
  return !nodeOf(after, id) && left === 0 && moved === expected && placed;
}

function isWired(after: FlowDocument, edit: Extract<FlowEdit, { type: 'connect' | 'disconnect' }>): boolean {
  const sources = nodeOf(after, edit.node)?.in.find((port) => port.port === edit.port)?.sources ?? [];
  const { source } = edit;
  if (!source) return sources.length === 0;
  const there = sources.some((known) => sameSource(known, source));
  if (edit.type === 'disconnect') return !there;
  return there && (edit.append === true || sources.length === 1);
}

function hasPosition(document: FlowDocument, id: string, position: Position): boolean {
  const [x, y] = document.model.layout.get(id) ?? [];
  return x === (Math.round(position[0]) || 0) && y === (Math.round(position[1]) || 0);
}

function nodeOf(document: FlowDocument, id: string): FlowNode | undefined {
  return document.model.nodes.find((node) => node.id === id);
}

function jsonAt(document: FlowDocument, path: readonly (string | number)[]): JsonValue | undefined {
  const located = locate(document.syntax, path);
  return located && asJson(valueOf(located));
}
