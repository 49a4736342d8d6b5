import type { FlowDocument } from '../document.ts';
import type { InPort, JsonValue, WireSource } from '../model.ts';
import { NODE_KEYS } from '../parse/readNode.ts';
import { formatWire, sameSource } from '../parse/wireText.ts';
import { insertAfter } from './blockItems.ts';
import { fileStyle } from './fileStyle.ts';
import { indexBefore, insertEntry } from './mapEdits.ts';
import { columnOfEntries, containerAt, endOfEntry, locateForEdit } from './places.ts';
import { isRefusal, type Plan, Refusal } from './refusal.ts';
import { planRemove, planSetValue } from './setValue.ts';
import { braces, flowText, keyText } from './valueText.ts';

/** Wires a port. */
export function planConnect(
  document: FlowDocument,
  id: string,
  port: string,
  source: WireSource,
  append: boolean,
): Plan {
  const node = document.model.nodes.find((candidate) => candidate.id === id);
  if (!node) return new Refusal(`There is no node "${id}" to connect to.`);
  const refusal = refuseSource(document, source);
  if (refusal) return refusal;
  const wired = node.in.find((candidate) => candidate.port === port);
  const path = ['nodes', id, 'in', port];
  if (append && wired?.sources.some((known) => sameSource(known, source))) return [];
  if (append && wired) return planSetValue(document, path, [...wired.sources.map(formatWire), formatWire(source)]);
  const value: JsonValue = append ? [formatWire(source)] : formatWire(source);
  const exists = locateForEdit(document, ['nodes', id, 'in']);
  if (!exists && !isRefusal(exists) && fileStyle(document).wiresInBraces)
    return createInBraces(document, id, port, value);
  return planSetValue(document, path, value);
}

function refuseSource(document: FlowDocument, source: WireSource): Refusal | undefined {
  if (source.from === 'input') {
    const known = document.model.inputs.some((input) => input.name === source.input);
    return known ? undefined : new Refusal(`The flow has no input "${source.input}".`);
  }
  const known = document.model.nodes.some((node) => node.id === source.node);
  return known ? undefined : new Refusal(`There is no node "${source.node}" to connect from.`);
}

/** Creates `in` the way the other nodes of the file have it. */
function createInBraces(document: FlowDocument, id: string, port: string, value: JsonValue): Plan {
  const style = fileStyle(document);
  const node = containerAt(document, ['nodes', id]);
  const { text } = document;
  if (!node || node.kind !== 'map' || node.flow || node.entries.length === 0) {
    return planSetValue(document, ['nodes', id, 'in', port], value);
  }
  const index = indexBefore(node, 'in', NODE_KEYS);
  const before = node.entries[index];
  if (!before) return insertEntry(text, node, index, 'in', { [port]: value }, style);
  const entry = braces([`${keyText(port, style, true)}: ${flowText(value, style)}`], style);
  const line = `${' '.repeat(columnOfEntries(text, node))}in: ${entry}`;
  return [insertAfter(text, endOfEntry(text, before), line, style)];
}

/** Takes one wire of a port away, or all of them. */
export function planDisconnect(document: FlowDocument, id: string, port: string, source?: WireSource): Plan {
  const wired = portOf(document, id, port);
  if (!wired) return [];
  const path = ['nodes', id, 'in', port];
  const left = source ? wired.sources.filter((known) => !sameSource(known, source)) : [];
  if (source && left.length === wired.sources.length) return [];
  if (left.length === 0) return planRemove(document, path);
  return planSetValue(document, path, left.map(formatWire));
}

function portOf(document: FlowDocument, id: string, port: string): InPort | undefined {
  const node = document.model.nodes.find((candidate) => candidate.id === id);
  return node?.in.find((candidate) => candidate.port === port);
}
