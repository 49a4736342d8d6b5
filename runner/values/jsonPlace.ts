/** Where a text stops being JSON. */
export interface JsonBreak {
  /** In UTF-16 code units from 0; the length of the text when something is missing at its end. */
  readonly position: number;
  /** What should have been there. */
  readonly expected: string;
}

const BLANK = /[ \t\r\n]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /(?:true|false|null)(?![A-Za-z0-9_])/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})/y;

/** What may come next. */
type Expectation = 'value' | 'value or ]' | 'a name in quotes' | 'a name in quotes or }' | ':' | 'end';

/**
 * Finds the first place at which a text is not JSON; undefined for JSON. The system's own parser is faster, but does not
 * always tell the place.
 */
export function whereJsonBreaks(text: string): JsonBreak | undefined {
  const closers: ('}' | ']')[] = [];
  let expected: Expectation = 'value';
  let at = skip(BLANK, text, 0);
  while (at < text.length || expected !== 'end' || closers.length > 0) {
    const closer = closers.at(-1);
    const next = step(text, at, expected, closer);
    if (typeof next === 'string') return { position: at, expected: next };
    if (next.opens) closers.push(next.opens);
    if (next.closes) closers.pop();
    if (next.breaksAt !== undefined) return { position: next.breaksAt, expected: 'the end of a text in quotes' };
    expected = next.then;
    at = skip(BLANK, text, next.end);
  }
  return undefined;
}

interface Step {
  readonly end: number;
  readonly then: Expectation;
  readonly opens?: '}' | ']';
  readonly closes?: true;
  readonly breaksAt?: number;
}

/** One token, or what should have been there. */
function step(text: string, at: number, expected: Expectation, closer: '}' | ']' | undefined): Step | string {
  const char = text[at];
  switch (expected) {
    case ':':
      return char === ':' ? { end: at + 1, then: 'value' } : '":"';
    case 'end':
      if (closer === undefined) return 'nothing more';
      if (char === closer) return { end: at + 1, then: 'end', closes: true };
      if (char === ',') return { end: at + 1, then: closer === '}' ? 'a name in quotes' : 'value' };
      return `"," or "${closer}"`;
    case 'a name in quotes':
    case 'a name in quotes or }':
      if (char === '}' && expected !== 'a name in quotes') return { end: at + 1, then: 'end', closes: true };
      return char === '"' ? stringStep(text, at, ':') : expected;
    case 'value':
    case 'value or ]':
      if (char === ']' && expected !== 'value') return { end: at + 1, then: 'end', closes: true };
      return valueStep(text, at);
    default:
      return expected satisfies never;
  }
}

function valueStep(text: string, at: number): Step | string {
  const char = text[at];
  if (char === '{') return { end: at + 1, then: 'a name in quotes or }', opens: '}' };
  if (char === '[') return { end: at + 1, then: 'value or ]', opens: ']' };
  if (char === '"') return stringStep(text, at, 'end');
  for (const pattern of [NUMBER, LITERAL]) {
    const end = skip(pattern, text, at);
    if (end > at) return { end, then: 'end' };
  }
  return 'a value';
}

function stringStep(text: string, start: number, then: Expectation): Step {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') {
    const after = text[at] === '\\' ? skip(ESCAPE, text, at) : at + 1;
    if (after === at || text.charCodeAt(at) < 0x20) return { end: at, then, breaksAt: at };
    at = after;
  }
  return at < text.length ? { end: at + 1, then } : { end: at, then, breaksAt: at };
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}
