import * as vscode from 'vscode';
import { renameAt, renameTargetAt } from '../../flow/language/rename.ts';
import { FLOW_LANGUAGE } from '../contributions.ts';
import type { DocumentService } from '../documents/documentService.ts';
import { rangeOf } from '../documents/flowDiagnostics.ts';
import { readLanguage } from './readLanguage.ts';
import { toWorkspaceEdit } from './workspaceEdit.ts';

/** Renames nodes, ports, inputs and resources in one step. A refusal is shown as its sentence. */
export class FlowRename implements vscode.RenameProvider, vscode.Disposable {
  readonly #documents: DocumentService;
  readonly #registration = vscode.languages.registerRenameProvider({ language: FLOW_LANGUAGE }, this);

  constructor(documents: DocumentService) {
    this.#documents = documents;
  }

  prepareRename(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): { readonly range: vscode.Range; readonly placeholder: string } {
    const target = renameTargetAt(readLanguage(this.#documents, document), document.offsetAt(position));
    if (!target.ok) throw new Error(target.message);
    return { range: rangeOf(document, target.span), placeholder: target.name };
  }

  provideRenameEdits(document: vscode.TextDocument, position: vscode.Position, newName: string): vscode.WorkspaceEdit {
    const result = renameAt(readLanguage(this.#documents, document), document.offsetAt(position), newName.trim());
    if (!result.ok) throw new Error(result.refusal.message);
    return toWorkspaceEdit(document, result.edits);
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
