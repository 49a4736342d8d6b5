import * as vscode from 'vscode';
import { FLOW_LANGUAGE } from '../contributions.ts';
import type { DocumentService } from '../documents/documentService.ts';
import { rangeOf, toEditorDiagnostic } from '../documents/flowDiagnostics.ts';

/** Offers what the author probably meant, where a diagnostic knows it. */
export class FlowQuickFixes implements vscode.CodeActionProvider, vscode.Disposable {
  readonly #documents: DocumentService;
  readonly #registration: vscode.Disposable;

  constructor(documents: DocumentService) {
    this.#documents = documents;
    this.#registration = vscode.languages.registerCodeActionsProvider({ language: FLOW_LANGUAGE }, this, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    });
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const actions: vscode.CodeAction[] = [];
    for (const diagnostic of this.#documents.read(document).diagnostics) {
      const place = rangeOf(document, diagnostic.span);
      if (diagnostic.replacement === undefined || !place.intersection(range)) continue;
      const action = new vscode.CodeAction(`Change to “${diagnostic.replacement}”`, vscode.CodeActionKind.QuickFix);
      action.edit = new vscode.WorkspaceEdit();
      action.edit.replace(document.uri, place, diagnostic.replacement);
      action.diagnostics = [toEditorDiagnostic(document, diagnostic)];
      action.isPreferred = true;
      actions.push(action);
    }
    return actions;
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
