import * as vscode from 'vscode';
import { CONTEXT_KEYS } from '../contributions.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import type { RunStore } from './runStore.ts';

/** Keeps the lists of running and known flows, which the manifest's menus read, in step with the runs. */
export class RunContextKeys implements vscode.Disposable {
  readonly #store: RunStore;
  readonly #disposables = new Disposables();
  readonly #told = new Map<string, string>();

  constructor(store: RunStore) {
    this.#store = store;
    this.#disposables.add(store.onDidChange(() => this.#tell()));
    this.#tell();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #tell(): void {
    this.#set(
      CONTEXT_KEYS.runningFlows,
      this.#store.active().map((record) => record.flow),
    );
    this.#set(
      CONTEXT_KEYS.knownFlows,
      this.#store.all().map((record) => record.flow),
    );
  }

  #set(key: string, flows: readonly string[]): void {
    const unique = [...new Set(flows)].sort();
    const text = unique.join('\n');
    if (this.#told.get(key) === text) return;
    this.#told.set(key, text);
    void vscode.commands.executeCommand('setContext', key, unique);
  }
}
