import type { KindDefinition } from '../../flow/catalog/kind.ts';
import type { Difference } from '../../flow/compare/differences.ts';
import type { NodeMark } from '../../flow/compare/flowComparison.ts';
import { wireKey } from '../../flow/compare/overlayFlow.ts';
import type { ComparisonSnapshot } from '../../messages/comparison.ts';
import { buildGraph, type Graph } from '../graph/buildGraph.ts';
import type { Wire } from '../graph/card.ts';

/** What a wire is: on both sides, or on one. */
export type WireMark = 'same' | 'added' | 'removed';

/** A comparison as it is drawn. */
export interface ComparePicture {
  readonly snapshot: ComparisonSnapshot;
  readonly graph: Graph;
  /** Differences by node. */
  readonly byNode: ReadonlyMap<string, Difference>;
  readonly wireMarks: ReadonlyMap<string, WireMark>;
}

/** Letters of marks, as the source control view has them; shapes say the same without colour. */
export const MARK_LETTERS: Readonly<Record<NodeMark, string>> = {
  added: 'A',
  removed: 'D',
  renamed: 'R',
  changed: 'M',
  rewired: 'W',
  moved: '↔',
};

/** Lays out a comparison. Places that neither file gives stay what they were in the picture before. */
export function comparePicture(
  snapshot: ComparisonSnapshot,
  kinds: readonly KindDefinition[],
  previous?: ComparePicture,
): ComparePicture {
  const catalog = new Map(kinds.map((kind) => [kind.id, kind]));
  const graph = buildGraph(snapshot.document, catalog, previous?.graph);
  const added = new Set(snapshot.addedWires);
  const removed = new Set(snapshot.removedWires);
  const wireMarks = new Map(
    graph.wires.map((wire): [string, WireMark] => {
      const key = keyOf(wire);
      return [wire.id, added.has(key) ? 'added' : removed.has(key) ? 'removed' : 'same'];
    }),
  );
  const byNode = new Map(
    snapshot.differences.flatMap((difference) =>
      difference.node === undefined ? [] : [[difference.node, difference] as const],
    ),
  );
  return { snapshot, graph, byNode, wireMarks };
}

/** A difference in words, for lists and screen readers. */
export function differenceTitle({ block }: Difference): string {
  const name = block.earlierName === undefined ? (block.name ?? '') : `${block.earlierName} → ${block.name ?? ''}`;
  return block.what === 'node' ? name : `${block.what} ${name}`.trim();
}

function keyOf({ to, role, toPort, source }: Wire): string {
  return wireKey(to, role === 'data' ? `in.${toPort ?? ''}` : role, source);
}
