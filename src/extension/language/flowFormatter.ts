import * as vscode from 'vscode';
import { formatFlow } from '../../flow/language/format.ts';
import { FLOW_LANGUAGE } from '../contributions.ts';
import type { DocumentService } from '../documents/documentService.ts';
import { rangeOf } from '../documents/flowDiagnostics.ts';

/** How long the status bar says why a text was not formatted, in milliseconds. */
const REFUSAL_SHOWN_MS = 6_000;

/** Brings the text of a flow into one manner, on demand or on save, by the smallest edits. */
export class FlowFormatter implements vscode.DocumentFormattingEditProvider, vscode.Disposable {
  readonly #documents: DocumentService;
  readonly #registration = vscode.languages.registerDocumentFormattingEditProvider({ language: FLOW_LANGUAGE }, this);

  constructor(documents: DocumentService) {
    this.#documents = documents;
  }

  provideDocumentFormattingEdits(document: vscode.TextDocument): vscode.TextEdit[] {
    const result = formatFlow(this.#documents.read(document).flow);
    if (result.ok) return result.edits.map((edit) => vscode.TextEdit.replace(rangeOf(document, edit), edit.text));
    vscode.window.setStatusBarMessage(`$(warning) Not formatted: ${result.refusal.message}`, REFUSAL_SHOWN_MS);
    return [];
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
