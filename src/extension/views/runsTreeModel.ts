import { formatDuration } from '../../flow/duration.ts';
import { type Moment, partialLines } from '../../flow/run/partialWords.ts';
import { unfinishedVerb } from '../../flow/run/selection.ts';
import type { NodeSnapshot, OutputSnapshot, RunSnapshot, RunState } from '../../flow/run/snapshot.ts';
import { isRunOver } from '../../flow/run/status.ts';
import { TREE_CONTEXTS } from '../contributions.ts';
import type { PastRunRecord } from '../history/pastRun.ts';
import type { RunRecord } from '../runs/runStore.ts';
import { firstLine, nodeReason, nodeWords, outputWords, partWords, progressWords, runWords } from './runWords.ts';
import { nodeStyle, STATE_STYLES } from './stateStyle.ts';

/** Names that a line of a tooltip has at most; the output channel has them all. */
const NAMES_SHOWN = 20;

/** What an item of the tree stands for. It names things by id, so that it stays valid while runs go on. */
export type RunsTreeItem =
  | { readonly kind: 'run'; readonly runId: string }
  /** A run of an earlier session. */
  | { readonly kind: 'past'; readonly runId: string }
  | { readonly kind: 'node'; readonly runId: string; readonly node: string }
  | { readonly kind: 'output'; readonly runId: string; readonly node: string; readonly port: string };

/** An item of the tree as it is shown, without VS Code. */
export interface RunsTreeRow {
  /** The same for the same item as long as it exists, so that it stays expanded and selected. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly icon: string;
  readonly color?: string;
  readonly context: string;
  readonly hasChildren: boolean;
}

/** What the tree needs to find its runs. */
export interface RunLookup {
  get(runId: string): RunRecord | undefined;
  all(): readonly RunRecord[];
}

/** What the tree needs to find runs of earlier sessions. */
export interface PastLookup {
  get(runId: string): PastRunRecord | undefined;
  all(): readonly PastRunRecord[];
}

/** What the tree needs to describe its items. */
export interface TreeWords {
  /** Absent: no run of an earlier session is known. */
  readonly past?: PastLookup;
  readonly moment: Moment;
  /** Whether a node of a flow, given as its URI, is pinned now. */
  isPinned(flow: string, node: string): boolean;
}

/** Items below `parent`: runs newest first, nodes in document order, outputs as they came. */
export function treeChildren(
  runs: RunLookup,
  parent: RunsTreeItem | undefined,
  past?: PastLookup,
): readonly RunsTreeItem[] {
  if (!parent) return rootItems(runs, past?.all() ?? []);
  const record = runs.get(parent.runId);
  if (!record || parent.kind === 'output' || parent.kind === 'past') return [];
  const { runId } = parent;
  const around = parent.kind === 'run' ? '' : `${parent.node}/`;
  const nodes = record.nodeIds.filter((id) => id.startsWith(around) && !id.includes('/', around.length));
  const items = nodes.map((node): RunsTreeItem => ({ kind: 'node', runId, node }));
  if (parent.kind === 'run') return items;
  const outputs = record.snapshot.nodes.get(parent.node)?.outputs ?? [];
  return [...items, ...outputs.map(({ port }): RunsTreeItem => ({ kind: 'output', runId, node: parent.node, port }))];
}

/** The item that holds another one; undefined for a run. A node of a flow within the run is held by the node of that. */
export function treeParent(item: RunsTreeItem): RunsTreeItem | undefined {
  if (item.kind === 'run' || item.kind === 'past') return undefined;
  const { runId, node } = item;
  if (item.kind === 'output') return { kind: 'node', runId, node };
  const end = node.lastIndexOf('/');
  return end < 0 ? { kind: 'run', runId } : { kind: 'node', runId, node: node.slice(0, end) };
}

/** Newest first, whoever ran them; a run that has not said its first word begins now. */
function rootItems(runs: RunLookup, past: readonly PastRunRecord[]): readonly RunsTreeItem[] {
  const own = runs.all().map(({ runId, snapshot }) => ({
    item: { kind: 'run', runId } as const,
    startedMs: snapshot.startedMs ?? Number.POSITIVE_INFINITY,
  }));
  const others = past.map(({ runId, startedMs }) => ({ item: { kind: 'past', runId } as const, startedMs }));
  // Not a difference: two that begin now would have none.
  const later = (one: number, other: number) => (one === other ? 0 : one > other ? -1 : 1);
  return [...own, ...others].sort((a, b) => later(a.startedMs, b.startedMs)).map(({ item }) => item);
}

/** How an item is shown; undefined when its run was forgotten. */
export function treeRow(runs: RunLookup, item: RunsTreeItem, words: TreeWords): RunsTreeRow | undefined {
  if (item.kind === 'past') return pastRow(words.past?.get(item.runId), words);
  const record = runs.get(item.runId);
  if (!record) return undefined;
  if (item.kind === 'run') return runRow(record, words);
  const node = record.snapshot.nodes.get(item.node);
  if (item.kind === 'node') {
    const holdsNodes = holdersOf(record.nodeIds).has(item.node);
    return nodeRow(item, node, { ...words, pinned: words.isPinned(record.flow, item.node), holdsNodes });
  }
  const output = node?.outputs.find(({ port }) => port === item.port);
  return output && outputRow(item, output);
}

const HOLDERS = new WeakMap<readonly string[], ReadonlySet<string>>();

/** The nodes that stand for a flow: a node of it comes right after each of them. */
function holdersOf(nodeIds: readonly string[]): ReadonlySet<string> {
  const known = HOLDERS.get(nodeIds);
  if (known) return known;
  const holders = new Set(nodeIds.filter((id, index) => nodeIds[index + 1]?.startsWith(`${id}/`)));
  HOLDERS.set(nodeIds, holders);
  return holders;
}

function runRow(record: RunRecord, { moment }: TreeWords): RunsTreeRow {
  const { snapshot, runId } = record;
  const { partial } = snapshot;
  const part = partWords(snapshot);
  const style = STATE_STYLES[snapshot.state];
  const over = isRunOver(snapshot.state);
  const words = over ? runWords(snapshot) : `${runWords(snapshot)} ${progressWords(record)}`;
  return {
    id: runId,
    label: record.title,
    description: part === undefined ? words : `${part} · ${words}`,
    tooltip: lines(
      `${record.title}: ${runWords(snapshot)}`,
      snapshot.reason,
      startWords(snapshot.startedMs),
      runId,
      ...(partial ? partialLines(partial, moment, NAMES_SHOWN) : []),
    ),
    icon: style.icon,
    ...(style.color === undefined ? {} : { color: style.color }),
    context: runContext(snapshot),
    hasChildren: record.nodeIds.length > 0,
  };
}

/** A run of an earlier session says when it was; one that others run says so. */
function pastRow(run: PastRunRecord | undefined, { moment }: TreeWords): RunsTreeRow | undefined {
  if (!run) return undefined;
  const { runId, title, state, durationMs, startedMs, reason } = run;
  const style = STATE_STYLES[state];
  const isRunning = state === 'running';
  const words = isRunning ? 'running elsewhere' : `${style.word} in ${formatDuration(durationMs)}`;
  return {
    id: `past/${runId}`,
    label: title,
    description: `${moment(startedMs)} · ${words}${reason === '' ? '' : `: ${firstLine(reason)}`}`,
    tooltip: lines(`${title}: ${words}`, reason, startWords(startedMs), runId),
    icon: style.icon,
    ...(style.color === undefined ? {} : { color: style.color }),
    context: pastContext(state),
    hasChildren: false,
  };
}

/** The menu of a run offers what can be done about it. */
function runContext({ state }: RunSnapshot): string {
  if (!isRunOver(state)) return TREE_CONTEXTS.runningRun;
  const verb = unfinishedVerb(state);
  if (verb === undefined) return TREE_CONTEXTS.finishedRun;
  return verb === 'retry' ? TREE_CONTEXTS.failedRun : TREE_CONTEXTS.stoppedRun;
}

function pastContext(state: RunState): string {
  if (!isRunOver(state)) return TREE_CONTEXTS.pastRunningRun;
  const verb = unfinishedVerb(state);
  if (verb === undefined) return TREE_CONTEXTS.pastRun;
  return verb === 'retry' ? TREE_CONTEXTS.pastFailedRun : TREE_CONTEXTS.pastStoppedRun;
}

function nodeContext(hasLog: boolean, pinned: boolean): string {
  if (pinned) return hasLog ? TREE_CONTEXTS.pinnedNodeWithLog : TREE_CONTEXTS.pinnedNode;
  return hasLog ? TREE_CONTEXTS.nodeWithLog : TREE_CONTEXTS.node;
}

function nodeRow(
  item: RunsTreeItem & { readonly kind: 'node' },
  node: NodeSnapshot | undefined,
  { moment, pinned, holdsNodes }: { readonly moment: Moment; readonly pinned: boolean; readonly holdsNodes: boolean },
): RunsTreeRow {
  const style = nodeStyle(node);
  const reason = node && nodeReason(node);
  const words = node ? nodeWords(node, moment) : style.word;
  const marked = pinned && !node?.kept?.pinned ? `${words} · pinned` : words;
  return {
    id: `${item.runId}/${item.node}`,
    label: item.node.slice(item.node.lastIndexOf('/') + 1),
    description: reason === undefined ? marked : `${marked}: ${reason}`,
    tooltip: lines(`${item.node}: ${marked}`, node?.failure?.message ?? (reason && node?.reason), node?.command),
    icon: style.icon,
    ...(style.color === undefined ? {} : { color: style.color }),
    context: nodeContext(node?.logFile !== undefined, pinned),
    hasChildren: (node?.outputs.length ?? 0) > 0 || holdsNodes,
  };
}

function outputRow(item: RunsTreeItem & { readonly kind: 'output' }, output: OutputSnapshot): RunsTreeRow {
  return {
    id: `${item.runId}/${item.node}.${item.port}`,
    label: item.port,
    description: outputWords(output),
    tooltip: lines(`${item.node}.${item.port} (${output.type})`, output.reference?.path),
    icon: 'symbol-field',
    context: TREE_CONTEXTS.output,
    hasChildren: false,
  };
}

function startWords(startedMs: number | undefined): string | undefined {
  return startedMs === undefined ? undefined : `Started ${new Date(startedMs).toLocaleString()}`;
}

function lines(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('\n');
}
