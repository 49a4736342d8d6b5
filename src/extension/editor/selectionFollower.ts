import * as vscode from 'vscode';
import type { DocumentService } from '../documents/documentService.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import type { FlowEditorProvider } from './flowEditorProvider.ts';
import { nodeAt } from './textReveal.ts';

/** Shows in visible graphs the node that the person moves to in the text. */
export class SelectionFollower implements vscode.Disposable {
  readonly #documents: DocumentService;
  readonly #editors: FlowEditorProvider;
  readonly #disposables = new Disposables();
  readonly #last = new WeakMap<vscode.TextDocument, string>();

  constructor(documents: DocumentService, editors: FlowEditorProvider) {
    this.#documents = documents;
    this.#editors = editors;
    this.#disposables.add(vscode.window.onDidChangeTextEditorSelection((event) => this.#follow(event)));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #follow(event: vscode.TextEditorSelectionChangeEvent): void {
    const { document } = event.textEditor;
    const byPerson =
      event.kind === vscode.TextEditorSelectionChangeKind.Keyboard ||
      event.kind === vscode.TextEditorSelectionChangeKind.Mouse;
    if (!byPerson || !this.#documents.isFlow(document)) return;
    const graphs = this.#editors.sessions.filter((session) => session.document === document && session.panel.visible);
    const selection = event.selections[0];
    if (graphs.length === 0 || !selection) return;
    const node = nodeAt(this.#documents, document, selection.active);
    if (node === undefined || node === this.#last.get(document)) return;
    this.#last.set(document, node);
    for (const graph of graphs) graph.command({ command: 'reveal', node });
  }
}
