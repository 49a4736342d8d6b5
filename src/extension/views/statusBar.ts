import * as vscode from 'vscode';
import { isRunOver } from '../../flow/run/status.ts';
import { COMMANDS } from '../contributions.ts';
import { Coalescer } from '../lifecycle/coalescer.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import type { RunRecord, RunStore } from '../runs/runStore.ts';
import { progressWords, runWords } from './runWords.ts';
import { STATE_STYLES } from './stateStyle.ts';

/** Shortest time between two updates, in milliseconds. */
const UPDATE_INTERVAL_MS = 100;
/** Place among the items on the left; others are free to be further left. */
const PRIORITY = 10;

/** What the item in the status bar says. */
export interface StatusBarText {
  readonly text: string;
  readonly tooltip: string;
  readonly failed: boolean;
}

/** What to say about these runs, newest first; undefined when there is nothing to say. */
export function statusBarText(runs: readonly RunRecord[]): StatusBarText | undefined {
  const active = runs.filter((record) => !isRunOver(record.snapshot.state));
  const first = active[0] ?? runs[0];
  if (!first) return undefined;
  if (active.length > 1) {
    const tooltip = active.map((record) => `${record.title}: ${runWords(record.snapshot)} ${progressWords(record)}`);
    return { text: `$(loading~spin) ${active.length} flows`, tooltip: tooltip.join('\n'), failed: false };
  }
  const { snapshot } = first;
  const { icon } = STATE_STYLES[snapshot.state];
  const count = active.length === 1 ? ` ${progressWords(first)}` : '';
  return {
    text: `$(${icon}) ${first.title}${count}${snapshot.cancelling ? ', cancelling' : ''}`,
    tooltip: [`${first.title}: ${runWords(snapshot)}`, snapshot.reason].filter(Boolean).join('\n'),
    failed: !['pending', 'running', 'succeeded', 'cancelled'].includes(snapshot.state),
  };
}

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
    this.#item.backgroundColor = shown.failed ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    this.#item.show();
  }
}
