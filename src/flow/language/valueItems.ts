import { UNSUPPORTED_KINDS } from '../catalog/builtinCatalog.ts';
import type { KindDefinition } from '../catalog/kind.ts';
import { fileStyle } from '../edit/fileStyle.ts';
import { type CompletionItem, matches, valueInsert } from './completionItem.ts';
import type { CursorPlace } from './cursor.ts';
import { kindDoc } from './kindDoc.ts';
import { type LanguageContext, nodeIdAt, nodeOf } from './languageContext.ts';
import { type Choice, type Shape, scalarShapes } from './shape.ts';
import { nodeItems, wireItems } from './wireItems.ts';

const DURATIONS = ['500ms', '1s', '5s', '30s', '1m', '5m', '10m', '1h'];
const UNITS: readonly (readonly [unit: string, words: string])[] = [
  ['ms', 'milliseconds'],
  ['s', 'seconds'],
  ['m', 'minutes'],
  ['h', 'hours'],
  ['d', 'days'],
];

/** Values that may be written where the cursor is. */
export function valueItems(context: LanguageContext, place: CursorPlace, shape: Shape): readonly CompletionItem[] {
  return scalarShapes(shape).flatMap((scalar) => itemsOf(context, place, scalar));
}

/** Values of one shape. */
export function itemsOf(context: LanguageContext, place: CursorPlace, shape: Shape): readonly CompletionItem[] {
  const style = fileStyle(context.document);
  const one = (choice: Choice, detail?: string): CompletionItem => ({
    label: String(choice.value),
    kind: 'value',
    ...(detail === undefined ? {} : { detail }),
    ...(choice.doc === undefined ? {} : { doc: choice.doc }),
    insert: valueInsert(choice.value, place, style),
  });
  switch (shape.is) {
    case 'choice':
      return shape.choices.map((choice) => one(choice));
    case 'number':
      return shape.examples.map((value) => one({ value }));
    case 'text':
      return shape.examples.map((value) => one({ value }, 'example'));
    case 'duration':
      return durations(place.typed).map(([value, detail]) => one({ value }, detail));
    case 'kind':
      return [...context.catalog.values()].filter(isOffered).map((kind) => kindItem(kind, one({ value: kind.id })));
    case 'secret':
      return secretNames(context, place).map((value) => ({ ...one({ value }), kind: 'secret' }));
    case 'wiredPort':
      return wiredPortNames(context, place).map((value) => ({ ...one({ value }, 'in-port'), kind: 'port' }));
    case 'nodeId':
      return nodeItems(context, place, shape.late);
    case 'wire':
      return wireItems(context, place, shape);
    default:
      return [];
  }
}

/** A number that was typed gets each unit; else common durations. */
function durations(typed: string): readonly (readonly [value: string, detail: string])[] {
  const number = /^\d+(?:\.\d+)?/.exec(typed.trim())?.[0];
  if (number !== undefined) return UNITS.map(([unit, words]) => [number + unit, `${number} ${words}`]);
  return DURATIONS.map((value) => {
    const [, amount = '', unit = ''] = /^(\d+)(\D+)$/.exec(value) ?? [];
    return [value, `${amount} ${UNITS.find(([known]) => known === unit)?.[1] ?? unit}`];
  });
}

function isOffered(kind: KindDefinition): boolean {
  return !UNSUPPORTED_KINDS.has(kind.id);
}

function kindItem(kind: KindDefinition, item: CompletionItem): CompletionItem {
  return { ...item, kind: 'nodeKind', detail: kind.title, doc: kindDoc(kind) };
}

/** Secrets of the flow that this node does not name yet. */
function secretNames({ model }: LanguageContext, place: CursorPlace): readonly string[] {
  const named = nodeOf(model, nodeIdAt(place.path))?.secrets ?? [];
  return model.secrets.filter((name) => name === place.typed || !named.includes(name));
}

/** In-ports that the node wires: what `each` may name. */
function wiredPortNames({ model }: LanguageContext, place: CursorPlace): readonly string[] {
  const ports = nodeOf(model, nodeIdAt(place.path))?.in ?? [];
  return ports.map(({ port }) => port).filter((port) => matches(place.typed, port));
}
