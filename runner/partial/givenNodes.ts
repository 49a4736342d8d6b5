import type { KeptNode, PartialRun, Selection } from '../../proto/messages.ts';
import type { PortType } from '../../src/flow/model.ts';
import { LEFT_OUT_WORDS } from '../../src/flow/run/partialWords.ts';
import type { OutputSnapshot } from '../../src/flow/run/snapshot.ts';
import type { GivenNode, KeptOutput, PreparedRun } from '../engine/preparedRun.ts';
import type { Made } from './made.ts';
import type { Choice } from './select.ts';

/** The run with a choice made: every node that does not run is given. */
export function partOf(
  run: PreparedRun,
  selection: Selection | undefined,
  { running, kept, again }: Choice,
  pinned: ReadonlySet<number>,
): PreparedRun {
  const idOf = (node: number) => run.nodes[node]?.id ?? '';
  const inOrder = (nodes: Iterable<number>) => [...nodes].sort((a, b) => a - b);
  const partial: PartialRun = {
    ...(selection && { selection }),
    running: inOrder(running).map(idOf),
    kept: inOrder(kept.keys()).flatMap((node) => keptNode(idOf(node), kept.get(node), pinned.has(node))),
    again: Object.fromEntries(inOrder(again.keys()).map((node) => [idOf(node), again.get(node) ?? ''])),
  };
  const given = new Map<number, GivenNode>();
  run.nodes.forEach((_, node) => {
    const made = kept.get(node);
    if (made) given.set(node, keptGiven(made, pinned.has(node)));
    else if (!running.has(node)) given.set(node, { state: 'skipped', reason: LEFT_OUT_WORDS, outputs: new Map() });
  });
  return { ...run, plan: { ...run.plan, given }, part: { message: partial, given } };
}

function keptNode(node: string, made: Made | undefined, pinned: boolean): KeptNode[] {
  return made ? [{ node, runId: made.runId, timeMs: made.timeMs, pinned, changed: made.changed }] : [];
}

function keptGiven(made: Made, pinned: boolean): GivenNode {
  return {
    state: 'cached',
    reason: `${pinned ? 'pinned, from' : 'kept from'} run ${made.runId}`,
    outputs: new Map([...made.outputs.values()].map((output) => [output.port, keptOutput(output)])),
  };
}

function keptOutput({ type, value, reference, tainted }: OutputSnapshot): KeptOutput {
  const portType = type as PortType;
  return {
    tainted: tainted ?? false,
    value: reference
      ? { kind: 'stored', content: reference, type: portType }
      : { kind: 'inline', value: value ?? null, type: portType },
  };
}
