import * as vscode from 'vscode';
import { isRunOver } from '../../flow/run/status.ts';
import { COMMANDS, FLOW_LANGUAGE } from '../contributions.ts';
import type { DocumentService } from '../documents/documentService.ts';
import { rangeOf } from '../documents/flowDiagnostics.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import { runPermission } from '../runs/runPermission.ts';
import type { RunRecord, RunStore } from '../runs/runStore.ts';
import { runWords } from '../views/runWords.ts';
import { STATE_STYLES } from '../views/stateStyle.ts';

/** Above the flow's first line: Run or Cancel, and how the last run ended. */
export class FlowCodeLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #documents: DocumentService;
  readonly #store: RunStore;
  readonly #disposables = new Disposables();
  readonly #onDidChange = this.#disposables.add(new vscode.EventEmitter<void>());
  /** What the lenses last said per flow; they are asked for again only when they would say something else. */
  readonly #said = new Map<string, string>();

  readonly onDidChangeCodeLenses = this.#onDidChange.event;

  constructor(documents: DocumentService, store: RunStore) {
    this.#documents = documents;
    this.#store = store;
    this.#disposables.add(vscode.languages.registerCodeLensProvider({ language: FLOW_LANGUAGE }, this));
    this.#disposables.add(store.onDidChange((records) => this.#runsChanged(records)));
    this.#disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#onDidChange.fire()));
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const { flow } = this.#documents.read(document);
    const span = flow.spanOf(['flow'], 'key') ?? flow.spanOf(['nodes'], 'key') ?? { start: 0, end: 0 };
    const range = rangeOf(document, span);
    const record = this.#store.latestOf(document.uri.toString());
    return this.#commands(document.uri, record).map((command) => new vscode.CodeLens(range, command));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #commands(uri: vscode.Uri, record: RunRecord | undefined): readonly vscode.Command[] {
    const graph = { command: COMMANDS.openAsGraph, title: 'Graph', arguments: [uri] };
    const permission = runPermission(uri);
    if (!permission.runnable) {
      return [{ command: COMMANDS.run, title: '⊘ Run', tooltip: permission.reason ?? '', arguments: [uri] }, graph];
    }
    if (record && !isRunOver(record.snapshot.state)) {
      return [{ command: COMMANDS.cancel, title: `■ Cancel (${runWords(record.snapshot)})`, arguments: [uri] }, graph];
    }
    const run = { command: COMMANDS.run, title: '▶ Run', arguments: [uri] };
    if (!record) return [run, graph];
    const { mark } = STATE_STYLES[record.snapshot.state];
    const last = `${mark} ${runWords(record.snapshot)}`;
    return [run, graph, { command: COMMANDS.showLog, title: last, tooltip: 'Show the log', arguments: [uri] }];
  }

  #runsChanged(records: readonly RunRecord[]): void {
    const changed = records.filter((record) => this.#said.get(record.flow) !== lensKey(record));
    for (const record of changed) this.#said.set(record.flow, lensKey(record));
    if (changed.length > 0 || records.length === 0) this.#onDidChange.fire();
  }
}

function lensKey(record: RunRecord): string {
  return `${record.runId} ${runWords(record.snapshot)}`;
}
