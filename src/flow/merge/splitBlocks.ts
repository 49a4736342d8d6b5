import type { FlowDocument } from '../document.ts';
import { isFirstInLine, lineStart, nextLine } from '../edit/lines.ts';
import { endOfEntry, endWithComments, isLineStart } from '../edit/places.ts';
import type { FlowPath } from '../model.ts';
import { type PlacedEntry, sectionOf } from '../parse/documentSyntax.ts';

/** An entry of a block map as whole lines. */
export interface Block {
  readonly path: FlowPath;
  readonly key: string;
  /** Comments and blank lines above it. */
  readonly lead: string;
  /** From the line of its key to its last line, comments that are indented deeper included. */
  readonly body: string;
  readonly placed: PlacedEntry;
}

/** A text cut into blocks; all parts together are the text. */
export interface BlockMap {
  /** What comes before the first block and its lead: the line of the key that the map belongs to. */
  readonly head: string;
  readonly blocks: readonly Block[];
  /** Comments and blank lines after the last block. */
  readonly tail: string;
}

/** The top level of a text in block style whose every line is ended. */
export function splitTop(document: FlowDocument): BlockMap | undefined {
  const { text, syntax } = document;
  return splitRange(text, { start: 0, head: 0, end: text.length }, syntax.sections, []);
}

/** The entries of a block's value; undefined when that is no block map with an entry a line. */
export function splitBlock(document: FlowDocument, block: Block): BlockMap | undefined {
  const { text } = document;
  const { entry, base } = block.placed;
  const { value } = entry;
  if (value.kind !== 'map' || value.flow || value.propertiesStart !== undefined) return undefined;
  const start = lineStart(text, base + entry.start);
  const head = nextLine(text, base + entry.keySpan.end);
  if (base + value.start < head) return undefined;
  const children =
    block.path.length === 1
      ? (sectionOf(document.syntax, block.key)?.children ?? [])
      : value.entries.map((child) => ({ entry: child, base }));
  return splitRange(text, { start, head, end: start + block.body.length }, children, block.path);
}

function splitRange(
  text: string,
  range: { readonly start: number; readonly head: number; readonly end: number },
  entries: readonly PlacedEntry[],
  path: FlowPath,
): BlockMap | undefined {
  const blocks: Block[] = [];
  const seen = new Set<string>();
  let position = range.head;
  for (const placed of entries) {
    const { entry, base } = placed;
    const start = lineStart(text, base + entry.start);
    if (seen.has(entry.key) || start < position || !isFirstInLine(text, base + entry.start)) return undefined;
    seen.add(entry.key);
    const column = base + entry.start - start;
    const last = endWithComments(text, endOfEntry(text, placed), column);
    const end = isLineStart(text, last) && last > start ? last : nextLine(text, last);
    if (end > range.end) return undefined;
    const lead = text.slice(position, start);
    blocks.push({ path: [...path, entry.key], key: entry.key, lead, body: text.slice(start, end), placed });
    position = end;
  }
  return { head: text.slice(range.start, range.head), blocks, tail: text.slice(position, range.end) };
}
