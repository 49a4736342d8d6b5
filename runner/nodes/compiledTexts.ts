/** Keeps what was made of the texts used last, so that a text is parsed once however many nodes share it. */
export class CompiledTexts<T> {
  readonly #limit: number;
  readonly #compiled = new Map<string, T>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What `compile` makes of the text, now or earlier. A text that `compile` throws for is not kept. */
  get(text: string, compile: (text: string) => T): T {
    const known = this.#compiled.get(text);
    if (known !== undefined) return known;
    const made = compile(text);
    if (this.#compiled.size >= this.#limit) this.#forgetOldest();
    this.#compiled.set(text, made);
    return made;
  }

  #forgetOldest(): void {
    const oldest = this.#compiled.keys().next();
    if (!oldest.done) this.#compiled.delete(oldest.value);
  }
}
