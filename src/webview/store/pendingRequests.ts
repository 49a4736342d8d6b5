/** A request that the host has not answered within this time is settled as failed. */
export const REQUEST_TIMEOUT_MS = 30_000;

interface Pending {
  readonly settle: (answer: unknown) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** What a request comes to when nothing answers it. */
export interface Unanswered {
  readonly error: string;
}

/**
 * Requests to the host that wait for an answer with their id. Each one settles: by its answer, by time, or by `close`.
 */
export class PendingRequests {
  #lastId = 0;
  readonly #pending = new Map<number, Pending>();

  /** Takes a new id, hands it to `send`, and resolves with the answer or with why there is none. Never rejects. */
  ask<Answer>(send: (requestId: number) => void): Promise<Answer | Unanswered> {
    this.#lastId += 1;
    const requestId = this.#lastId;
    return new Promise((resolve) => {
      const timer = setTimeout(
        () => this.settle(requestId, { error: 'The extension did not answer. Reload the window if this goes on.' }),
        REQUEST_TIMEOUT_MS,
      );
      this.#pending.set(requestId, { settle: (answer) => resolve(answer as Answer | Unanswered), timer });
      send(requestId);
    });
  }

  /** Gives a request its answer. An unknown or settled id is ignored: its asker has gone. */
  settle(requestId: number, answer: unknown): void {
    const pending = this.#pending.get(requestId);
    if (!pending) return;
    this.#pending.delete(requestId);
    clearTimeout(pending.timer);
    pending.settle(answer);
  }

  /** Settles everything that still waits. */
  close(): void {
    for (const requestId of [...this.#pending.keys()]) this.settle(requestId, { error: 'The view was closed.' });
  }
}
