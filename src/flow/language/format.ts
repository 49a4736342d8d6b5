import type { FlowDocument } from '../document.ts';
import { applyTextEdits } from '../edit/applyTextEdits.ts';
import { minimalEdits } from '../edit/composeEdits.ts';
import type { EditResult, TextEdit } from '../edit/flowEdit.ts';
import type { JsonValue } from '../model.ts';
import { parseFlow } from '../parse/parseFlow.ts';
import { asJson } from '../parse/readContext.ts';
import { sameJson } from '../sameJson.ts';
import { indentationEdits } from './indentation.ts';
import { spacingEdits } from './spacing.ts';

/**
 * The smallest edits that bring a text into one manner: levels indented alike, one blank behind a colon and a comma, the
 * file's own padding in braces, no blanks at the ends of lines. Nothing but blanks changes, line breaks stay, comments
 * move with what they stand in; the result says exactly what the text said, or there is none.
 */
export function formatFlow(document: FlowDocument): EditResult {
  if (document.broken) return refused('The text has an error that must be mended before it can be formatted.');
  if (document.syntax.root !== 'block') return { ok: true, edits: [] };
  const { text } = document;
  const all = together(text, [...indentationEdits(document), ...spacingEdits(document)]);
  if (all.length === 0 || keepsMeaning(document, all)) return { ok: true, edits: all };
  return refused('This text cannot be formatted without changing what it says.');
}

function together(text: string, edits: readonly TextEdit[]): readonly TextEdit[] {
  return minimalEdits(text, edits);
}

/** Whether a text says the same after edits, and nothing but blanks differs. */
function keepsMeaning(before: FlowDocument, edits: readonly TextEdit[]): boolean {
  const text = applyTextEdits(before.text, edits);
  const after = parseFlow(text, before);
  if (after.broken || withoutBlanks(text) !== withoutBlanks(before.text)) return false;
  return sameJson(contents(before), contents(after));
}

function withoutBlanks(text: string): string {
  return text.replace(/[ \t]+/g, '');
}

function contents({ syntax }: FlowDocument): JsonValue {
  return syntax.sections.map(({ entry, children }) => [
    entry.key,
    entry.value.kind === 'map'
      ? children.map((child) => [child.entry.key, asJson(child.entry.value)])
      : asJson(entry.value),
  ]);
}

function refused(message: string): EditResult {
  return { ok: false, refusal: { message } };
}
