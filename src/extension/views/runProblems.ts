import * as vscode from 'vscode';
import { outerNodeId } from '../../flow/compile/nodeIds.ts';
import type { NodeSnapshot } from '../../flow/run/snapshot.ts';
import { isNodeOver } from '../../flow/run/status.ts';
import type { DocumentService } from '../documents/documentService.ts';
import { DIAGNOSTIC_SOURCE, rangeOf } from '../documents/flowDiagnostics.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import { earlierResults } from '../runs/earlierResults.ts';
import type { RunRecord, RunStore } from '../runs/runStore.ts';
import { STATE_STYLES } from './stateStyle.ts';

/**
 * Puts failed nodes of each flow's latest run into the Problems panel, at the node's line; the next run clears them. Those
 * that the latest run leaves out keep their problem: it is not mended.
 */
export class RunProblems implements vscode.Disposable {
  readonly #documents: DocumentService;
  readonly #store: RunStore;
  readonly #disposables = new Disposables();
  readonly #collection = this.#disposables.add(vscode.languages.createDiagnosticCollection('flow run'));
  /** What was last told per flow: runs change far more often than their problems. */
  readonly #told = new Map<string, string>();

  constructor(documents: DocumentService, store: RunStore) {
    this.#documents = documents;
    this.#store = store;
    this.#disposables.add(store.onDidChange((records) => this.#runsChanged(records)));
    this.#disposables.add(documents.onDidRead(({ document }) => this.#show(document.uri, document)));
  }

  /** The problems that are shown for a flow. */
  shown(uri: vscode.Uri): readonly vscode.Diagnostic[] {
    return this.#collection.get(uri) ?? [];
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #runsChanged(records: readonly RunRecord[]): void {
    if (records.length === 0) this.#clearForgotten();
    for (const record of records) void this.#runChanged(record);
  }

  async #runChanged(record: RunRecord): Promise<void> {
    const key = `${record.runId}\n${this.#failures(record)
      .map(({ node, message }) => `${node}: ${message}`)
      .join('\n')}`;
    if (this.#told.get(record.flow) === key) return;
    this.#told.set(record.flow, key);
    const uri = vscode.Uri.parse(record.flow);
    try {
      this.#show(uri, await vscode.workspace.openTextDocument(uri));
    } catch {
      // The file is gone, and with it the place where its problems would be.
      this.#collection.delete(uri);
    }
  }

  #show(uri: vscode.Uri, document: vscode.TextDocument): void {
    const record = this.#store.shownOf(uri.toString());
    if (!record) return;
    const problems = this.#failures(record).map(({ node, message }) => this.#problem(document, node, message));
    this.#collection.set(uri, problems);
  }

  #failures(record: RunRecord): readonly { readonly node: string; readonly message: string }[] {
    const earlier = earlierResults(record, this.#store.all());
    return failures([...record.snapshot.nodes.values()].map((node) => earlier.get(node.id)?.node ?? node));
  }

  #problem(document: vscode.TextDocument, node: string, message: string): vscode.Diagnostic {
    const span = this.#documents.read(document).flow.spanOf(['nodes', outerNodeId(node)], 'key');
    const range = span ? rangeOf(document, span) : new vscode.Range(0, 0, 0, 0);
    const problem = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
    problem.source = DIAGNOSTIC_SOURCE;
    problem.code = 'run';
    return problem;
  }

  #clearForgotten(): void {
    for (const flow of [...this.#told.keys()]) {
      if (this.#store.shownOf(flow)) continue;
      this.#told.delete(flow);
      this.#collection.delete(vscode.Uri.parse(flow));
    }
  }
}

function failures(nodes: readonly NodeSnapshot[]): readonly { readonly node: string; readonly message: string }[] {
  const found: { node: string; message: string }[] = [];
  const failed = new Set(nodes.filter(({ failure, state }) => failure && isNodeOver(state)).map(({ id }) => id));
  for (const node of nodes) {
    if (!node.failure || !isNodeOver(node.state) || node.state === 'cancelled') continue;
    // The node whose flow it is in says it too.
    if (outerNodeId(node.id) !== node.id && failed.has(outerNodeId(node.id))) continue;
    found.push({ node: node.id, message: `${node.id} ${STATE_STYLES[node.state].word}: ${node.failure.message}` });
  }
  return found;
}
