import type { FlowDocument } from '../document.ts';
import { sameJson } from '../sameJson.ts';
import { compareEntries } from './compareEntries.ts';
import { compareNodes } from './compareNodes.ts';
import { findRenames } from './findRenames.ts';
import { type Extent, type FlowComparison, marksOf } from './flowComparison.ts';
import { type FlowParts, readParts } from './readParts.ts';
import type { Renames } from './renames.ts';

/**
 * What differs between two flows, by what they say and not by their lines. Both texts must be readable: of a broken one
 * only what could be read is compared. The same two texts always give the same answer, and swapped texts its mirror image.
 */
export function compareFlows(before: FlowDocument, after: FlowDocument): FlowComparison {
  if (before.text === after.text) return { extent: 'identical', nodes: [], entries: [], reordered: false };
  const from = readParts(before);
  const to = readParts(after);
  const renames = findRenames(from, to);
  const nodes = compareNodes(
    { parts: from, layout: before.model.layout },
    { parts: to, layout: after.model.layout },
    renames,
  );
  const entries = compareEntries(from, to, renames);
  const reordered = isReordered(from, to, renames);
  const said = reordered || entries.length > 0 || nodes.some((change) => !marksOf(change).includes('moved'));
  return { extent: said ? 'meaning' : quietExtent(from, to, renames), nodes, entries, reordered };
}

function quietExtent(from: FlowParts, to: FlowParts, renames: Renames): Extent {
  const left = Object.fromEntries([...from.layout].map(([id, place]) => [renames.nodes.get(id) ?? id, place]));
  return sameJson(left, Object.fromEntries(to.layout)) ? 'format' : 'layout';
}

function isReordered(from: FlowParts, to: FlowParts, renames: Renames): boolean {
  const earlier = [...from.nodes.keys()].map((id) => renames.nodes.get(id) ?? id).filter((id) => to.nodes.has(id));
  const kept = new Set(earlier);
  return !sameJson(
    earlier,
    [...to.nodes.keys()].filter((id) => kept.has(id)),
  );
}
