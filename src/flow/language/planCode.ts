import type { FlowDocument } from '../document.ts';
import type { EditResult } from '../edit/flowEdit.ts';
import { planEdits } from '../edit/planEdits.ts';
import { type CodePlace, codeText } from './nodeCode.ts';

/**
 * The smallest edits of a flow that give a piece of code another text. Blank lines at its end are left out, and an editor's
 * final line ending where the code had and needs none.
 */
export function planCode(document: FlowDocument, place: CodePlace, written: string): EditResult {
  const before = codeText(document.model, place);
  if (before === undefined) {
    return {
      ok: false,
      refusal: { message: `The flow has no node "${place.node}" any more; it was renamed or removed.` },
    };
  }
  const text = written.replaceAll('\r\n', '\n').replace(/\n+$/, '\n');
  const isOneLine = !before.endsWith('\n') && /^[^\n]*\n$/.test(text);
  const value = isOneLine ? text.slice(0, -1) : text;
  const path = ['nodes', place.node, 'with', place.setting];
  if (value === before) return { ok: true, edits: [] };
  return planEdits(document, [{ type: 'setValue', path, value: value === '' ? undefined : value }]);
}
