import { findRenames } from '../compare/findRenames.ts';
import { readParts } from '../compare/readParts.ts';
import type { FlowDocument } from '../document.ts';
import { applyTextEdits } from '../edit/applyTextEdits.ts';
import { planEdits } from '../edit/planEdits.ts';
import { parseFlow } from '../parse/parseFlow.ts';

/** The three versions of a flow. */
export interface ThreeFlows {
  readonly base: FlowDocument;
  readonly ours: FlowDocument;
  readonly theirs: FlowDocument;
}

/**
 * The three flows with every node called what the side that renamed it calls it, so that a node has one id in all of them
 * and wires that the other side added follow. Undefined where both sides renamed a node differently, or one renamed what
 * the other deleted, or the new id is taken.
 */
export function alignRenames(flows: ThreeFlows): ThreeFlows | undefined {
  const base = readParts(flows.base);
  const inOurs = findRenames(base, readParts(flows.ours)).nodes;
  const inTheirs = findRenames(base, readParts(flows.theirs)).nodes;
  let aligned: ThreeFlows = flows;
  for (const [earlier, id] of [...inOurs, ...inTheirs]) {
    const others = [inOurs.get(earlier), inTheirs.get(earlier)].filter((other) => other !== undefined);
    if (others.some((other) => other !== id)) return undefined;
    const renamed = renameEverywhere(aligned, earlier, id, others.length > 1);
    if (!renamed) return undefined;
    aligned = renamed;
  }
  return aligned;
}

function renameEverywhere(flows: ThreeFlows, earlier: string, id: string, byBoth: boolean): ThreeFlows | undefined {
  const base = renamed(flows.base, earlier, id);
  const ours = renamed(flows.ours, earlier, id);
  const theirs = renamed(flows.theirs, earlier, id);
  if (!base || !ours || !theirs) return undefined;
  const isEverywhere = [ours, theirs].every((flow) => flow.model.nodes.some((node) => node.id === id));
  return isEverywhere || byBoth ? { base, ours, theirs } : undefined;
}

/** The flow with a node renamed, if it has that node; undefined when that cannot be done. */
function renamed(flow: FlowDocument, id: string, newId: string): FlowDocument | undefined {
  if (!flow.model.nodes.some((node) => node.id === id)) return flow;
  const result = planEdits(flow, [{ type: 'renameNode', id, newId }]);
  return result.ok ? parseFlow(applyTextEdits(flow.text, result.edits), flow) : undefined;
}
