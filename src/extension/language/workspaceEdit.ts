import * as vscode from 'vscode';
import type { TextEdit } from '../../flow/edit/flowEdit.ts';
import { rangeOf } from '../documents/flowDiagnostics.ts';

/** Edits of one document as one step that VS Code makes and undoes. */
export function toWorkspaceEdit(document: vscode.TextDocument, edits: readonly TextEdit[]): vscode.WorkspaceEdit {
  const change = new vscode.WorkspaceEdit();
  for (const edit of edits) change.replace(document.uri, rangeOf(document, edit), edit.text);
  return change;
}
