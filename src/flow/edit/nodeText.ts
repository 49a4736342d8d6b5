import type { JsonObject, JsonValue, WireSource } from '../model.ts';
import { setOwn } from '../ownKeys.ts';
import { formatWire } from '../parse/wireText.ts';
import type { FileStyle } from './fileStyle.ts';
import type { FlowEdit } from './flowEdit.ts';
import { braces, entryLines, flowText, isObject, keyText } from './valueText.ts';

type AddNode = Extract<FlowEdit, { type: 'addNode' }>;

/** What a new node says, in the order of the format. */
export function nodeValue(edit: AddNode): JsonObject {
  const value: Record<string, JsonValue> = { uses: edit.uses };
  const wires = wiresValue(edit.in ?? {});
  if (Object.keys(wires).length > 0) value['in'] = wires;
  if (edit.with && Object.keys(edit.with).length > 0) value['with'] = edit.with;
  return value;
}

/** A new node as lines at the column of the file's nodes, without a line ending at their end. */
export function nodeLines(id: string, value: JsonObject, column: number, style: FileStyle): string {
  const inner = column + style.step;
  const lines = Object.entries(value).map(([key, item]) => {
    if (key !== 'in' || !style.wiresInBraces || !isObject(item)) return entryLines(key, item, inner, style);
    const entries = Object.entries(item).map(
      ([port, wire]) => `${keyText(port, style, true)}: ${flowText(wire, style)}`,
    );
    return `${' '.repeat(inner)}in: ${braces(entries, style)}`;
  });
  return [`${' '.repeat(column)}${keyText(id, style, false)}:`, ...lines].join(style.lineEnding);
}

function wiresValue(wires: Readonly<Record<string, WireSource | readonly WireSource[]>>): JsonObject {
  const value: Record<string, JsonValue> = {};
  for (const [port, sources] of Object.entries(wires)) {
    setOwn(value, port, isSourceList(sources) ? sources.map(formatWire) : formatWire(sources));
  }
  return value;
}

function isSourceList(sources: WireSource | readonly WireSource[]): sources is readonly WireSource[] {
  return Array.isArray(sources);
}
