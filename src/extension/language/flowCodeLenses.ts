import * as vscode from 'vscode';
import { unfinishedVerb, VERB_TITLES } from '../../flow/run/selection.ts';
import { isRunOver } from '../../flow/run/status.ts';
import { COMMANDS, FLOW_LANGUAGE, SETTINGS } from '../contributions.ts';
import type { DocumentService } from '../documents/documentService.ts';
import { rangeOf } from '../documents/flowDiagnostics.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import type { PinStore } from '../pins/pinStore.ts';
import { runPermission } from '../runs/runPermission.ts';
import type { RunRecord, RunStore } from '../runs/runStore.ts';
import { partWords, runWords } from '../views/runWords.ts';
import { STATE_STYLES } from '../views/stateStyle.ts';

const GO_ON = { retry: COMMANDS.retryFailed, resume: COMMANDS.resume } as const;

/**
 * Above the flow's first line: Run or Cancel, going on from the last run, and how that ended. Above each node: to run the
 * flow up to it, or it alone.
 */
export class FlowCodeLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #documents: DocumentService;
  readonly #store: RunStore;
  readonly #pins: PinStore;
  readonly #disposables = new Disposables();
  readonly #onDidChange = this.#disposables.add(new vscode.EventEmitter<void>());
  /** What the lenses last said per flow; they are asked for again only when they would say something else. */
  readonly #said = new Map<string, string>();

  readonly onDidChangeCodeLenses = this.#onDidChange.event;

  constructor(documents: DocumentService, store: RunStore, pins: PinStore) {
    this.#documents = documents;
    this.#store = store;
    this.#pins = pins;
    this.#disposables.add(vscode.languages.registerCodeLensProvider({ language: FLOW_LANGUAGE }, this));
    this.#disposables.add(store.onDidChange((records) => this.#runsChanged(records)));
    this.#disposables.add(pins.onDidChange(() => this.#onDidChange.fire()));
    this.#disposables.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SETTINGS.nodeCodeLens)) this.#onDidChange.fire();
      }),
    );
    this.#disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#onDidChange.fire()));
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const { flow } = this.#documents.read(document);
    const span = flow.spanOf(['flow'], 'key') ?? flow.spanOf(['nodes'], 'key') ?? { start: 0, end: 0 };
    const range = rangeOf(document, span);
    const record = this.#store.shownOf(document.uri.toString());
    const ofFlow = this.#commands(document.uri, record).map((command) => new vscode.CodeLens(range, command));
    return [...ofFlow, ...this.#nodeLenses(document, record)];
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
    const verb = unfinishedVerb(record.snapshot.state);
    const goOn = verb ? [{ command: GO_ON[verb], title: VERB_TITLES[verb], arguments: [uri] }] : [];
    const { mark } = STATE_STYLES[record.snapshot.state];
    const part = partWords(record.snapshot);
    const last = `${mark} ${part === undefined ? '' : `${part} · `}${runWords(record.snapshot)}`;
    return [run, ...goOn, graph, { command: COMMANDS.showLog, title: last, tooltip: 'Show the log', arguments: [uri] }];
  }

  /** Quiet while nothing could come of them: while the flow runs, and where nothing runs. */
  #nodeLenses(document: vscode.TextDocument, record: RunRecord | undefined): readonly vscode.CodeLens[] {
    const { uri } = document;
    const isWanted = vscode.workspace.getConfiguration(undefined, uri).get<boolean>(SETTINGS.nodeCodeLens, true);
    const isBusy = record !== undefined && !isRunOver(record.snapshot.state);
    if (!isWanted || isBusy || !runPermission(uri).runnable) return [];
    const { flow } = this.#documents.read(document);
    return flow.model.nodes.flatMap(({ id }) => {
      const span = flow.spanOf(['nodes', id], 'key');
      if (!span) return [];
      const range = rangeOf(document, span);
      return this.#nodeCommands(uri, id).map((command) => new vscode.CodeLens(range, command));
    });
  }

  #nodeCommands(uri: vscode.Uri, node: string): readonly vscode.Command[] {
    const about = [uri, { node }];
    const pinned = this.#pins.has(uri.toString(), node)
      ? [{ command: COMMANDS.unpin, title: 'Unpin Outputs', arguments: about }]
      : [];
    return [
      { command: COMMANDS.runTo, title: VERB_TITLES.to, arguments: about },
      { command: COMMANDS.runOnly, title: VERB_TITLES.only, arguments: about },
      { command: COMMANDS.runFrom, title: VERB_TITLES.from, arguments: about },
      ...pinned,
    ];
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
