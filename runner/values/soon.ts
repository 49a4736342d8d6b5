/** Something that is usually at hand, and else on its way: every wait lets all other work go first. */
export type Soon<T> = T | Promise<T>;

/** Goes on with a value at once where it is at hand. */
export function whenThere<T, U>(value: Soon<T>, goOn: (value: T) => Soon<U>): Soon<U> {
  return value instanceof Promise ? value.then(goOn) : goOn(value);
}
