import type { ParsedBlock } from './parseBlock.ts';
import type { SyntaxScalar } from './syntaxTree.ts';

const POSITION_LINE = /^( *)([A-Za-z_][A-Za-z0-9_-]*)(: \[)(-?\d{1,9})(, )(-?\d{1,9})\](?:\r?\n)*$/;

/**
 * Reads `  id: [x, y]`, the only thing that `layout` is made of in practice, to the same result as the YAML reader and
 * many times faster. Undefined for any other text.
 */
export function readPositionLine(text: string): ParsedBlock | undefined {
  const match = POSITION_LINE.exec(text);
  if (!match) return undefined;
  const [, indent = '', key = '', opening = '', x = '', comma = '', y = ''] = match;
  const keyStart = indent.length;
  const keyEnd = keyStart + key.length;
  const xStart = keyEnd + opening.length;
  const yStart = xStart + x.length + comma.length;
  const end = yStart + y.length + 1;
  const value = {
    kind: 'list' as const,
    flow: true,
    items: [numberAt(x, xStart), numberAt(y, yStart)],
    start: xStart - 1,
    end,
    size: 3,
  };
  return {
    text,
    entry: { key, keySpan: { start: keyStart, end: keyEnd }, value, start: keyStart, end },
    diagnostics: [],
    failed: false,
    position: [withoutSign(Number(x)), withoutSign(Number(y))],
  };
}

function numberAt(source: string, start: number): SyntaxScalar {
  return { kind: 'scalar', value: Number(source), style: 'plain', start, end: start + source.length, size: 1 };
}

/** There is no negative zero on a canvas. */
function withoutSign(value: number): number {
  return value === 0 ? 0 : value;
}
