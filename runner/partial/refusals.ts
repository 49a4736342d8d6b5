import { type RunSelection, type UnfinishedVerb, VERB_TITLES } from '../../src/flow/run/selection.ts';
import type { RunState } from '../../src/flow/run/snapshot.ts';
import { didYouMean, nearest } from '../../src/flow/suggest.ts';
import { type Checked, FailureCode, refuse } from '../engine/failures.ts';
import type { NodeWish, Want } from './select.ts';

/** A partial run that cannot be. */
export type Refusal = Checked<never> & { readonly ok: false };

/** Says that a part, a base run or a pin cannot be had. */
export function impossible(message: string, subject = ''): Refusal {
  return refuse(FailureCode.FAILURE_CODE_NOT_POSSIBLE, message, subject);
}

/** There is no node of that name. */
export function unknownNode(id: string, ids: readonly string[]): Refusal {
  const outer = id.slice(0, Math.max(0, id.indexOf('/')));
  const message = ids.includes(outer)
    ? `\`${id}\` runs within \`${outer}\`, which runs as a whole: choose \`${outer}\`.`
    : `The flow has no node \`${id}\`.${didYouMean(nearest(id, ids))}`;
  return refuse(FailureCode.FAILURE_CODE_INVALID_GRAPH, message, id);
}

/** The node that a part is named by does not run. */
export function pinnedNode(id: string): Refusal {
  return impossible(`\`${id}\` is pinned, and a pinned node does not run. Unpin it first.`, id);
}

/** Nobody can tell which nodes are pinned. */
export function unreadablePins(path: string, fault: unknown): Refusal {
  const why = fault instanceof Error ? fault.message : String(fault);
  return impossible(
    `The pins of the flow cannot be read: ${why}. Remove ${path} to unpin all nodes, or run without pins.`,
  );
}

/** What a node is pinned to is gone. To run it instead is not what people want who pinned it. */
export function lostPin(id: string): Refusal {
  return impossible(`What \`${id}\` is pinned to is no longer stored. Unpin it, or run without pins.`, id);
}

/** A node is pinned to outputs that lack one that the flow needs by now. */
export function pinWithout({ taker, taken }: Want, ids: readonly string[]): Refusal {
  const giver = ids[taken.node] ?? '';
  const message =
    `\`${ids[taker] ?? ''}\` needs \`${giver}.${taken.port}\`, but \`${giver}\` is pinned to outputs without it. ` +
    `Unpin \`${giver}\`, or pin what it made later.`;
  return impossible(message, giver);
}

/** A value that the part needs is not there; says which, why, and what else can be done. */
export function wantedValue({ verb }: NodeWish, want: Want, ids: readonly string[]): Refusal {
  const taker = ids[want.taker] ?? '';
  const giver = ids[want.taken.node] ?? '';
  const message =
    `${VERB_TITLES[verb]} is not possible: \`${taker}\` needs \`${giver}.${want.taken.port}\`, ` +
    `but ${whyWanted(want, giver)}. ${insteadOf(verb, taker, giver)}`;
  return impossible(message, giver);
}

function whyWanted({ lack, made }: Want, giver: string): string {
  const run = made?.runId ?? '';
  switch (lack) {
    case 'never':
      return `no recorded run has outputs of \`${giver}\``;
    case 'secret':
      return `\`${giver}\` saw a secret in run ${run}, so its outputs were not kept`;
    case 'gone':
      return `what \`${giver}\` made in run ${run} is no longer stored`;
    case 'no such output':
      return `\`${giver}\` made no such output in run ${run}`;
    default:
      return lack satisfies never;
  }
}

function insteadOf(verb: NodeWish['verb'], taker: string, giver: string): string {
  if (verb === 'only') return `Run to \`${taker}\` instead, which runs what it needs too.`;
  return `Run to \`${giver}\` first, or run the whole flow.`;
}

/** Whether a run that ended in this way can be gone on from in that way; `crashed`: its runner was lost. */
export function unfitBase(verb: UnfinishedVerb, runId: string, state: RunState): Refusal | undefined {
  switch (state) {
    case 'succeeded':
      return impossible(`Run ${runId} succeeded: nothing of it is left to do. Run the flow again instead.`, runId);
    case 'failed':
      if (verb === 'retry') return undefined;
      return impossible(
        `Run ${runId} was not interrupted, it failed. Use ${VERB_TITLES.retry} (--retry-failed) instead.`,
        runId,
      );
    case 'cancelled':
    case 'timed-out':
    case 'crashed':
      if (verb === 'resume') return undefined;
      return impossible(
        `Run ${runId} did not fail, it ${ENDS[state]}. Use ${VERB_TITLES.resume} (--resume) instead.`,
        runId,
      );
    case 'pending':
    case 'running':
      return impossible(`Run ${runId} is under way. Wait for its end, or cancel it first.`, runId);
    default:
      return state satisfies never;
  }
}

const ENDS = {
  cancelled: 'was cancelled',
  'timed-out': 'took longer than its time limit',
  crashed: 'lost its runner',
} as const;

/** No run of the flow is known that could be gone on from. */
export function noBase({ verb }: RunSelection, stateFolder: string): Refusal {
  const message = `${VERB_TITLES[verb]} is not possible: there is no record of an earlier run of this flow in ${stateFolder}.`;
  return impossible(message);
}
