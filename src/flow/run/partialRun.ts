import type { PartialRun } from '../../../proto/messages.ts';
import { type RunSelection, readSelection } from './selection.ts';
import type { NodeSnapshot } from './snapshot.ts';

/** Where the recorded outputs of a node come from that takes part in a run without running in it. */
export interface KeptOutputs {
  /** The run that made them. */
  readonly runId: string;
  /** When the node ended there. */
  readonly timeMs: number;
  /** A person pinned them. */
  readonly pinned: boolean;
  /** The node is no longer defined as it was then. */
  readonly changed: boolean;
}

/** What runs, and where every other value comes from, in a run of which some nodes do not run. */
export interface PartialSnapshot {
  /** Absent when nodes are merely pinned. */
  readonly asked?: RunSelection;
  /** Ids of the nodes that run, in document order. */
  readonly running: readonly string[];
  readonly kept: readonly (KeptOutputs & { readonly node: string })[];
  /** Ids of the nodes that have no part in the run, in document order. */
  readonly leftOut: readonly string[];
  /** Nodes that run although they had succeeded, and why, in words; absent when there are none. */
  readonly again?: readonly { readonly node: string; readonly reason: string }[];
  /** The run whose inputs it goes on with; absent when it has none of another run. */
  readonly inputsRunId?: string;
}

/** The parts of a run as the runner told them. `nodeIds` are all nodes of the graph, in document order. */
export function partialSnapshot(message: PartialRun, nodeIds: readonly string[]): PartialSnapshot {
  const asked = message.selection ? readSelection(message.selection) : undefined;
  const running = message.running ?? [];
  const kept = (message.kept ?? []).map(({ node, runId, timeMs, pinned, changed }) => ({
    node: node ?? '',
    runId: runId ?? '',
    timeMs: timeMs ?? 0,
    pinned: pinned ?? false,
    changed: changed ?? false,
  }));
  const parts = partsOf({ running, kept });
  const leftOut = nodeIds.filter((id) => partOf(id, parts) === undefined);
  const again = Object.entries(message.again ?? {}).map(([node, reason]) => ({ node, reason }));
  return {
    ...(asked && { asked }),
    running,
    kept,
    leftOut,
    ...(again.length > 0 && { again }),
    ...(message.inputsRunId && { inputsRunId: message.inputsRunId }),
  };
}

/** Notes at each node of a run what part it has; nodes that run stay the objects that they are. */
export function assignParts(nodes: Map<string, NodeSnapshot>, partial: PartialSnapshot): void {
  const parts = partsOf(partial);
  for (const [id, node] of nodes) {
    const part = partOf(id, parts);
    if (part === undefined) nodes.set(id, { ...node, leftOut: true });
    else if (part !== 'runs') nodes.set(id, { ...node, kept: part });
  }
}

/** The nodes of a run that do not run in it. `nodeIds` are all nodes of the graph. */
export function idleNodes(partial: PartialSnapshot, nodeIds: readonly string[]): ReadonlySet<string> {
  const parts = partsOf(partial);
  return new Set(nodeIds.filter((id) => partOf(id, parts) !== 'runs'));
}

/** What part a node has that a run names. */
type Part = 'runs' | KeptOutputs;

function partsOf({ running, kept }: Pick<PartialSnapshot, 'running' | 'kept'>): ReadonlyMap<string, Part> {
  const parts = new Map<string, Part>(running.map((id) => [id, 'runs']));
  for (const { node, ...outputs } of kept) parts.set(node, outputs);
  return parts;
}

/** A node within a sub-flow has its own part, else that of the node that stands for the sub-flow; undefined: none. */
function partOf(id: string, parts: ReadonlyMap<string, Part>): Part | undefined {
  const own = parts.get(id);
  const end = id.lastIndexOf('/');
  return own === undefined && end > 0 ? partOf(id.slice(0, end), parts) : own;
}
