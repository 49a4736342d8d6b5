import * as vscode from 'vscode';
import { Disposables } from '../lifecycle/disposables.ts';
import type { RunRecord, RunStore } from '../runs/runStore.ts';
import { runWords } from './runWords.ts';
import { STATE_STYLES } from './stateStyle.ts';

/** Marks flows in the explorer with the state of their latest run. */
export class FileBadges implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #store: RunStore;
  readonly #disposables = new Disposables();
  readonly #onDidChange = this.#disposables.add(new vscode.EventEmitter<vscode.Uri[] | undefined>());
  /** Mark by flow, as last told: the explorer hears only of what differs. */
  readonly #marks = new Map<string, string>();

  readonly onDidChangeFileDecorations = this.#onDidChange.event;

  constructor(store: RunStore) {
    this.#store = store;
    this.#disposables.add(store.onDidChange((records) => this.#runsChanged(records)));
    this.#disposables.add(vscode.window.registerFileDecorationProvider(this));
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const record = this.#store.shownOf(uri.toString());
    if (!record) return undefined;
    const style = STATE_STYLES[record.snapshot.state];
    const color = style.color === undefined ? undefined : new vscode.ThemeColor(style.color);
    return new vscode.FileDecoration(style.mark, `Flow ${runWords(record.snapshot)}`, color);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #runsChanged(records: readonly RunRecord[]): void {
    if (records.length === 0) {
      this.#marks.clear();
      this.#onDidChange.fire(undefined);
      return;
    }
    const changed = records.filter((record) => this.#marks.get(record.flow) !== record.snapshot.state);
    for (const record of changed) this.#marks.set(record.flow, record.snapshot.state);
    if (changed.length > 0) this.#onDidChange.fire(changed.map((record) => vscode.Uri.parse(record.flow)));
  }
}
