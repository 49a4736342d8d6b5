import { stripVTControlCharacters } from 'node:util';

/** East Asian wide and full-width characters and emoji take two columns. */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Emoji_Presentation}/u;

/** Combining marks and joiners take none. */
const NARROW = /\p{Mn}|\p{Me}|[\u200B-\u200D]/u;

/** Control characters that would move the cursor; the log of a command is full of them. */
const CONTROL = /\p{Cc}/gu;

/** A text that takes one line and does nothing to the terminal. */
export function plainLine(text: string): string {
  return stripVTControlCharacters(text).replaceAll('\t', '  ').replaceAll(CONTROL, '');
}

/** Columns that a text without control characters takes. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += widthOf(character);
  return width;
}

/** The text, cut with an ellipsis where it would be wider than `columns`. */
export function fitWidth(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let width = 0;
  let fitting = '';
  for (const character of text) {
    width += widthOf(character);
    if (width > columns - 1) break;
    fitting += character;
  }
  return columns > 0 ? `${fitting}…` : '';
}

function widthOf(character: string): number {
  if (NARROW.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
