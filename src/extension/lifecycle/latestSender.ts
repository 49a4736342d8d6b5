/**
 * Sends values one at a time, always the newest: while one is on its way later ones replace each other, and the last
 * follows. Used for snapshots, each of which makes those before it worthless.
 */
export class LatestSender<T> {
  readonly #send: (value: T) => PromiseLike<unknown>;
  #busy = false;
  #next: { readonly value: T } | undefined;

  /** `send` may reject; the value then counts as sent, since a vanished receiver asks again when it is back. */
  constructor(send: (value: T) => PromiseLike<unknown>) {
    this.#send = send;
  }

  post(value: T): void {
    this.#next = { value };
    if (!this.#busy) void this.#drain();
  }

  async #drain(): Promise<void> {
    this.#busy = true;
    while (this.#next) {
      const { value } = this.#next;
      this.#next = undefined;
      try {
        await this.#send(value);
      } catch {
        // The view is gone; it gets a complete snapshot when it comes back.
      }
    }
    this.#busy = false;
  }
}
