import { type FileStyle, fileStyle } from '../edit/fileStyle.ts';
import { keyText } from '../edit/valueText.ts';
import { namesIn } from '../interpolate.ts';
import { type CompletionItem, snippetText } from './completionItem.ts';
import type { CursorPlace } from './cursor.ts';
import { type LanguageContext, nodeIdAt, nodeOf } from './languageContext.ts';
import type { KeyShape, Shape } from './shape.ts';
import { itemsOf } from './valueItems.ts';

/** Keys that may be written below an entry, and the items of a list that may begin there. */
export function keyItems(context: LanguageContext, place: CursorPlace, shape: Shape): readonly CompletionItem[] {
  if (shape.is === 'list') return place.isItem ? [] : listItems(context, place, shape);
  if (shape.is !== 'map') return [];
  const style = fileStyle(context.document);
  const keys = [...shape.keys, ...ownKeys(context, place, shape)].filter(({ key }) => !place.siblings.has(key));
  const ordered = [...keys.filter(({ required }) => required), ...keys.filter(({ required }) => !required)];
  return ordered.map((key) => keyItem(key, place, style));
}

function keyItem(
  { key, doc, detail, value, required }: KeyShape,
  place: CursorPlace,
  style: FileStyle,
): CompletionItem {
  const name = place.quote === undefined ? keyText(key, style, place.inFlow) : key;
  const words = [detail, required ? 'needed' : undefined]
    .filter((word) => word !== undefined && word !== '')
    .join(', ');
  const rest =
    place.hasColon || place.quote !== undefined ? { text: '', again: false } : afterKey(key, value, place, style);
  return {
    label: key,
    kind: 'key',
    ...(words === '' ? {} : { detail: words }),
    doc,
    insert: snippetText(name) + rest.text,
    ...(rest.again ? { again: true } : {}),
  };
}

/** What is written behind a key so that its value can be typed at once. */
function afterKey(key: string, value: Shape, place: CursorPlace, style: FileStyle): { text: string; again: boolean } {
  const below = `:\n${' '.repeat(place.column - place.indentation + style.step)}$0`;
  const braces = `: {${style.bracePadding}$0${style.bracePadding}\\}`;
  switch (value.is) {
    case 'map':
      if (value.or) return { text: ': $0', again: true };
      return { text: place.inFlow || (key === 'in' && style.wiresInBraces) ? braces : below, again: true };
    case 'list':
      return value.or ? { text: ': $0', again: true } : { text: ': [$0]', again: true };
    case 'code':
      return place.inFlow ? { text: ': "$0"', again: false } : { text: `: |${below.slice(1)}`, again: false };
    case 'text':
      return { text: ': $0', again: value.examples.length > 0 };
    default:
      return { text: ': $0', again: true };
  }
}

/** Names that the flow itself makes likely here. */
function ownKeys(context: LanguageContext, place: CursorPlace, shape: Shape & { is: 'map' }): readonly KeyShape[] {
  const { more } = shape;
  const last = place.path.at(-1);
  if (!more) return [];
  if (last === 'resources') {
    return resourceNames(context).map((key) => ({ key, doc: 'A resource of the flow.', value: more(key) }));
  }
  const node = nodeOf(context.model, nodeIdAt(place.path));
  if (last !== 'in' || !node) return [];
  const known = new Set([...context.model.inputs.map(({ name }) => name), ...context.model.secrets]);
  return [...new Set(namesIn(JSON.stringify(node.with)).map(({ name }) => name))]
    .filter((key) => /^[A-Za-z_][\w-]*$/.test(key) && !known.has(key) && !shape.keys.some((port) => port.key === key))
    .map((key) => ({ key, doc: 'Named in a setting of this node.', value: more(key) }));
}

function resourceNames({ model }: LanguageContext): readonly string[] {
  const names = new Set(Object.keys(model.defaults.resources ?? {}));
  for (const node of model.nodes) for (const name of Object.keys(node.resources)) names.add(name);
  return [...names];
}

/** Items of a block list, each with its dash. */
function listItems(
  context: LanguageContext,
  place: CursorPlace,
  list: Shape & { is: 'list' },
): readonly CompletionItem[] {
  return itemsOf(context, { ...place, touches: false }, list.item).map((item) => ({
    ...item,
    insert: `- ${item.insert}`,
    filter: item.label,
  }));
}
