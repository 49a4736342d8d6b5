import * as vscode from 'vscode';
import { CONTEXT_KEYS } from '../contributions.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import { type GitApi, type GitRepositoryApi, gitApi } from './gitApi.ts';

/**
 * Tells the manifest whether git sees any flow changed. A menu of the source control view cannot ask for the file that it
 * is opened on; this keeps the entry out of projects that have nothing to do with flows.
 */
export class ChangedFlows implements vscode.Disposable {
  readonly #disposables = new Disposables();
  #api: GitApi | undefined;
  #told = false;

  constructor() {
    void this.#begin();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #begin(): Promise<void> {
    this.#api = await gitApi();
    if (!this.#api) return;
    for (const repository of this.#api.repositories) this.#watch(repository);
    this.#disposables.add(this.#api.onDidOpenRepository((repository) => this.#watch(repository)));
  }

  #watch(repository: GitRepositoryApi): void {
    this.#disposables.add(repository.state.onDidChange(() => this.#tell()));
    this.#tell();
  }

  #tell(): void {
    const changes = (this.#api?.repositories ?? []).flatMap(({ state }) => [
      ...state.workingTreeChanges,
      ...state.indexChanges,
      ...state.mergeChanges,
    ]);
    const isChanged = changes.some(({ uri }) => uri.path.endsWith('.flow'));
    if (isChanged === this.#told) return;
    this.#told = isChanged;
    void vscode.commands.executeCommand('setContext', CONTEXT_KEYS.changedFlows, isChanged);
  }
}
