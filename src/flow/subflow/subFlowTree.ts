import type { FlowDocument } from '../document.ts';
import type { FlowPlace } from './flowFiles.ts';
import { isAbsent } from './flowFiles.ts';
import { DEEPEST_SUB_FLOWS, MOST_NODES_WITH_SUB_FLOWS } from './limits.ts';
import { isSubFlowPath, resolveSubFlow, subFlowPathFault } from './subFlowPath.ts';

/** What all flows within a flow come to. */
export interface SubFlowTree {
  /** Nodes of the flow and of everything within it. */
  readonly nodes: number;
  /** How many flows stand within each other, this one counted. */
  readonly depth: number;
}

/** Paths of the files on a circle, beginning and ending with the same one. */
export type FileCircle = readonly string[];

/**
 * Why a flow cannot use another one: they use each other in a circle, or there would be too much of them. Goes through
 * every flow within once.
 */
export type TreeFault = { readonly circle: FileCircle } | { readonly limit: string };

/** What uses of a flow at `target` in the flow at `place` lead to, or why that is not possible. */
export function subFlowTree(place: FlowPlace, target: string): SubFlowTree | TreeFault {
  const measured = new Map<string, SubFlowTree>();
  const measure = (path: string, way: readonly string[]): SubFlowTree | TreeFault => {
    // A circle that does not come back to where this began is told in the flow that it begins with.
    if (path === place.path) return { circle: [...way, path] };
    if (way.includes(path)) return NOTHING;
    const known = measured.get(path);
    if (known) return known;
    if (way.length > DEEPEST_SUB_FLOWS) return tooDeep();
    const document = place.files.read(path);
    if (isAbsent(document)) return NOTHING;
    let nodes = 0;
    let depth = 0;
    for (const { uses, times } of subFlowsOf(document)) {
      const inner = resolveSubFlow(path, uses);
      const found = inner === undefined ? NOTHING : measure(inner, [...way, path]);
      if (!('nodes' in found)) return found;
      nodes += found.nodes * times;
      depth = Math.max(depth, found.depth);
    }
    const tree = { nodes: nodes + document.model.nodes.length, depth: depth + 1 };
    if (tree.nodes > MOST_NODES_WITH_SUB_FLOWS) return tooMany(tree.nodes);
    if (tree.depth + way.length - 1 > DEEPEST_SUB_FLOWS) return tooDeep();
    measured.set(path, tree);
    return tree;
  };
  return measure(target, [place.path]);
}

const NOTHING: SubFlowTree = { nodes: 0, depth: 0 };

function tooDeep(): TreeFault {
  return { limit: `More than ${DEEPEST_SUB_FLOWS} flows would stand within each other here, which is the limit.` };
}

function tooMany(nodes: number): TreeFault {
  return {
    limit: `The flows within this one have ${nodes} nodes together; ${MOST_NODES_WITH_SUB_FLOWS} is the limit.`,
  };
}

const USED = new WeakMap<FlowDocument, readonly UsedFlow[]>();

/** A sub-flow as a document names it, and how many of its nodes do. */
export interface UsedFlow {
  readonly uses: string;
  readonly times: number;
}

/** The sub-flows that a document names in a way that can lead to a file, each once, in the order of its nodes. */
export function subFlowsOf(document: FlowDocument): readonly UsedFlow[] {
  const known = USED.get(document);
  if (known) return known;
  const times = new Map<string, number>();
  for (const { uses } of document.model.nodes) {
    if (isSubFlowPath(uses) && !subFlowPathFault(uses)) times.set(uses, (times.get(uses) ?? 0) + 1);
  }
  const used = [...times].map(([uses, count]) => ({ uses, times: count }));
  USED.set(document, used);
  return used;
}
