import type { FlowDocument } from '../document.ts';
import type { FlowPath, Span } from '../model.ts';
import { type PlacedEntry, sectionOf } from '../parse/documentSyntax.ts';
import { type Located, locate, valueOf } from '../parse/locate.ts';
import type { SyntaxNode } from '../parse/syntaxTree.ts';
import { columnAt, commentColumn, isBlankLine, lineEnd, nextLine } from './lines.ts';
import { Refusal } from './refusal.ts';

/** A map or list that stands in the text, with the offset that its own offsets count from. */
export interface Container extends Span {
  readonly kind: 'map' | 'list';
  /** In braces or brackets. */
  readonly flow: boolean;
  /** Of a map. */
  readonly entries: readonly PlacedEntry[];
  /** Spans of entries or items, in the file. */
  readonly spans: readonly Span[];
}

/** What was found at a path, refused where an edit would change something else too. */
export function locateForEdit(document: FlowDocument, path: FlowPath): Located | Refusal | undefined {
  const located = locate(document.syntax, path);
  if (!located) return undefined;
  const name = path.at(-1) ?? '';
  if (located.behindAlias) return sharedRefusal(String(name));
  return located;
}

/** Says that a value is shared through an anchor. */
export function sharedRefusal(name: string): Refusal {
  return new Refusal(`"${name}" comes from an anchor that other places share; change it in the text.`);
}

/** The map or list at a path; undefined when there is something else or nothing. */
export function containerAt(document: FlowDocument, path: FlowPath): Container | undefined {
  const [first] = path;
  if (path.length === 0) return rootContainer(document);
  const section = path.length === 1 ? sectionOf(document.syntax, String(first)) : undefined;
  if (section) {
    const { value } = section.entry;
    return value.kind === 'map'
      ? mapContainer(value, section.base, section.children)
      : containerOf(value, section.base);
  }
  const located = locate(document.syntax, path);
  return located && containerOf(valueOf(located), located.placed.base);
}

/** A node of the tree as a container. */
export function containerOf(node: SyntaxNode, base: number): Container | undefined {
  if (node.kind === 'map') {
    return mapContainer(
      node,
      base,
      node.entries.map((entry) => ({ entry, base })),
    );
  }
  if (node.kind !== 'list') return undefined;
  const spans = node.items.map((item) => ({
    start: (item.propertiesStart ?? item.start) + base,
    end: item.end + base,
  }));
  return { kind: 'list', flow: node.flow, entries: [], spans, start: node.start + base, end: node.end + base };
}

/** Column at which the entries of a block map stand. */
export function columnOfEntries(text: string, container: Container): number {
  const first = container.spans[0];
  return first ? columnAt(text, first.start) : 0;
}

/**
 * End of the text of an entry or item: of its last line that is not a comment of its own. The start of a line when the
 * entry ends in block text that keeps its trailing blank lines.
 */
export function endOfText(text: string, node: SyntaxNode, base: number, atLeast: number): number {
  const last = lastScalar(node);
  const end = Math.max(atLeast, node.end + base);
  const block = last.kind === 'scalar' && (last.style === 'literal' || last.style === 'folded');
  if (block && /^[|>][^\s#]*\+/.test(text.slice(last.start + base, last.start + base + 4))) return end;
  let visible = end;
  while (visible > atLeast && /\s/.test(text.charAt(visible - 1))) visible -= 1;
  return lineEnd(text, visible);
}

/** The same, with the comments after it that are indented deeper than its column. */
export function endWithComments(text: string, end: number, column: number): number {
  let result = end;
  let line = isLineStart(text, end) ? end : nextLine(text, end);
  while (line < text.length && (isBlankLine(text, line) || commentColumn(text, line) > column)) {
    if (commentColumn(text, line) > column) result = lineEnd(text, line);
    line = nextLine(text, line);
  }
  return result;
}

/** Whether an offset is the start of a line. */
export function isLineStart(text: string, offset: number): boolean {
  return offset === 0 || text[offset - 1] === '\n';
}

/** End of an entry's text in the file, see `endOfText`. */
export function endOfEntry(text: string, { entry, base }: PlacedEntry): number {
  return endOfText(text, entry.value, base, entry.keySpan.end + base);
}

/** Offset right after the colon of an entry's key. */
export function afterColonOffset(text: string, { entry, base }: PlacedEntry): number {
  return text.indexOf(':', entry.keySpan.end + base) + 1;
}

function rootContainer(document: FlowDocument): Container {
  const { syntax } = document;
  return {
    kind: 'map',
    flow: syntax.root === 'flow',
    entries: syntax.sections,
    spans: syntax.sections.map(entrySpan),
    ...syntax.rootSpan,
  };
}

function mapContainer(node: SyntaxNode & { flow: boolean }, base: number, entries: readonly PlacedEntry[]): Container {
  return {
    kind: 'map',
    flow: node.flow,
    entries,
    spans: entries.map(entrySpan),
    start: node.start + base,
    end: node.end + base,
  };
}

function entrySpan({ entry, base }: PlacedEntry): Span {
  return { start: entry.start + base, end: entry.end + base };
}

function lastScalar(node: SyntaxNode): SyntaxNode {
  let current = node;
  for (;;) {
    const next: SyntaxNode | undefined =
      current.kind === 'map' && !current.flow
        ? current.entries.at(-1)?.value
        : current.kind === 'list' && !current.flow
          ? current.items.at(-1)
          : undefined;
    if (!next) return current;
    current = next;
  }
}
