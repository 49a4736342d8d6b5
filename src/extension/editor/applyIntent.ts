import * as vscode from 'vscode';
import type { FlowEdit, TextEdit } from '../../flow/edit/flowEdit.ts';
import { planEdits } from '../../flow/edit/planEdits.ts';
import type { DocumentService } from '../documents/documentService.ts';
import { rangeOf } from '../documents/flowDiagnostics.ts';

/** What a canvas wants changed. */
export interface EditIntent {
  /** Version of the text that the gesture was made on. */
  readonly baseVersion: number;
  readonly edits: readonly FlowEdit[];
}

/**
 * Makes one gesture one `WorkspaceEdit` with the smallest ranges, which is one undo step.
 *
 * @returns Nothing when it was done, else why not, in words. An intent made on an older text is refused: what the person
 *   saw is no longer there.
 */
export async function applyIntent(
  documents: DocumentService,
  document: vscode.TextDocument,
  intent: EditIntent,
): Promise<string | undefined> {
  if (intent.baseVersion < document.version) {
    return 'The text changed while you worked on the graph. The graph shows it now: please try again.';
  }
  const { flow } = documents.read(document);
  if (flow.broken) return 'The text cannot be read as a flow. Mend it in the text editor first.';
  const planned = planEdits(flow, intent.edits);
  if (!planned.ok) return planned.refusal.message;
  if (planned.edits.length === 0) return undefined;
  return applyTextEdits(documents, document, planned.edits);
}

async function applyTextEdits(
  documents: DocumentService,
  document: vscode.TextDocument,
  edits: readonly TextEdit[],
): Promise<string | undefined> {
  const change = new vscode.WorkspaceEdit();
  for (const edit of edits) change.replace(document.uri, rangeOf(document, edit), edit.text);
  const done = await vscode.workspace.applyEdit(change);
  documents.publish(document);
  return done ? undefined : 'The file did not take the change: it is read-only, or was changed at the same moment.';
}
