import type { FlowDocument } from '../document.ts';
import { sectionOf } from '../parse/documentSyntax.ts';
import { isNull } from '../parse/syntaxTree.ts';
import { insertAfter } from './blockItems.ts';
import { fileStyle } from './fileStyle.ts';
import type { FlowEdit } from './flowEdit.ts';
import { insertFlowItem } from './flowItems.ts';
import { commentColumn, isBlankLine, lineEnd, nextLine } from './lines.ts';
import { endOfLinesOf } from './mapEdits.ts';
import { nodeLines, nodeValue } from './nodeText.ts';
import { afterColonOffset, type Container, columnOfEntries, containerAt, isLineStart } from './places.ts';
import { type Plan, Refusal } from './refusal.ts';
import { refuseId } from './renameNode.ts';
import { insertSectionLines } from './sectionEdits.ts';
import { flowText, keyText } from './valueText.ts';

type AddNode = Extract<FlowEdit, { type: 'addNode' }>;

/** Adds a node at the end of `nodes`. Its position is an edit of its own. */
export function planAddNode(document: FlowDocument, edit: AddNode): Plan {
  const refusal = refuseId(document, edit.id);
  if (refusal) return refusal;
  const style = fileStyle(document);
  const value = nodeValue(edit);
  return insertNodes(document, {
    inBraces: () => `${keyText(edit.id, style, true)}: ${flowText(value, style)}`,
    asLines: (column) => nodeLines(edit.id, value, column, style),
  });
}

/** Nodes as text, in the form that a file wants. */
interface WrittenNodes {
  /** Entries for braces, with commas between them. */
  readonly inBraces: () => string;
  /** Lines with the ids at a column, without a line ending at their end. */
  readonly asLines: (column: number) => string;
}

/** Inserts nodes at the end of `nodes`, which is made if there is none. */
export function insertNodes(document: FlowDocument, written: WrittenNodes): Plan {
  const style = fileStyle(document);
  const { text } = document;
  const section = sectionOf(document.syntax, 'nodes');
  const nodes = containerAt(document, ['nodes']);
  if (document.syntax.root === 'flow' || nodes?.flow) return insertFlowNode(document, written.inBraces());
  const column = nodes && nodes.entries.length > 0 ? columnOfEntries(text, nodes) : style.nodeColumn;
  const lines = written.asLines(column);
  if (!section) return insertSectionLines(document, 'nodes', `nodes:${style.lineEnding}${lines}`, true);
  return insertNodeLines(document, nodes, lines);
}

function insertFlowNode(document: FlowDocument, item: string): Plan {
  const style = fileStyle(document);
  const { text } = document;
  const nodes = containerAt(document, ['nodes']);
  if (nodes?.flow && (nodes.entries.length > 0 || document.syntax.root === 'flow')) {
    return insertFlowItem(text, nodes, nodes.entries.length - 1, item, style);
  }
  const root = containerAt(document, []);
  if (nodes?.flow) return fillBraces(document, nodes, item);
  if (!root || nodes) return new Refusal('"nodes" cannot be added to here; change it in the text.');
  return insertFlowItem(text, root, root.entries.length - 1, `nodes: { ${item} }`, style);
}

/** Writes the first node into the empty braces of a file in block style. */
function fillBraces(document: FlowDocument, nodes: Container, item: string): Plan {
  return insertFlowItem(document.text, nodes, -1, item, fileStyle(document));
}

/**
 * Inserts the lines of a node after the last one and the comments that follow it. After a comment always comes a blank
 * line, because the comment is not about the new node.
 */
export function insertNodeLines(document: FlowDocument, nodes: Container | undefined, lines: string): Plan {
  const style = fileStyle(document);
  const { text } = document;
  const section = sectionOf(document.syntax, 'nodes');
  const last = nodes?.entries.at(-1);
  if (!nodes || !last) return section ? intoEmpty(document, lines) : new Refusal('There is no "nodes" in this file.');
  const end = endOfLinesOf(text, last);
  const afterComments = endOfComments(text, end, columnOfEntries(text, nodes));
  const gap = afterComments > end || style.blankBetweenNodes ? style.lineEnding : '';
  return [insertAfter(text, afterComments, gap + lines, style)];
}

function intoEmpty(document: FlowDocument, lines: string): Plan {
  const style = fileStyle(document);
  const { text } = document;
  const section = sectionOf(document.syntax, 'nodes');
  if (!section || !isNull(section.entry.value) || section.entry.value.propertiesStart !== undefined) {
    return new Refusal('"nodes" holds something that is no map of nodes; change it in the text.');
  }
  const { value } = section.entry;
  const colon = afterColonOffset(text, section);
  const written = value.kind === 'scalar' && value.style !== 'absent';
  const end = lineEnd(text, colon);
  const erased = written ? [{ start: value.start + section.base, end: value.end + section.base, text: '' }] : [];
  return [...erased, { start: end, end, text: style.lineEnding + lines }];
}

/** End of the comments at a column or deeper that follow at once or after blank lines; `end` without any. */
function endOfComments(text: string, end: number, column: number): number {
  let result = end;
  let line = isLineStart(text, end) ? end : nextLine(text, end);
  while (line < text.length) {
    const comment = commentColumn(text, line);
    if (comment >= column && comment >= 0) result = lineEnd(text, line);
    else if (!isBlankLine(text, line)) return result;
    line = nextLine(text, line);
  }
  return result;
}
