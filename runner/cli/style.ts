import { UsageError } from './usageError.ts';

/** Paints a text. */
export type Painter = (text: string) => string;

/** Paints texts; without colour every painter gives its text back. */
export interface Style {
  readonly bold: Painter;
  readonly dim: Painter;
  readonly red: Painter;
  readonly green: Painter;
  readonly yellow: Painter;
  readonly cyan: Painter;
}

/** What a stream must say of itself. */
interface Target {
  readonly isTTY?: boolean;
}

const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

/** The style for a stream. `when` is the value of `--color`. @throws {UsageError} when it is none of the three */
export function styleFor(target: Target, when: string, command: string): Style {
  const painted = isPainted(target, when, command);
  const painter = (name: keyof typeof CODES) => (text: string) =>
    painted && text !== '' ? `\u001B[${CODES[name][0]}m${text}\u001B[${CODES[name][1]}m` : text;
  return {
    bold: painter('bold'),
    dim: painter('dim'),
    red: painter('red'),
    green: painter('green'),
    yellow: painter('yellow'),
    cyan: painter('cyan'),
  };
}

function isPainted(target: Target, when: string, command: string): boolean {
  switch (when) {
    case 'always':
      return true;
    case 'never':
      return false;
    case 'auto':
      return Boolean(target.isTTY) && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
    default:
      throw new UsageError(`--color takes auto, always or never, not ${when}.`, command);
  }
}
