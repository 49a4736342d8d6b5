/** A `${name}` in a text; `start` and `end` cover the whole of it, from the dollar sign to the closing brace. */
export interface NameReference {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

const REFERENCE = /\$?\$\{([^{}\r\n]*)\}|\$\$\{/g;

/** The `${name}` references of a text in order. `$${` is a literal `${` and no reference. */
export function namesIn(text: string): readonly NameReference[] {
  if (!text.includes('${')) return [];
  const names: NameReference[] = [];
  for (const match of text.matchAll(REFERENCE)) {
    if (match[0].startsWith('$$')) continue;
    names.push({ name: (match[1] ?? '').trim(), start: match.index, end: match.index + match[0].length });
  }
  return names;
}

/** Replaces each `${name}` by what `lookup` says, once, and each `$${` by `${`. */
export function interpolate(text: string, lookup: (name: string) => string): string {
  if (!text.includes('${')) return text;
  return text.replace(REFERENCE, (whole, name: string | undefined) =>
    whole.startsWith('$$') ? whole.slice(1) : lookup((name ?? '').trim()),
  );
}
