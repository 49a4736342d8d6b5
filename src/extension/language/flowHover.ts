import * as vscode from 'vscode';
import { hoverAt } from '../../flow/language/hover.ts';
import { FLOW_LANGUAGE } from '../contributions.ts';
import type { DocumentService } from '../documents/documentService.ts';
import { rangeOf } from '../documents/flowDiagnostics.ts';
import type { RunStore } from '../runs/runStore.ts';
import { readLanguage } from './readLanguage.ts';

/** Explains what stands under the mouse, with the last value that came over a wire. */
export class FlowHover implements vscode.HoverProvider, vscode.Disposable {
  readonly #documents: DocumentService;
  readonly #store: RunStore;
  readonly #registration = vscode.languages.registerHoverProvider({ language: FLOW_LANGUAGE }, this);

  constructor(documents: DocumentService, store: RunStore) {
    this.#documents = documents;
    this.#store = store;
  }

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const run = this.#store.latestOf(document.uri.toString())?.snapshot;
    const hover = hoverAt(readLanguage(this.#documents, document), document.offsetAt(position), run);
    if (!hover) return undefined;
    const contents = hover.contents.map((content) => new vscode.MarkdownString(content));
    return new vscode.Hover(contents, rangeOf(document, hover.span));
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
