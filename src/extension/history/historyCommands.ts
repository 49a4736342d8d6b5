import * as vscode from 'vscode';
import { PeerError } from '../../../proto/peer.ts';
import { openFlowAs } from '../editor/openCommands.ts';
import { RunnerUnavailable } from '../runner/runnerConnection.ts';
import type { RunStore } from '../runs/runStore.ts';
import { isRunItem } from '../runs/startArguments.ts';
import type { PastRunRecord } from './pastRun.ts';
import type { PastRunLogs } from './pastRunLogs.ts';
import type { PastRuns } from './pastRuns.ts';

/** What commands about earlier runs work with. */
export interface HistoryCommandParts {
  readonly past: PastRuns;
  readonly store: RunStore;
  readonly logs: PastRunLogs;
}

/** Commands that show runs of earlier sessions as they ended. */
export class HistoryCommands {
  readonly #parts: HistoryCommandParts;

  constructor(parts: HistoryCommandParts) {
    this.#parts = parts;
  }

  /** Shows a run of the tree on its graph, in place of the flow's latest run, until the flow runs again. */
  async showOnCanvas(target: unknown): Promise<void> {
    if (!isRunItem(target)) return;
    const { store, past } = this.#parts;
    const record = store.get(target.runId) ?? (await this.#restored(past.get(target.runId)));
    if (!record) return;
    store.show(record.runId);
    await openFlowAs('graph', 'here', vscode.Uri.parse(record.flow));
  }

  /** Opens the log of a run of an earlier session; false when it is none. */
  showLog(target: unknown): boolean {
    const run = isRunItem(target) ? this.#parts.past.get(target.runId) : undefined;
    if (!run) return false;
    void this.#guarded(() => this.#parts.logs.open(run));
    return true;
  }

  #restored(run: PastRunRecord | undefined) {
    if (run?.state === 'running') {
      const message = `“${run.title}” is being run by another window or terminal. It can be shown once it has ended.`;
      void vscode.window.showInformationMessage(message);
      return undefined;
    }
    return run && this.#guarded(() => this.#parts.past.restore(run));
  }

  async #guarded<T>(action: () => Promise<T>): Promise<T | undefined> {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof PeerError) && !(error instanceof RunnerUnavailable)) throw error;
      void vscode.window.showErrorMessage(error.message);
      return undefined;
    }
  }
}
