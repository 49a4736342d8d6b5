import type { FlowDocument } from '../document.ts';
import { fileStyle } from '../edit/fileStyle.ts';
import type { TextEdit } from '../edit/flowEdit.ts';
import { columnAt, commentColumn, isBlankLine, isFirstInLine, lineEnd, lineStart, nextLine } from '../edit/lines.ts';
import type { Span } from '../model.ts';
import type { PlacedEntry } from '../parse/documentSyntax.ts';
import type { SyntaxNode, SyntaxScalar } from '../parse/syntaxTree.ts';

interface Work {
  readonly text: string;
  readonly step: number;
  /** By how many columns the line that starts at an offset moves; inner levels overwrite outer ones. */
  readonly moves: Map<number, number>;
}

/** The edits that indent each level of maps by the file's own step. Lists and what is in braces move as they are. */
export function indentationEdits(document: FlowDocument): readonly TextEdit[] {
  const { text, syntax } = document;
  const work: Work = { text, step: fileStyle(document).step, moves: new Map() };
  for (const [index, section] of syntax.sections.entries()) {
    const next = syntax.sections[index + 1];
    const end = next ? lineStart(text, next.base + next.entry.start) : text.length;
    const { value } = section.entry;
    const from = nextLine(text, section.base + section.entry.start);
    if (value.kind === 'map' && !value.flow) moveMap(work, section.children, work.step, { start: from, end });
    else moveValue(work, value, section.base, { actual: 0, wanted: 0 }, { start: from, end });
  }
  return [...work.moves].flatMap(([start, move]) => editOf(text, start, move));
}

interface Columns {
  readonly actual: number;
  readonly wanted: number;
}

function moveMap(work: Work, entries: readonly PlacedEntry[], wanted: number, lines: Span): void {
  const { text } = work;
  const first = entries[0];
  if (!first || !isFirstInLine(text, first.base + first.entry.start)) return;
  const actual = columnAt(text, first.base + first.entry.start);
  moveLines(work, lines, wanted - actual, actual);
  for (const [index, { entry, base }] of entries.entries()) {
    const next = entries[index + 1];
    const end = next ? lineStart(text, next.base + next.entry.start) : lines.end;
    moveValue(work, entry.value, base, { actual, wanted }, { start: nextLine(text, entry.keySpan.end + base), end });
  }
}

/** Moves what stands below a key. */
function moveValue(work: Work, value: SyntaxNode, base: number, key: Columns, lines: Span): void {
  if (value.kind === 'map' && !value.flow) {
    const entries = value.entries.map((entry) => ({ entry, base }));
    moveMap(work, entries, key.wanted + work.step, lines);
  } else if (value.kind === 'list' && !value.flow) {
    moveList(work, value, base, key, lines);
  } else if (value.kind === 'scalar' && (value.style === 'literal' || value.style === 'folded')) {
    moveBlockText(work, value, base, key, lines);
  }
}

/** A list keeps its place beside or below its key, and its items what they are inside. */
function moveList(work: Work, list: SyntaxNode & { kind: 'list' }, base: number, key: Columns, lines: Span): void {
  const first = list.items[0];
  if (!first) return;
  const dash = work.text.lastIndexOf('-', (first.propertiesStart ?? first.start) + base - 1);
  if (dash < lines.start || !isFirstInLine(work.text, dash)) return;
  const actual = columnAt(work.text, dash);
  const wanted = actual === key.actual ? key.wanted : key.wanted + work.step;
  moveLines(work, lines, wanted - actual, actual);
}

function moveBlockText(work: Work, scalar: SyntaxScalar, base: number, key: Columns, lines: Span): void {
  const { text } = work;
  const start = scalar.start + base;
  const within = { start: nextLine(text, start), end: Math.min(lines.end, scalar.end + base) };
  const isExplicit = /^[|>][-+]?[1-9]/.test(text.slice(start, start + 3));
  const actual = isExplicit ? undefined : firstColumn(text, within);
  const move = actual === undefined ? key.wanted - key.actual : key.wanted + work.step - actual;
  for (let line = within.start; line < within.end; line = nextLine(text, line)) {
    if (isBlankLine(text, line)) work.moves.delete(line);
    else work.moves.set(line, move);
  }
}

function firstColumn(text: string, lines: Span): number | undefined {
  for (let line = lines.start; line < lines.end; line = nextLine(text, line)) {
    if (!isBlankLine(text, line)) return indentationAt(text, line);
  }
  return undefined;
}

/** Lines of one level; comments that stand further out belong to an outer one. */
function moveLines(work: Work, lines: Span, move: number, column: number): void {
  for (let line = lines.start; line < lines.end; line = nextLine(work.text, line)) {
    const comment = commentColumn(work.text, line);
    if (isBlankLine(work.text, line) || (comment >= 0 && comment < column)) continue;
    work.moves.set(line, move);
  }
}

function editOf(text: string, start: number, move: number): readonly TextEdit[] {
  const indentation = indentationAt(text, start);
  if (move === 0 || start >= text.length || isBlankLine(text, start)) return [];
  return [{ start, end: start + indentation, text: ' '.repeat(Math.max(0, indentation + move)) }];
}

function indentationAt(text: string, start: number): number {
  const line = text.slice(start, lineEnd(text, start));
  return line.length - line.trimStart().length;
}
