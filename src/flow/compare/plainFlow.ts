import type { FlowDocument } from '../document.ts';
import { fileStyle } from '../edit/fileStyle.ts';
import { entryLines } from '../edit/valueText.ts';
import type { JsonObject, JsonValue } from '../model.ts';
import { ownValue } from '../ownKeys.ts';
import { TOP_KEYS } from '../parse/buildModel.ts';
import { parseFlow } from '../parse/parseFlow.ts';
import { NODE_KEYS } from '../parse/readNode.ts';
import { readParts } from './readParts.ts';

/**
 * What a flow says in one plain manner: keys in the order of the format, wires on lines of their own, without comments
 * and layout. Two flows that say the same have the same plain text, so that a line diff shows what they say and no more.
 */
export function plainFlow(document: FlowDocument): string {
  const { nodes, sections } = readParts(document);
  const style = fileStyle(parseFlow(''));
  const lines: string[] = [];
  for (const key of inOrder([...sections.keys()], TOP_KEYS)) {
    const section = sections.get(key);
    if (!section || section.size === 0) continue;
    const whole = section.get('');
    const names = [...section.keys()];
    const value = whole ?? (key === 'secrets' ? names.toSorted() : Object.fromEntries(section));
    lines.push(entryLines(key, value, 0, style));
  }
  if (nodes.size > 0) lines.push('nodes:');
  for (const [id, part] of nodes) {
    const content = ownValue(part, '') ?? ordered(part);
    lines.push(entryLines(id, content, style.step, style));
  }
  return lines.map((line) => `${line}\n`).join('');
}

/** A node without what says nothing. */
function ordered(part: JsonObject): JsonObject {
  const entries = inOrder(Object.keys(part), NODE_KEYS)
    .map((key): [string, JsonValue] => [key, part[key] ?? null])
    .filter(([, value]) => value !== null && !(typeof value === 'object' && Object.keys(value).length === 0));
  return Object.fromEntries(entries);
}

function inOrder(keys: readonly string[], known: readonly string[]): readonly string[] {
  return [...known.filter((key) => keys.includes(key)), ...keys.filter((key) => !known.includes(key)).toSorted()];
}
