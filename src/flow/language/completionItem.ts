import type { FileStyle } from '../edit/fileStyle.ts';
import { quoted, scalarText } from '../edit/scalarText.ts';
import type { CursorPlace } from './cursor.ts';
import type { Choice } from './shape.ts';

/** What an item stands for; decides its icon. */
export type CompletionKind =
  | 'key'
  | 'nodeKind'
  | 'value'
  | 'node'
  | 'port'
  | 'input'
  | 'secret'
  | 'variable'
  | 'resource'
  | 'file'
  | 'folder';

/** Something that may be written. */
export interface CompletionItem {
  readonly label: string;
  readonly kind: CompletionKind;
  /** A few words beside the label. */
  readonly detail?: string;
  /** Markdown. */
  readonly doc?: string;
  /**
   * What is inserted, in the syntax of snippets. Further lines carry the indentation that they need beyond that of the
   * line on which they begin.
   */
  readonly insert: string;
  /** What typed letters are compared with, where that is not the label. */
  readonly filter?: string;
  /** Another list should open once this was inserted. */
  readonly again?: boolean;
}

/** Text as it stands in a snippet. */
export function snippetText(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

/** A value at the cursor: within the quotes that are there, else in quotes where it needs them. */
export function valueInsert(value: Choice['value'], place: CursorPlace, style: FileStyle): string {
  const text = typeof value === 'string' ? textInsert(value, place, style) : String(value);
  return leadingBlank(place) + snippetText(text);
}

/** A blank where the value would else touch a colon or dash. */
export function leadingBlank(place: CursorPlace): string {
  return place.touches ? ' ' : '';
}

function textInsert(text: string, place: CursorPlace, style: FileStyle): string {
  if (place.quote === undefined) return scalarText(text, style, place.inFlow);
  return quoted(text, place.quote).slice(1, -1);
}

/** Whether the letters typed so far stand in a text in their order. */
export function matches(typed: string, text: string): boolean {
  const wanted = typed.toLowerCase();
  const given = text.toLowerCase();
  let at = -1;
  for (const letter of wanted) {
    at = given.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}
