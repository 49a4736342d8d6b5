import { SPLIT_SECTIONS } from './buildTree.ts';

/** A part of a text that can be read by itself; from the start of a line. */
export interface TextPart {
  readonly start: number;
  /** Comments that follow the part and belong to nobody are left out. */
  readonly end: number;
}

/** A top-level entry. With children, `end` is the end of the line that holds the key. */
export interface SectionPart extends TextPart {
  readonly children: readonly TextPart[];
}

type OpenPart = { start: number; end: number; column: number; gap: number };

const KEY = /(?:[A-Za-z_][A-Za-z0-9_.-]*|"[^"\\\r\n]*"|'[^'\r\n]*') *:(?=[ \r\n]|$)/y;

const SPLIT_HEADER = /([a-z]+):[ \t]*(?:#[^\r\n]*)?(?=\r?\n|$)/y;

const SPACE = 32;
const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const HASH = 35;

/**
 * Splits a text in plain block style into its top-level entries, and `nodes` and `layout` into their entries, without
 * reading any of them. Undefined when the text has another shape (flow style, document markers, tabs, a list, …): it
 * must then be read as a whole.
 */
export function splitText(text: string): readonly SectionPart[] | undefined {
  const splitter = new Splitter(text);
  let lineStart = 0;
  while (lineStart < text.length) {
    const newline = text.indexOf('\n', lineStart);
    const lineEnd = newline < 0 ? text.length : newline + 1;
    if (!splitter.takeLine(lineStart, lineEnd)) return undefined;
    lineStart = lineEnd;
  }
  return splitter.finish();
}

class Splitter {
  readonly #text: string;
  readonly #sections: { part: OpenPart; children: OpenPart[]; splits: boolean }[] = [];
  #childColumn = 0;

  constructor(text: string) {
    this.#text = text;
  }

  takeLine(start: number, end: number): boolean {
    const text = this.#text;
    let at = start;
    while (text.charCodeAt(at) === SPACE) at += 1;
    const first = at < end ? text.charCodeAt(at) : NEWLINE;
    if (first === NEWLINE || (first === RETURN && at + 1 < end && text.charCodeAt(at + 1) === NEWLINE)) return true;
    const column = at - start;
    const section = this.#sections.at(-1);
    if (first === HASH) {
      markGap(section?.part, column, start);
      markGap(section?.children.at(-1), column, start);
      return true;
    }
    if (column === 0) return this.#openSection(start, end, at);
    if (!section) return false;
    section.part.gap = -1;
    return !section.splits || this.#takeChildLine(section.children, start, at, column, first);
  }

  finish(): readonly SectionPart[] {
    const sections = this.#sections;
    return sections.map(({ part, children, splits }, index) => {
      const end = sections[index + 1]?.part.start ?? this.#text.length;
      if (!splits || children.length === 0) return { start: part.start, end: closed(part, end), children: [] };
      const closedChildren = children.map((child, childIndex) => {
        return { start: child.start, end: closed(child, children[childIndex + 1]?.start ?? end) };
      });
      return { start: part.start, end: part.end, children: closedChildren };
    });
  }

  #openSection(start: number, end: number, at: number): boolean {
    if (!matchesAt(KEY, this.#text, at)) return false;
    SPLIT_HEADER.lastIndex = at;
    const header = SPLIT_HEADER.exec(this.#text);
    const splits = header !== null && SPLIT_SECTIONS.has(header[1] ?? '');
    this.#sections.push({ part: { start, end, column: 0, gap: -1 }, children: [], splits });
    this.#childColumn = 0;
    return true;
  }

  #takeChildLine(children: OpenPart[], start: number, at: number, column: number, first: number): boolean {
    if (this.#childColumn === 0) this.#childColumn = column;
    if (column > this.#childColumn) {
      const child = children.at(-1);
      if (child) child.gap = -1;
      return child !== undefined;
    }
    if (column < this.#childColumn || first === TAB || !matchesAt(KEY, this.#text, at)) return false;
    children.push({ start, end: start, column, gap: -1 });
    return true;
  }
}

/** A comment that is indented no deeper than a part's key may be the first line after the part. */
function markGap(part: OpenPart | undefined, column: number, lineStart: number): void {
  if (part && part.gap < 0 && column <= part.column) part.gap = lineStart;
}

function closed(part: OpenPart, end: number): number {
  return part.gap < 0 ? end : part.gap;
}

function matchesAt(pattern: RegExp, text: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(text);
}
