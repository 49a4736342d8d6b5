import * as vscode from 'vscode';
import type { OutputSnapshot } from '../../flow/run/snapshot.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import type { RunStore } from '../runs/runStore.ts';

/** Scheme of documents that show a value which travelled inline. */
export const OUTPUT_SCHEME = 'millrace-output';
/** Stored values up to this size open as text; larger ones are revealed where they are. */
const OPEN_LIMIT_BYTES = 20 * 1024 * 1024;

/** Names one output of a run. */
export interface OutputPlace {
  readonly runId: string;
  readonly node: string;
  readonly port: string;
}

/** Opens what nodes put out: small values as read-only documents, stored ones from where they are stored. */
export class OutputContent implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #store: RunStore;
  readonly #disposables = new Disposables();

  constructor(store: RunStore) {
    this.#store = store;
    this.#disposables.add(vscode.workspace.registerTextDocumentContentProvider(OUTPUT_SCHEME, this));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const [runId = '', node = '', port = ''] = uri.query.split('/');
    const output = this.#find({ runId, node, port });
    return output ? outputText(output) : 'This run is not remembered any more.';
  }

  /** Opens an output in an editor. */
  async open(place: OutputPlace): Promise<void> {
    const output = this.#find(place);
    if (!output) {
      void vscode.window.showInformationMessage('This output belongs to a run that is not remembered any more.');
      return;
    }
    if (output.reference) return openStored(output.reference);
    const name = `${place.node}.${place.port}${typeof output.value === 'string' ? '.txt' : '.json'}`;
    const query = [place.runId, place.node, place.port].join('/');
    const uri = vscode.Uri.from({ scheme: OUTPUT_SCHEME, path: `/${name}`, query });
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  /** Puts an output on the clipboard: its text, or the path where it is stored. */
  async copy(place: OutputPlace): Promise<void> {
    const output = this.#find(place);
    if (output) await vscode.env.clipboard.writeText(output.reference?.path ?? outputText(output));
  }

  /** Opens the log of a node from its file on disk. */
  async openLog(place: { readonly runId: string; readonly node: string }): Promise<void> {
    const snapshot = this.#store.get(place.runId)?.snapshot;
    const file = snapshot?.nodes.get(place.node)?.logFile;
    if (!snapshot?.runFolder || !file) {
      void vscode.window.showInformationMessage(`${place.node} has written no log in this run.`);
      return;
    }
    const uri = vscode.Uri.joinPath(vscode.Uri.file(snapshot.runFolder), file);
    await vscode.commands.executeCommand('vscode.open', uri);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #find(place: OutputPlace): OutputSnapshot | undefined {
    const node = this.#store.get(place.runId)?.snapshot.nodes.get(place.node);
    return node?.outputs.find((output) => output.port === place.port);
  }
}

function outputText(output: OutputSnapshot): string {
  const { value } = output;
  return typeof value === 'string' ? value : JSON.stringify(value ?? null, null, 2);
}

async function openStored(reference: NonNullable<OutputSnapshot['reference']>): Promise<void> {
  const uri = vscode.Uri.file(reference.path);
  if (reference.size <= OPEN_LIMIT_BYTES) await vscode.commands.executeCommand('vscode.open', uri);
  else await vscode.commands.executeCommand('revealFileInOS', uri);
}
