interface Disposable {
  dispose(): unknown;
}

/**
 * Things that end together, in reverse order of their beginning. What is added after the end is disposed at once, so
 * that an answer that comes late leaves nothing behind.
 */
export class Disposables implements Disposable {
  readonly #items = new Set<Disposable>();
  #disposed = false;

  /** Takes over `item` and gives it back. */
  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.add(item);
    return item;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const item of [...this.#items].reverse()) item.dispose();
    this.#items.clear();
  }
}
