import * as vscode from 'vscode';
import { hintsIn } from '../../flow/language/hints.ts';
import { FLOW_LANGUAGE } from '../contributions.ts';
import type { DocumentService } from '../documents/documentService.ts';
import { Coalescer } from '../lifecycle/coalescer.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import type { RunStore } from '../runs/runStore.ts';
import { readLanguage } from './readLanguage.ts';

/** Shortest time between two looks at a run that goes on, in milliseconds. */
const RUN_INTERVAL_MS = 300;

/** Shows behind each wire what last came over it. */
export class FlowHints implements vscode.InlayHintsProvider, vscode.Disposable {
  readonly #documents: DocumentService;
  readonly #store: RunStore;
  readonly #disposables = new Disposables();
  readonly #onDidChange = this.#disposables.add(new vscode.EventEmitter<void>());
  readonly #changed = this.#disposables.add(new Coalescer(() => this.#onDidChange.fire(), RUN_INTERVAL_MS));

  readonly onDidChangeInlayHints = this.#onDidChange.event;

  constructor(documents: DocumentService, store: RunStore) {
    this.#documents = documents;
    this.#store = store;
    this.#disposables.add(store.onDidChange(() => this.#changed.request()));
    this.#disposables.add(vscode.languages.registerInlayHintsProvider({ language: FLOW_LANGUAGE }, this));
  }

  provideInlayHints(document: vscode.TextDocument, range: vscode.Range): vscode.InlayHint[] {
    const run = this.#store.latestOf(document.uri.toString())?.snapshot;
    const within = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    return hintsIn(readLanguage(this.#documents, document), within, run).map(({ offset, text, about, preview }) => {
      const hint = new vscode.InlayHint(document.positionAt(offset), text);
      hint.paddingLeft = true;
      hint.tooltip = new vscode.MarkdownString().appendText(about).appendCodeblock(preview, 'text');
      return hint;
    });
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
