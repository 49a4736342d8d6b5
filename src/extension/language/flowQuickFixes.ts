import * as vscode from 'vscode';
import { fixesFor } from '../../flow/language/fixes.ts';
import { FLOW_LANGUAGE } from '../contributions.ts';
import type { DocumentService } from '../documents/documentService.ts';
import { rangeOf, toEditorDiagnostic } from '../documents/flowDiagnostics.ts';
import { readLanguage } from './readLanguage.ts';
import { toWorkspaceEdit } from './workspaceEdit.ts';

/** Offers ways to mend each problem. */
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
    const context = readLanguage(this.#documents, document);
    const { diagnostics } = this.#documents.read(document);
    return diagnostics
      .filter((diagnostic) => rangeOf(document, diagnostic.span).intersection(range))
      .flatMap((diagnostic) => {
        const shown = toEditorDiagnostic(document, diagnostic);
        return fixesFor(context, diagnostic).map(({ title, edits, isPreferred }) => {
          const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
          action.edit = toWorkspaceEdit(document, edits);
          action.diagnostics = [shown];
          action.isPreferred = isPreferred ?? false;
          return action;
        });
      });
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
