import { millrace } from '../../proto/generated/execution.js';
import type { ClientMessage, ExecutionEvent } from '../../proto/messages.ts';
import { checkRequest } from '../engine/checkRequest.ts';
import { ownIdentity } from '../processes/processIdentity.ts';
import type { Codec } from './codec.ts';

/** A flow of two nodes, which is never run. */
const REQUEST: ClientMessage = {
  requestId: 1,
  execute: {
    flowName: 'rehearsal',
    graph: {
      nodes: [
        { id: 'one', kind: 'constant', settings: { fields: { value: { numberValue: 1 } } } },
        { id: 'two', kind: 'constant', after: ['one'] },
      ],
    },
    config: { workingFolder: process.cwd() },
  },
};

/**
 * Goes through the first steps of a run in memory, which leaves nothing behind: a function is compiled when it is called
 * for the first time, and now nobody waits for it.
 * @param kinds What the runner can run.
 */
export function rehearse(codec: Codec, kinds: ReadonlySet<string>): void {
  ownIdentity();
  const { execute } = millrace.v1.ClientMessage.decode(millrace.v1.ClientMessage.encode(REQUEST).finish());
  const checked = checkRequest(execute ?? {}, 'rehearsal', kinds);
  if (!checked.ok) return;
  const { runId, flowName, nodes } = checked.value;
  const started = { flowName, nodeIds: nodes.map((node) => node.id), concurrency: 1 };
  const event: ExecutionEvent = { sequence: 1, timeMs: 1, runId, runStarted: started };
  codec.message({ requestId: 1, accepted: { runId } });
  codec.eventMessage(event, millrace.v1.ExecutionEvent.encode(event).finish());
}
