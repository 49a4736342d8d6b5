import type { FlowDocument } from '../document.ts';
import type { JsonValue, Position } from '../model.ts';
import { setOwn } from '../ownKeys.ts';
import { sectionOf } from '../parse/documentSyntax.ts';
import { childIndex } from '../parse/locate.ts';
import { resolved } from '../parse/syntaxTree.ts';
import { insertAfter } from './blockItems.ts';
import { type FileStyle, fileStyle } from './fileStyle.ts';
import { insertFlowItem } from './flowItems.ts';
import { type Container, columnOfEntries, containerAt, endOfEntry, sharedRefusal } from './places.ts';
import { type Plan, Refusal, together } from './refusal.ts';
import { entryPlace, replaceValue } from './replaceValue.ts';
import { insertSection } from './sectionEdits.ts';
import { planSetValue } from './setValue.ts';
import { flowText, keyText } from './valueText.ts';

/** Writes positions, those that are new at the end of `layout`. */
export function planMove(document: FlowDocument, positions: Readonly<Record<string, Position>>): Plan {
  const section = sectionOf(document.syntax, 'layout');
  const rounded = Object.entries(positions).map(
    ([id, [x, y]]) => [id, [Math.round(x) || 0, Math.round(y) || 0]] as const,
  );
  if (rounded.length === 0) return [];
  if (rounded.some(([, position]) => !position.every(Number.isFinite)))
    return new Refusal('A position needs two numbers.');
  const layout = containerAt(document, ['layout']);
  if (!section || !layout || layout.entries.length === 0) return writeAll(document, rounded, section !== undefined);
  if (layout.kind === 'list') return new Refusal('"layout" is a list, but should be a map; change it in the text.');
  const known = rounded.filter(([id]) => childIndex(section, id) >= 0);
  const added = rounded.filter(([id]) => childIndex(section, id) < 0);
  const style = fileStyle(document);
  return together([
    ...known.map(([id, position]) => moveOne(document, layout, childIndex(section, id), position, style)),
    appendAll(document, layout, added, style),
  ]);
}

function moveOne(document: FlowDocument, layout: Container, index: number, position: Position, style: FileStyle): Plan {
  const placed = layout.entries[index];
  if (placed?.entry.value.kind === 'alias') return sharedRefusal(placed.entry.key);
  return replaceValue(document.text, entryPlace(document.text, layout, index), [...position], style);
}

function appendAll(
  document: FlowDocument,
  layout: Container,
  added: readonly (readonly [string, Position])[],
  style: FileStyle,
): Plan {
  const last = layout.entries.at(-1);
  if (added.length === 0 || !last) return [];
  const { text } = document;
  const items = added.map(([id, position]) => `${keyText(id, style, layout.flow)}: ${flowText([...position], style)}`);
  if (layout.flow) return insertFlowItem(text, layout, layout.entries.length - 1, items.join(', '), style);
  const indentation = ' '.repeat(columnOfEntries(text, layout));
  const lines = items.map((item) => indentation + item).join(style.lineEnding);
  return [insertAfter(text, endOfEntry(text, last), lines, style)];
}

/** Writes the first positions of a file. */
function writeAll(document: FlowDocument, positions: readonly (readonly [string, Position])[], exists: boolean): Plan {
  const value: Record<string, JsonValue> = {};
  for (const [id, position] of positions) setOwn(value, id, [...position]);
  const section = sectionOf(document.syntax, 'layout');
  if (!exists || !section) return insertSection(document, 'layout', value);
  const target = resolved(section.entry.value);
  const empty = target.kind === 'map' || (target.kind === 'scalar' && target.value === null);
  if (!empty) return new Refusal('"layout" holds something that is no map of positions; change it in the text.');
  return planSetValue(document, ['layout'], value);
}
