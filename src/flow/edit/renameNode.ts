import type { FlowDocument } from '../document.ts';
import { isNodeId } from '../nodeId.ts';
import { sectionOf } from '../parse/documentSyntax.ts';
import { childIndex } from '../parse/locate.ts';
import { INPUTS_WORD } from '../parse/wireText.ts';
import { fileStyle } from './fileStyle.ts';
import type { TextEdit } from './flowEdit.ts';
import { type Reference, referencesTo, sourceOf } from './references.ts';
import { type Plan, Refusal } from './refusal.ts';
import { isPlainSafe, quoted, scalarText } from './scalarText.ts';

/** Gives a node another id; everything that names it follows. */
export function planRenameNode(document: FlowDocument, id: string, newId: string): Plan {
  if (id === newId) return [];
  const refusal = refuseId(document, newId);
  if (refusal) return refusal;
  if (!document.model.nodes.some((node) => node.id === id)) return new Refusal(`There is no node "${id}".`);
  const edits = new Map<number, TextEdit>();
  for (const section of ['nodes', 'layout']) {
    const edit = renameKey(document, section, id, newId);
    if (edit) edits.set(edit.start, edit);
  }
  for (const reference of referencesTo(document, new Set([id]))) {
    const edit = renameReference(document, reference, newId);
    edits.set(edit.start, edit);
  }
  return [...edits.values()];
}

/** Why an id cannot be given to a node; undefined when it can. */
export function refuseId(document: FlowDocument, id: string): Refusal | undefined {
  if (!isNodeId(id)) {
    return new Refusal(`"${id}" cannot be an id. Ids start with a letter or _, then letters, digits, _ and - follow.`);
  }
  if (id === INPUTS_WORD)
    return new Refusal(`"${INPUTS_WORD}" cannot be an id: wires from the flow's inputs start with it.`);
  const section = sectionOf(document.syntax, 'nodes');
  const taken = section !== undefined && childIndex(section, id) >= 0;
  return taken ? new Refusal(`There already is a node "${id}".`) : undefined;
}

/** The edit that makes a scalar name another node. */
export function renameReference(document: FlowDocument, reference: Reference, newId: string): TextEdit {
  const { scalar, base, id } = reference;
  const source = sourceOf(document, scalar, base);
  const at = nameOffset(reference, source);
  const renamed = source.slice(0, at) + newId + source.slice(at + id.length);
  const start = scalar.start + base;
  const needsQuotes = scalar.style === 'plain' && !isPlainSafe(renamed, true);
  if (needsQuotes) return { start, end: scalar.end + base, text: quoted(renamed, fileStyle(document).quote) };
  return { start: start + at, end: start + at + id.length, text: newId };
}

/** Where the id starts within a scalar's source: after a quote, and in a condition after "not". */
function nameOffset(reference: Reference, source: string): number {
  const [lead = ''] = (reference.kind === 'when' ? /^["']?\s*(?:not\s+)?/ : /^["']?\s*/).exec(source) ?? [];
  return lead.length;
}

function renameKey(document: FlowDocument, sectionKey: string, id: string, newId: string): TextEdit | undefined {
  const section = sectionOf(document.syntax, sectionKey);
  const placed = section?.children[childIndex(section, id)];
  if (!placed) return undefined;
  const start = placed.base + placed.entry.keySpan.start;
  const end = placed.base + placed.entry.keySpan.end;
  const mark = document.text[start];
  const text = mark === '"' || mark === "'" ? quoted(newId, mark) : scalarText(newId, fileStyle(document), true);
  return { start, end, text };
}
