import Fuse from 'fuse.js';
import type { Catalog, KindDefinition } from '../../flow/catalog/kind.ts';
import type { Graph } from '../graph/buildGraph.ts';
import { kindPort } from '../graph/connecting.ts';
import { insertableWire, insertionPorts } from '../graph/inserting.ts';
import type { QuickAddRequest } from '../store/canvasState.ts';

/** How far a match may be off: 0 is exact, 1 anything. */
const FUZZINESS = 0.35;

/** Categories in the order in which the list shows them. */
const CATEGORIES: readonly KindDefinition['category'][] = ['Commands', 'Files', 'Data', 'Network', 'Control', 'Flows'];

/** The kinds that the quick-add list offers: those that fit, best match first; without a query, by category. */
export function searchKinds(
  catalog: Catalog,
  query: string,
  fits: (kind: KindDefinition) => boolean = () => true,
): readonly KindDefinition[] {
  const kinds = [...catalog.values()].filter(fits);
  const wanted = query.trim();
  if (wanted === '') return kinds.sort((a, b) => CATEGORIES.indexOf(a.category) - CATEGORIES.indexOf(b.category));
  const index = new Fuse(kinds, {
    threshold: FUZZINESS,
    ignoreLocation: true,
    keys: [
      { name: 'title', weight: 3 },
      { name: 'id', weight: 3 },
      { name: 'category', weight: 1 },
      { name: 'description', weight: 1 },
    ],
  });
  return index.search(wanted).map((match) => match.item);
}

/** Which kinds could take the wire that was dropped, or stand on the one that was chosen. */
export function fitsRequest(
  graph: Graph | undefined,
  { wire, onWire }: Pick<QuickAddRequest, 'wire' | 'onWire'>,
): (kind: KindDefinition) => boolean {
  const crossed = graph && onWire !== undefined ? insertableWire(graph, onWire) : undefined;
  if (graph && crossed) return (kind) => insertionPorts(graph, crossed, kind) !== undefined;
  return (kind) => !wire || kindPort(kind, wire) !== undefined;
}
