import type { FlowDocument } from '../document.ts';
import { fileStyle } from '../edit/fileStyle.ts';
import type { TextEdit } from '../edit/flowEdit.ts';
import { lineEnd, nextLine } from '../edit/lines.ts';
import type { Span } from '../model.ts';
import type { SyntaxEntry, SyntaxNode } from '../parse/syntaxTree.ts';
import { commentStart } from './lineParts.ts';

interface Work {
  readonly text: string;
  readonly padding: string;
  readonly edits: TextEdit[];
  /** Text of several lines, whose blanks at ends of lines may mean something. */
  readonly texts: Span[];
}

/** The edits that leave one blank behind colons and commas, the file's padding in braces and none at ends of lines. */
export function spacingEdits(document: FlowDocument): readonly TextEdit[] {
  const { text, syntax } = document;
  const work: Work = { text, padding: fileStyle(document).bracePadding, edits: [], texts: [] };
  for (const { entry, base, children } of syntax.sections) {
    spaceEntry(work, entry, base);
    if (entry.value.kind === 'map' && !entry.value.flow) {
      for (const child of children) {
        spaceEntry(work, child.entry, child.base);
        spaceInside(work, child.entry.value, child.base);
      }
    } else {
      spaceInside(work, entry.value, base);
    }
  }
  return [...work.edits, ...lineEnds(work)];
}

function spaceInside(work: Work, node: SyntaxNode, base: number): void {
  if (node.kind === 'scalar' && work.text.slice(node.start + base, node.end + base).includes('\n')) {
    const isBlock = node.style === 'literal' || node.style === 'folded';
    const start = isBlock ? nextLine(work.text, node.start + base) : node.start + base;
    work.texts.push({ start, end: node.end + base });
  } else if (node.kind === 'map') {
    for (const entry of node.entries) {
      spaceEntry(work, entry, base);
      spaceInside(work, entry.value, base);
    }
    if (node.flow) spaceFlow(work, node, node.entries, work.padding, base);
  } else if (node.kind === 'list') {
    for (const item of node.items) spaceInside(work, item, base);
    if (node.flow) spaceFlow(work, node, node.items, '', base);
  }
}

/** One blank between a colon and the value on its line. */
function spaceEntry({ text, edits }: Work, { keySpan, value }: SyntaxEntry, base: number): void {
  if (value.kind === 'scalar' && value.style === 'absent') return;
  const colon = text.indexOf(':', keySpan.end + base);
  const start = colon + 1;
  const end = (value.propertiesStart ?? value.start) + base;
  if (/^[ \t]{2,}$|^\t$/.test(text.slice(start, end))) edits.push({ start, end, text: ' ' });
}

/** Gaps between what stands in braces or brackets on one line. */
function spaceFlow({ text, edits }: Work, whole: Span, parts: readonly Span[], padding: string, base: number): void {
  const first = parts[0];
  const last = parts.at(-1);
  if (!first || !last || text.slice(whole.start + base, whole.end + base).includes('\n')) return;
  const gap = (start: number, end: number, shape: RegExp, wanted: string): void => {
    const written = text.slice(start + base, end + base);
    if (shape.test(written) && written !== wanted) edits.push({ start: start + base, end: end + base, text: wanted });
  };
  gap(whole.start + 1, first.start, /^[ \t]*$/, padding);
  for (const [index, part] of parts.entries()) {
    const next = parts[index + 1];
    if (next) gap(part.end, next.start, /^[ \t]*,[ \t]*$/, ', ');
  }
  gap(last.end, whole.end - 1, /^[ \t]*$/, padding);
}

/** Blanks at the ends of lines, but for those of comments and within text of several lines. */
function lineEnds({ text, texts }: Work): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  const sorted = texts.toSorted((left, right) => left.start - right.start);
  let within = 0;
  for (let start = 0; start < text.length; start = nextLine(text, start)) {
    const end = lineEnd(text, start);
    while (within < sorted.length && (sorted[within]?.end ?? 0) <= start) within += 1;
    const around = sorted[within];
    if (around && around.start < end && start < around.end) continue;
    const blanks = /[ \t]+$/.exec(text.slice(start, end))?.[0].length ?? 0;
    if (blanks > 0 && commentStart(text, start, end) < 0) edits.push({ start: end - blanks, end, text: '' });
  }
  return edits;
}
