import { millrace } from '../../proto/generated/execution.js';
import type { ExecutionEvent } from '../../proto/messages.ts';
import type { EventOutlet } from '../engine/eventStream.ts';

const { NODE_STATUS_SUCCEEDED } = millrace.v1.NodeStatus;

/** Gathers from a run's events how long each node took that succeeded; other ends say little about the next run. */
export class DurationsOutlet implements EventOutlet {
  readonly #measured = new Map<string, number>();

  /** Whole milliseconds by node id, so far. */
  get measured(): ReadonlyMap<string, number> {
    return this.#measured;
  }

  deliver({ nodeFinished }: ExecutionEvent): void {
    if (nodeFinished?.status !== NODE_STATUS_SUCCEEDED) return;
    this.#measured.set(nodeFinished.node ?? '', Math.round(nodeFinished.durationMs ?? 0));
  }

  flush(): void {}

  ready(): undefined {
    return undefined;
  }
}
