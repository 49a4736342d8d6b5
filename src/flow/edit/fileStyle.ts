import type { FlowDocument } from '../document.ts';
import { sectionOf } from '../parse/documentSyntax.ts';
import { entryOf, type SyntaxMap } from '../parse/syntaxTree.ts';
import { columnAt, isBlankLine, nextLine } from './lines.ts';

/** How an author writes: whatever is added to a file is written likewise. */
export interface FileStyle {
  readonly lineEnding: '\n' | '\r\n';
  /** Spaces from one level to the next. */
  readonly step: number;
  /** Column of the ids of nodes. */
  readonly nodeColumn: number;
  readonly quote: '"' | "'";
  /** What stands inside the braces of a flow map: a space or nothing. */
  readonly bracePadding: ' ' | '';
  /** Whether wires are written in braces. */
  readonly wiresInBraces: boolean;
  /** Whether a blank line stands between two nodes. */
  readonly blankBetweenNodes: boolean;
}

const DEFAULT_STEP = 2;
/** Nodes that are looked at for the habits of their author. */
const NODES_LOOKED_AT = 50;

const STYLES = new WeakMap<FlowDocument, FileStyle>();

/** Finds the habits of a file from its first lines and nodes. */
export function fileStyle(document: FlowDocument): FileStyle {
  const known = STYLES.get(document);
  if (known) return known;
  const style = detect(document);
  STYLES.set(document, style);
  return style;
}

function detect(document: FlowDocument): FileStyle {
  const { text } = document;
  const nodeColumn = firstColumn(document, 'nodes') ?? firstColumn(document, 'layout') ?? anyStep(document);
  return {
    lineEnding: text.charAt(text.indexOf('\n') - 1) === '\r' ? '\r\n' : '\n',
    step: nodeStep(document, nodeColumn) ?? nodeColumn ?? DEFAULT_STEP,
    nodeColumn: nodeColumn ?? DEFAULT_STEP,
    quote: /[:,[{-] *(["'])/.exec(text)?.[1] === "'" ? "'" : '"',
    bracePadding: /[:,-] *\{([ ]?)[^\s}]/.exec(text)?.[1] === '' ? '' : ' ',
    wiresInBraces: wiresInBraces(document),
    blankBetweenNodes: blankBetweenNodes(document),
  };
}

/** Column of the first entry of a block map at the top level. */
function firstColumn(document: FlowDocument, key: string): number | undefined {
  const section = sectionOf(document.syntax, key);
  const first = section?.children[0];
  if (!section || !first || section.entry.value.kind !== 'map' || section.entry.value.flow) return undefined;
  const column = columnAt(document.text, first.base + first.entry.start);
  return column > 0 ? column : undefined;
}

function anyStep(document: FlowDocument): number | undefined {
  for (const { entry } of document.syntax.sections) {
    const column = firstColumn(document, entry.key);
    if (column !== undefined) return column;
  }
  return undefined;
}

function nodeStep(document: FlowDocument, nodeColumn: number | undefined): number | undefined {
  if (nodeColumn === undefined) return undefined;
  for (const { entry, base } of firstNodes(document)) {
    const first = entry.value.kind === 'map' && !entry.value.flow ? entry.value.entries[0] : undefined;
    if (first) return Math.max(1, columnAt(document.text, base + first.start) - nodeColumn);
  }
  return undefined;
}

function wiresInBraces(document: FlowDocument): boolean {
  for (const { entry } of firstNodes(document)) {
    const wires = entry.value.kind === 'map' ? entryOf(entry.value, 'in')?.value : undefined;
    if (wires?.kind === 'map') return wires.flow;
  }
  return false;
}

/** A file with fewer than two nodes says nothing of it; then a blank line helps reading, but not between one-liners. */
function blankBetweenNodes(document: FlowDocument): boolean {
  const nodes = firstNodes(document);
  if (nodes.length < 2) return !hasOneLineNodes(nodes.map(({ entry }) => entry.value as SyntaxMap));
  return nodes.slice(1).some(({ entry, base }) => followsBlankLine(document.text, base + entry.start));
}

/** Whether the line above, past the comments that belong to what stands here, is blank. */
function followsBlankLine(text: string, offset: number): boolean {
  let line = text.lastIndexOf('\n', offset - 1) + 1;
  while (line > 0) {
    const before = text.lastIndexOf('\n', line - 2) + 1;
    const content = text.slice(before, nextLine(text, before)).trim();
    if (!content.startsWith('#')) return isBlankLine(text, before);
    line = before;
  }
  return false;
}

function hasOneLineNodes(values: readonly SyntaxMap[]): boolean {
  return values.some((value) => value.kind === 'map' && value.flow);
}

function firstNodes(document: FlowDocument): ReturnType<typeof childrenOf> {
  return childrenOf(document).slice(0, NODES_LOOKED_AT);
}

function childrenOf(document: FlowDocument): NonNullable<ReturnType<typeof sectionOf>>['children'] {
  return sectionOf(document.syntax, 'nodes')?.children ?? [];
}
