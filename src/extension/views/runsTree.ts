import * as vscode from 'vscode';
import { COMMANDS, RUNS_VIEW } from '../contributions.ts';
import { Coalescer } from '../lifecycle/coalescer.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import type { RunRecord, RunStore } from '../runs/runStore.ts';
import {
  type RunsTreeItem,
  type RunsTreeRow,
  type TreeWords,
  treeChildren,
  treeParent,
  treeRow,
} from './runsTreeModel.ts';

/** Shortest time between two refreshes, in milliseconds. */
const REFRESH_INTERVAL_MS = 200;

/** What a click does; a run of this session opens and closes. */
const CLICKS = {
  past: { command: COMMANDS.showOnCanvas, title: 'Show on Canvas' },
  node: { command: COMMANDS.revealNode, title: 'Show in Graph' },
  output: { command: COMMANDS.openOutput, title: 'Open Output' },
} as const;

/** The tree of this session's runs: run, nodes, outputs. */
export class RunsTree implements vscode.TreeDataProvider<RunsTreeItem>, vscode.Disposable {
  readonly #store: RunStore;
  readonly #words: TreeWords;
  readonly #disposables = new Disposables();
  readonly #onDidChange = this.#disposables.add(new vscode.EventEmitter<RunsTreeItem | undefined>());
  readonly #refresh = this.#disposables.add(new Coalescer(() => this.#refreshChanged(), REFRESH_INTERVAL_MS));
  /** The element that VS Code knows for a run: it recognises elements by identity. */
  readonly #runItems = new Map<string, RunsTreeItem>();
  readonly #changed = new Set<string>();
  readonly #view: vscode.TreeView<RunsTreeItem>;

  readonly onDidChangeTreeData = this.#onDidChange.event;

  constructor(store: RunStore, words: TreeWords) {
    this.#store = store;
    this.#words = words;
    this.#view = this.#disposables.add(
      vscode.window.createTreeView(RUNS_VIEW, { treeDataProvider: this, showCollapseAll: true }),
    );
    this.#disposables.add(store.onDidChange((records) => this.#runsChanged(records)));
  }

  getChildren(parent?: RunsTreeItem): RunsTreeItem[] {
    const children = treeChildren(this.#store, parent, this.#words.past);
    return parent
      ? [...children]
      : children.map((child) => (child.kind === 'run' ? this.#runItem(child.runId) : child));
  }

  getTreeItem(item: RunsTreeItem): vscode.TreeItem {
    const row = treeRow(this.#store, item, this.#words);
    if (!row) return new vscode.TreeItem('');
    const shown = new vscode.TreeItem(row.label, this.#collapsible(item, row));
    shown.id = row.id;
    shown.description = row.description;
    shown.tooltip = row.tooltip;
    shown.contextValue = row.context;
    shown.iconPath = new vscode.ThemeIcon(row.icon, row.color ? new vscode.ThemeColor(row.color) : undefined);
    if (item.kind !== 'run') shown.command = { ...CLICKS[item.kind], arguments: [item] };
    return shown;
  }

  getParent(item: RunsTreeItem): RunsTreeItem | undefined {
    const parent = treeParent(item);
    return parent?.kind === 'run' ? this.#runItem(parent.runId) : parent;
  }

  /** Whether the tree is in sight has changed. */
  get onDidChangeVisibility() {
    return this.#view.onDidChangeVisibility;
  }

  /** Shows anew what does not come from this session's runs: pins, and runs of earlier sessions. */
  refresh(): void {
    this.#changed.add('');
    this.#refresh.request();
  }

  /** Brings a run, or a node of it, into sight; false when the run is not in the tree. */
  async reveal(runId: string, node: string | undefined): Promise<boolean> {
    if (!this.#store.get(runId)) return false;
    const item: RunsTreeItem = node === undefined ? this.#runItem(runId) : { kind: 'node', runId, node };
    await this.#view.reveal(item, { select: true, focus: true, expand: true });
    return true;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #runsChanged(records: readonly RunRecord[]): void {
    const known = records.length > 0 && records.every((record) => this.#runItems.has(record.runId));
    if (known) for (const record of records) this.#changed.add(record.runId);
    else this.#changed.add('');
    this.#refresh.request();
  }

  #refreshChanged(): void {
    const changed = [...this.#changed];
    this.#changed.clear();
    this.#view.badge = this.#badge();
    if (changed.includes('')) this.#onDidChange.fire(undefined);
    else for (const runId of changed) this.#onDidChange.fire(this.#runItem(runId));
  }

  #badge(): vscode.ViewBadge | undefined {
    const value = this.#store.active().length;
    return value === 0 ? undefined : { value, tooltip: value === 1 ? 'One flow runs' : `${value} flows run` };
  }

  /** The newest run is open to begin with; what the person closes stays closed. */
  #collapsible(item: RunsTreeItem, row: RunsTreeRow): vscode.TreeItemCollapsibleState {
    if (!row.hasChildren) return vscode.TreeItemCollapsibleState.None;
    const newest = item.kind === 'run' && this.#store.all()[0]?.runId === item.runId;
    return newest ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.Collapsed;
  }

  #runItem(runId: string): RunsTreeItem {
    let item = this.#runItems.get(runId);
    if (!item) {
      item = { kind: 'run', runId };
      this.#runItems.set(runId, item);
    }
    return item;
  }
}
