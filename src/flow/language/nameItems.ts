import type { KindDefinition } from '../catalog/kind.ts';
import type { FileStyle } from '../edit/fileStyle.ts';
import { quoted } from '../edit/scalarText.ts';
import { formatWire } from '../parse/wireText.ts';
import { type CompletionItem, snippetText } from './completionItem.ts';
import type { CursorPlace } from './cursor.ts';
import { kindAtCursor, type LanguageContext, nodeOf } from './languageContext.ts';

/** Items that complete a name within a text. */
export interface NamesFound {
  readonly items: readonly CompletionItem[];
  /** Characters before the cursor that an item takes the place of. */
  readonly typed: number;
  /** Offset up to which it does; the cursor unless said. */
  readonly end?: number;
}

/** A value that settings of a node may name. */
interface NamedValue {
  readonly name: string;
  readonly kind: 'port' | 'input' | 'secret';
  readonly detail: string;
}

const OPEN_REFERENCE = /(?<!\$)\$(?:\{[^{}\s]*)?$/;

/** Names for a `${` that is being written in a setting; undefined where none is. */
export function nameItems(
  context: LanguageContext,
  place: CursorPlace,
  node: string,
  style: FileStyle,
): NamesFound | undefined {
  const open = OPEN_REFERENCE.exec(place.typed)?.[0];
  if (open === undefined) return undefined;
  const { text } = context.document;
  const offset = place.span.start + place.typed.length;
  const rest = /^[\w.-]*\}/.exec(text.slice(offset, offset + 200))?.[0] ?? '';
  const kind = kindAtCursor(context, place, node);
  const values = namedValues(context, node, kind);
  const item = ({ name, kind: sort, detail }: NamedValue, insert: string, filter: string): CompletionItem => ({
    label: `\${${name}}`,
    kind: sort,
    detail,
    filter,
    insert: snippetText(insert),
  });
  if (place.inFlow && place.quote === undefined) {
    const before = place.typed.slice(0, place.typed.length - open.length);
    const behind = text.slice(offset + rest.length, Math.max(place.span.end, offset + rest.length));
    return {
      typed: place.typed.length,
      end: Math.max(place.span.end, offset + rest.length),
      items: values.map((value) => {
        const whole = `${before}\${${value.name}}`;
        return item(value, quoted(whole + behind, style.quote), whole);
      }),
    };
  }
  return {
    typed: open.length,
    end: offset + rest.length,
    items: values.map((value) => item(value, `\${${value.name}}`, `\${${value.name}}`)),
  };
}

/** What a node's settings may name: its in-ports, the flow's inputs, and secrets unless they would become arguments. */
function namedValues(context: LanguageContext, id: string, kind: KindDefinition | undefined): readonly NamedValue[] {
  const { model } = context;
  const values = new Map<string, NamedValue>();
  for (const { port, sources } of nodeOf(model, id)?.in ?? []) {
    values.set(port, { name: port, kind: 'port', detail: sources.map(formatWire).join(', ') });
  }
  for (const { name, type } of model.inputs) {
    if (!values.has(name)) values.set(name, { name, kind: 'input', detail: `input, ${type}` });
  }
  for (const name of kind?.runtime === 'process' ? [] : model.secrets) {
    if (!values.has(name)) values.set(name, { name, kind: 'secret', detail: 'secret' });
  }
  return [...values.values()];
}
