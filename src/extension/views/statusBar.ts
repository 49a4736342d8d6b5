import * as vscode from 'vscode';
import { COMMANDS } from '../contributions.ts';
import { Coalescer } from '../lifecycle/coalescer.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import type { RunStore } from '../runs/runStore.ts';
import { type StatusBarText, statusBarText } from './statusBarText.ts';

/** Shortest time between two updates, in milliseconds. */
const UPDATE_INTERVAL_MS = 100;
/** Place among the items on the left; others are free to be further left. */
const PRIORITY = 10;

/** Runs in the status bar: those under way, else the last one. */
export class StatusBar implements vscode.Disposable {
  readonly #store: RunStore;
  readonly #disposables = new Disposables();
  readonly #item = this.#disposables.add(
    vscode.window.createStatusBarItem('millrace.status', vscode.StatusBarAlignment.Left, PRIORITY),
  );
  readonly #update = this.#disposables.add(new Coalescer(() => this.#show(), UPDATE_INTERVAL_MS));

  constructor(store: RunStore) {
    this.#store = store;
    this.#item.name = 'Flow Runs';
    this.#item.command = COMMANDS.showRuns;
    this.#disposables.add(store.onDidChange(() => this.#update.request()));
  }

  /** What the item says; undefined while it is hidden. */
  get shown(): StatusBarText | undefined {
    return statusBarText(this.#store.all());
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #show(): void {
    const shown = this.shown;
    if (!shown) return this.#item.hide();
    this.#item.text = shown.text;
    this.#item.tooltip = shown.tooltip;
    this.#item.show();
  }
}
