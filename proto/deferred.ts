/** A promise with the means to settle it. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (cause: unknown) => void;
}

/** A promise that is settled from outside. The language has it as `Promise.withResolvers`, Node only since version 22. */
export function deferred<T>(): Deferred<T> {
  let settle: Omit<Deferred<T>, 'promise'> | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // The executor of a promise has run when its constructor returns.
  return { promise, ...(settle as unknown as Omit<Deferred<T>, 'promise'>) };
}
