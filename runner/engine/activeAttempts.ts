import type { TaskSink } from '../executors/executor.ts';
import type { StopCause } from './planTypes.ts';

/** An attempt under way: of a node by its index, or of an item. */
type AttemptKey = number | `${number}/${number}`;

/** An attempt under way. */
export interface Active {
  readonly attempt: number;
  readonly abort: AbortController;
  readonly sink: TaskSink & { end(): void; close(): void };
  /** Goes on without the executor's answer. */
  readonly abandon: () => void;
  disarm: (() => void) | undefined;
}

/** The attempts under way. */
export class ActiveAttempts {
  readonly #active = new Map<AttemptKey, Active>();

  /** An attempt begins. */
  add(node: number, item: number | undefined, active: Active): Active {
    this.#active.set(keyOf(node, item), active);
    return active;
  }

  /** An attempt has ended: nothing that it says counts any more. */
  end(node: number, item: number | undefined, active: Active): void {
    active.sink.close();
    active.disarm?.();
    this.#active.delete(keyOf(node, item));
  }

  /** Tells an attempt to stop; the result is that attempt, when there is one. */
  stop(node: number, item: number | undefined, cause: StopCause): Active | undefined {
    const active = this.#active.get(keyOf(node, item));
    active?.abort.abort(cause);
    return active;
  }
}

function keyOf(node: number, item: number | undefined): AttemptKey {
  return item === undefined ? node : `${node}/${item}`;
}
