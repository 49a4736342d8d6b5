import * as vscode from 'vscode';
import { type UnfinishedVerb, unfinishedVerb } from '../../flow/run/selection.ts';
import { CONTEXT_KEYS } from '../contributions.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import type { RunRecord, RunStore } from './runStore.ts';

/** Keeps the lists of flows that the manifest's menus read in step with the runs. */
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
    this.#set(CONTEXT_KEYS.runningFlows, this.#store.active());
    this.#set(CONTEXT_KEYS.knownFlows, this.#store.all());
    this.#set(CONTEXT_KEYS.retryableFlows, this.#unfinished('retry'));
    this.#set(CONTEXT_KEYS.resumableFlows, this.#unfinished('resume'));
  }

  /** Latest runs of flows that this is offered for. */
  #unfinished(verb: UnfinishedVerb): readonly RunRecord[] {
    const seen = new Set<string>();
    return this.#store.all().filter(({ flow, snapshot }) => {
      const isLatest = !seen.has(flow);
      seen.add(flow);
      return isLatest && unfinishedVerb(snapshot.state) === verb;
    });
  }

  #set(key: string, runs: readonly RunRecord[]): void {
    // By path: the workbench of a remote window knows the same file under another scheme.
    const unique = [...new Set(runs.map((record) => vscode.Uri.parse(record.flow).fsPath))].sort();
    const text = unique.join('\n');
    if (this.#told.get(key) === text) return;
    this.#told.set(key, text);
    // A clause that names the key alone means “any”: an empty list would count as true.
    void vscode.commands.executeCommand('setContext', key, unique.length > 0 ? unique : undefined);
  }
}
