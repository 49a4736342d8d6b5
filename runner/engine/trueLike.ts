import type { RunValue } from '../executors/executor.ts';

/** Texts that mean no, as commands print them and people write them. */
const FALSE_TEXTS = new Set(['', 'false', '0', 'no', 'off', 'null']);

/**
 * Whether a value lets a `when` or an `assert` through. Not true-like: false, null, 0, empty lists and objects, empty
 * or blank text, and the texts false, 0, no, off and null in any case. All else is, stored content included.
 */
export function isTrueLike(value: RunValue): boolean {
  if (value.kind === 'stored') return value.content.size > 0;
  const plain = value.value;
  switch (typeof plain) {
    case 'string':
      return !FALSE_TEXTS.has(plain.trim().toLowerCase());
    case 'number':
      return plain !== 0 && !Number.isNaN(plain);
    case 'boolean':
      return plain;
    default:
      return plain !== null && Object.keys(plain).length > 0;
  }
}
