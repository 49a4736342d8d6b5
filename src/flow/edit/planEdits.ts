import type { FlowDocument } from '../document.ts';
import { parseFlow } from '../parse/parseFlow.ts';
import { planAddNode } from './addNode.ts';
import { applyTextEdits } from './applyTextEdits.ts';
import { unintended } from './checkEdit.ts';
import { composeEdits, minimalEdits } from './composeEdits.ts';
import { planDeleteNodes } from './deleteNodes.ts';
import { planDuplicateNodes, positionsOfCopies } from './duplicateNodes.ts';
import type { EditResult, FlowEdit, TextEdit } from './flowEdit.ts';
import { planMove } from './moveNodes.ts';
import { fragmentFor, planPasteNodes, positionsOfPaste } from './pasteNodes.ts';
import { isRefusal, type Plan } from './refusal.ts';
import { planRenameNode } from './renameNode.ts';
import { planSetValue } from './setValue.ts';
import { planConnect, planDisconnect } from './wireEdits.ts';

/**
 * The smallest changes of the text that make these edits, one after the other. Each result is read again and compared
 * with what was meant; an edit whose result would say anything else is refused, and then nothing is changed at all.
 */
export function planEdits(document: FlowDocument, edits: readonly FlowEdit[]): EditResult {
  if (document.broken) return refused('The text has an error that must be mended before the graph can be changed.');
  let current = document;
  let all: readonly TextEdit[] = [];
  for (const step of edits) {
    for (const edit of withPositions(current, step)) {
      const plan = planOne(current, edit);
      if (isRefusal(plan)) return refused(plan.message);
      const minimal = minimalEdits(current.text, plan);
      if (minimal.length === 0) continue;
      const next = parseFlow(applyTextEdits(current.text, minimal), current);
      const problem = unintended(current, next, edit);
      if (problem !== undefined) return refused(problem);
      all = composeEdits(document.text.length, all, minimal);
      current = next;
    }
  }
  return { ok: true, edits: minimalEdits(document.text, all) };
}

/** An edit, followed by the positions that it brings. */
function withPositions(document: FlowDocument, edit: FlowEdit): readonly FlowEdit[] {
  if (edit.type === 'addNode' && edit.position) {
    return [edit, { type: 'move', positions: { [edit.id]: edit.position } }];
  }
  if (edit.type === 'pasteNodes') {
    const fragment = fragmentFor(document, edit.text);
    if (isRefusal(fragment)) return [edit];
    return [edit, { type: 'move', positions: positionsOfPaste(document, fragment, edit.at) }];
  }
  if (edit.type !== 'duplicateNodes') return [edit];
  return [edit, { type: 'move', positions: positionsOfCopies(document, edit.ids, edit.newIds, edit.offset) }];
}

function planOne(document: FlowDocument, edit: FlowEdit): Plan {
  switch (edit.type) {
    case 'addNode':
      return planAddNode(document, edit);
    case 'deleteNodes':
      return planDeleteNodes(document, edit.ids);
    case 'renameNode':
      return planRenameNode(document, edit.id, edit.newId);
    case 'connect':
      return planConnect(document, edit.node, edit.port, edit.source, edit.append ?? false);
    case 'disconnect':
      return planDisconnect(document, edit.node, edit.port, edit.source);
    case 'setValue':
      return planSetValue(document, edit.path, edit.value);
    case 'duplicateNodes':
      return planDuplicateNodes(document, edit.ids, edit.newIds);
    case 'pasteNodes':
      return planPasteNodes(document, edit);
    case 'move':
      return planMove(document, edit.positions);
    default:
      return edit satisfies never;
  }
}

function refused(message: string): EditResult {
  return { ok: false, refusal: { message } };
}
