import * as vscode from 'vscode';
import { RUNS_VIEW } from '../contributions.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import type { RunStore } from './runStore.ts';

/** Moves the progress bar of the Runs view while anything runs. */
export class RunProgress implements vscode.Disposable {
  readonly #store: RunStore;
  readonly #disposables = new Disposables();
  #finish: (() => void) | undefined;

  constructor(store: RunStore) {
    this.#store = store;
    this.#disposables.add(store.onDidChange(() => this.#follow()));
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#finish?.();
  }

  #follow(): void {
    const busy = this.#store.active().length > 0;
    if (busy === (this.#finish !== undefined)) return;
    this.#finish?.();
    this.#finish = undefined;
    if (!busy) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#finish = resolve;
    void vscode.window.withProgress({ location: { viewId: RUNS_VIEW } }, () => promise);
  }
}
