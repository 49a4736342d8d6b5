import type { FlowModel } from '../model.ts';
import { toNodeId } from '../nodeId.ts';

/** `wanted` as a valid id that no node of the model has: with a number at its end when it is taken. */
export function freeId(model: Pick<FlowModel, 'nodes'>, wanted: string): string {
  return freeIdAmong(new Set(model.nodes.map((node) => node.id)), wanted);
}

/** The same against any set of taken ids. */
export function freeIdAmong(taken: ReadonlySet<string>, wanted: string): string {
  const id = toNodeId(wanted);
  if (!taken.has(id)) return id;
  const [, stem = id, digits] = /^(.*?)_?(\d+)$/.exec(id) ?? [];
  let number = digits === undefined ? 2 : Number(digits) + 1;
  while (taken.has(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}
