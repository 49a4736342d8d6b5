import * as vscode from 'vscode';
import { prose } from '../../flow/prose.ts';
import { unfinishedVerb, VERB_TITLES } from '../../flow/run/selection.ts';
import { isRunOver } from '../../flow/run/status.ts';
import { COMMANDS } from '../contributions.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import { firstLine, runWords } from '../views/runWords.ts';
import type { RunRecord, RunStore } from './runStore.ts';

/** Says that a run did not end well, to a person who does not have the flow before them, and offers to go on from it. */
export class RunNotices implements vscode.Disposable {
  readonly #disposables = new Disposables();
  readonly #open = new Set<string>();

  constructor(store: RunStore) {
    this.#disposables.add(store.onDidChange((records) => this.#follow(records)));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #follow(records: readonly RunRecord[]): void {
    for (const record of records) {
      if (!isRunOver(record.snapshot.state)) this.#open.add(record.runId);
      else if (this.#open.delete(record.runId)) void this.#tellEnd(record);
    }
  }

  /** A lost runner has a message of its own. A cancel was the person's own wish: that is no error. */
  async #tellEnd(record: RunRecord): Promise<void> {
    const { state, reason } = record.snapshot;
    if (state === 'succeeded' || state === 'crashed' || isVisible(record.flow)) return;
    const why = reason === undefined ? '' : `: ${prose(firstLine(reason))}`;
    const message = `“${record.title}” ${runWords(record.snapshot)}${why}`;
    const verb = unfinishedVerb(record.snapshot.state);
    const goOn = verb ? [VERB_TITLES[verb]] : [];
    const actions = [...goOn, 'Show Graph', 'Show Log'];
    const choice =
      state === 'cancelled'
        ? await vscode.window.showInformationMessage(message, ...actions)
        : await vscode.window.showErrorMessage(message, ...actions);
    if (choice === undefined) return;
    const { runId } = record;
    const uri = vscode.Uri.parse(record.flow);
    if (choice === VERB_TITLES.retry) await vscode.commands.executeCommand(COMMANDS.retryFailed, { runId });
    if (choice === VERB_TITLES.resume) await vscode.commands.executeCommand(COMMANDS.resume, { runId });
    if (choice === 'Show Graph') await vscode.commands.executeCommand(COMMANDS.openAsGraph, uri);
    if (choice === 'Show Log') await vscode.commands.executeCommand(COMMANDS.showLog, uri);
  }
}

function isVisible(flow: string): boolean {
  return vscode.window.tabGroups.all.some(({ activeTab }) => {
    const input = activeTab?.input;
    const shows = input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText;
    return shows && input.uri.toString() === flow;
  });
}
