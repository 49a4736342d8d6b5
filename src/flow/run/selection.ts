import type { Selection } from '../../../proto/messages.ts';
import type { RunState } from './snapshot.ts';

/** A part of a flow that is named by one of its nodes. */
export type NodeVerb = 'only' | 'to' | 'from';
/** A part of a flow that an earlier run names: what it did not finish. */
export type UnfinishedVerb = 'retry' | 'resume';

/** What people ask for when not the whole flow is to run. Without `baseRunId` the runner finds the run to go on from. */
export type RunSelection =
  | { readonly verb: NodeVerb; readonly node: string; readonly baseRunId?: string }
  | { readonly verb: UnfinishedVerb; readonly baseRunId?: string };

/** The name of each part everywhere: menus, palette, command line. */
export const VERB_TITLES: Readonly<Record<NodeVerb | UnfinishedVerb, string>> = {
  only: 'Run Only This Node',
  to: 'Run to Here',
  from: 'Run from Here',
  retry: 'Retry Failed',
  resume: 'Resume',
};

/** `Unfinished.Purpose` of the protocol by verb. */
const PURPOSES = { retry: 1, resume: 2 } as const satisfies Record<UnfinishedVerb, number>;

/** How to go on from a run that ended like this; undefined when it left nothing to do, or goes on. */
export function unfinishedVerb(state: RunState): UnfinishedVerb | undefined {
  if (state === 'failed') return 'retry';
  return state === 'cancelled' || state === 'timed-out' || state === 'crashed' ? 'resume' : undefined;
}

/** A selection as the protocol carries it. */
export function selectionMessage(selection: RunSelection): Selection {
  const base = selection.baseRunId === undefined ? {} : { baseRunId: selection.baseRunId };
  switch (selection.verb) {
    case 'only':
      return { ...base, only: selection.node };
    case 'to':
      return { ...base, upTo: selection.node };
    case 'from':
      return { ...base, from: selection.node };
    case 'retry':
    case 'resume':
      return { ...base, unfinished: { purpose: PURPOSES[selection.verb] } };
    default:
      return selection satisfies never;
  }
}

/** What a selection of the protocol asks for; undefined when it names no part that this build knows. */
export function readSelection(message: Selection): RunSelection | undefined {
  const base = message.baseRunId ? { baseRunId: message.baseRunId } : {};
  if (message.only) return { verb: 'only', node: message.only, ...base };
  if (message.upTo) return { verb: 'to', node: message.upTo, ...base };
  if (message.from) return { verb: 'from', node: message.from, ...base };
  if (!message.unfinished) return undefined;
  return { verb: message.unfinished.purpose === PURPOSES.resume ? 'resume' : 'retry', ...base };
}

/** A selection in a few words, for places that name a run already: `only chart`, `to chart`, `retry of what failed`. */
export function selectionWords(selection: RunSelection): string {
  switch (selection.verb) {
    case 'only':
    case 'to':
    case 'from':
      return `${selection.verb} ${selection.node}`;
    case 'retry':
      return 'retry of what failed';
    case 'resume':
      return 'resumed';
    default:
      return selection satisfies never;
  }
}
