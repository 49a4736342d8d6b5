import type { Graph } from '../../../proto/messages.ts';

/** Ids of all nodes of a graph as a run tells them: those of a flow within it come right after the node it stands for. */
export function nodeIdsOf(graph: Graph, prefix = ''): string[] {
  return (graph.nodes ?? []).flatMap(({ id = '', subFlow }) => {
    const path = `${prefix}${id}`;
    return subFlow ? [path, ...nodeIdsOf(subFlow.graph ?? {}, `${path}/`)] : [path];
  });
}

/** The node of a flow itself that a node is, or is within. */
export function outerNodeId(id: string): string {
  const end = id.indexOf('/');
  return end < 0 ? id : id.slice(0, end);
}
