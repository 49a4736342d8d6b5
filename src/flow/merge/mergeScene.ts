import { consumersOf } from '../compare/features.ts';
import { type FlowParts, readParts } from '../compare/readParts.ts';
import { sameJson } from '../sameJson.ts';
import type { ThreeFlows } from './alignRenames.ts';

type Side = 'ours' | 'theirs';

/** What a merge knows of the three flows as wholes. */
export interface MergeScene {
  readonly flows: ThreeFlows;
  /** Whether a node that one side removed is changed by the other, or wired to by it as it was not before. */
  isKeptFrom(id: string, remover: Side): boolean;
  /** Whether one side removed a node that the other wants. */
  isDisputed(id: string): boolean;
}

/** Looks at the three flows. */
export function mergeScene(flows: ThreeFlows): MergeScene {
  const parts = { base: readParts(flows.base), ours: readParts(flows.ours), theirs: readParts(flows.theirs) };
  const wanted = { ours: newlyWired(parts.base, parts.ours), theirs: newlyWired(parts.base, parts.theirs) };
  const isKeptFrom = (id: string, remover: Side): boolean => {
    const keeper = remover === 'ours' ? 'theirs' : 'ours';
    return wanted[keeper].has(id) || !sameJson(parts.base.nodes.get(id), parts[keeper].nodes.get(id));
  };
  const isDisputed = (id: string): boolean =>
    (['ours', 'theirs'] as const).some((side) => {
      const other = side === 'ours' ? 'theirs' : 'ours';
      return !parts[side].nodes.has(id) && parts[other].nodes.has(id) && isKeptFrom(id, side);
    });
  return { flows, isKeptFrom, isDisputed };
}

/** Nodes that are wired to where they were not before. */
function newlyWired(before: FlowParts, after: FlowParts): ReadonlySet<string> {
  const earlier = consumersOf(before);
  const wired = [...consumersOf(after)].filter(([id, places]) => {
    const known = new Set(earlier.get(id));
    return places.some((place) => !known.has(place));
  });
  return new Set(wired.map(([id]) => id));
}
