import * as vscode from 'vscode';
import type { RunStore } from '../runs/runStore.ts';
import { OUTPUT_SCHEME } from './outputFiles.ts';
import { inlineText, type OutputPlace, outputPath } from './outputNames.ts';

/** Commands about what nodes put out and wrote. */
export class OutputCommands {
  readonly #store: RunStore;

  constructor(store: RunStore) {
    this.#store = store;
  }

  /** Opens an output in an editor. */
  async open(place: OutputPlace): Promise<void> {
    const output = this.#store.output(place);
    if (!output) {
      void vscode.window.showInformationMessage('This output belongs to a run that is not remembered any more.');
      return;
    }
    const uri = vscode.Uri.from({ scheme: OUTPUT_SCHEME, path: outputPath(place, output) });
    await vscode.commands.executeCommand('vscode.open', uri);
  }

  /** Puts an output on the clipboard: its text, or the path where it is stored. */
  async copy(place: OutputPlace): Promise<void> {
    const output = this.#store.output(place);
    if (output) await vscode.env.clipboard.writeText(output.reference?.path ?? inlineText(output));
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
}
