import type { PreparedNode } from './preparedRun.ts';

/**
 * Ids of the nodes that see a secret: those that name one, and all that are wired to such a node. Nobody can tell what a
 * program makes of a secret, so whatever comes of it counts as one. Order without data and conditions hand nothing on.
 */
export function taintedNodes(nodes: readonly PreparedNode[]): ReadonlySet<string> {
  const tainted = new Set(nodes.filter(({ message }) => message.secretNames?.length).map(({ id }) => id));
  if (tainted.size === 0) return tainted;
  const readers = readersOf(nodes);
  // A set hands out what is added while it is gone through.
  for (const node of tainted) for (const reader of readers.get(node) ?? []) tainted.add(reader);
  return tainted;
}

function readersOf(nodes: readonly PreparedNode[]): ReadonlyMap<string, readonly string[]> {
  const readers = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const node of nodes) {
    for (const source of node.ports.flatMap((port) => port.sources)) {
      if (source.from === 'node') readers.get(nodes[source.node]?.id ?? '')?.push(node.id);
    }
  }
  return readers;
}
