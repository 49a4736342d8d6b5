import type { FlowDocument } from '../document.ts';
import { FORMAT_VERSION, type JsonValue } from '../model.ts';
import { TOP_KEYS } from '../parse/buildModel.ts';
import { type FileStyle, fileStyle } from './fileStyle.ts';
import type { TextEdit } from './flowEdit.ts';
import { insertFlowItem } from './flowItems.ts';
import { commentColumn, isBlankLine, lineEnd, nextLine } from './lines.ts';
import { indexBefore } from './mapEdits.ts';
import { containerAt, endOfEntry, isLineStart } from './places.ts';
import { type Plan, Refusal } from './refusal.ts';
import { entryLines, flowText, keyText } from './valueText.ts';

/** Adds a top-level entry in the order of the format: `layout` at the end of the file, maps set apart by a blank line. */
export function insertSection(document: FlowDocument, key: string, value: JsonValue): Plan {
  const style = fileStyle(document);
  if (document.syntax.root === 'flow') {
    const root = containerAt(document, []);
    if (!root) return new Refusal('The top level of this file cannot be changed here; change it in the text.');
    const item = `${keyText(key, style, true)}: ${flowText(value, style)}`;
    return insertFlowItem(document.text, root, indexBefore(root, key, TOP_KEYS), item, style);
  }
  return insertSectionLines(
    document,
    key,
    entryLines(key, value, 0, { ...style, step: style.nodeColumn }),
    typeof value === 'object',
  );
}

/**
 * Adds the lines of a top-level entry, with "flow: 1" before it in a file that has nothing yet.
 *
 * @param lines without a line ending at their end.
 */
export function insertSectionLines(document: FlowDocument, key: string, lines: string, apart: boolean): Plan {
  const style = fileStyle(document);
  const { text } = document;
  const root = containerAt(document, []);
  if (!root || document.syntax.root === 'empty') return startFile(text, key, lines, style);
  const gap = apart ? style.lineEnding : '';
  const index = indexBefore(root, key, TOP_KEYS);
  const before = root.entries[index];
  if (!before) {
    const start = root.spans[0]?.start ?? 0;
    return [{ start, end: start, text: lines + style.lineEnding + gap }];
  }
  const end = index === root.entries.length - 1 ? endOfFile(text, endOfEntry(text, before)) : endOfEntry(text, before);
  return [insertApart(text, end, lines, gap, style)];
}

function insertApart(text: string, end: number, lines: string, gap: string, style: FileStyle): TextEdit {
  if (isLineStart(text, end)) return { start: end, end, text: gap + lines + style.lineEnding };
  return { start: end, end, text: style.lineEnding + gap + lines };
}

function startFile(text: string, key: string, lines: string, style: FileStyle): Plan {
  const version = key === 'flow' ? '' : `flow: ${FORMAT_VERSION}${style.lineEnding}${style.lineEnding}`;
  const body = version + lines;
  let end = text.length;
  while (end > 0 && /\s/.test(text.charAt(end - 1))) end -= 1;
  if (end === 0) return [{ start: 0, end: 0, text: body + (text === '' ? style.lineEnding : '') }];
  if (/^(?:---|\.\.\.|%)/m.test(text))
    return new Refusal('This file has document markers; write "flow: 1" in the text first.');
  return [{ start: end, end, text: style.lineEnding + style.lineEnding + body }];
}

/** End of the last comment after the last entry; the end of that entry when other text follows. */
function endOfFile(text: string, end: number): number {
  let result = end;
  let line = isLineStart(text, end) ? end : nextLine(text, end);
  while (line < text.length) {
    if (commentColumn(text, line) >= 0) result = lineEnd(text, line);
    else if (!isBlankLine(text, line)) return end;
    line = nextLine(text, line);
  }
  return result;
}
