import { type ChangeBlock, type ChangeSign, changeBlocks, movedOnly } from '../../src/flow/compare/changeBlocks.ts';
import { comparisonSummary } from '../../src/flow/compare/comparisonWords.ts';
import type { FlowComparison } from '../../src/flow/compare/flowComparison.ts';
import type { Painter, Style } from './style.ts';
import { plainLine } from './textWidth.ts';

/** How two flows differ, for a terminal. Nothing for texts that are the same. */
export function comparisonText(comparison: FlowComparison, names: readonly [string, string], style: Style): string {
  if (comparison.extent === 'identical') return '';
  const lines = [style.bold(`--- ${plainLine(names[0])}`), style.bold(`+++ ${plainLine(names[1])}`)];
  for (const block of changeBlocks(comparison)) lines.push('', ...blockLines(block, style));
  const moved = movedOnly(comparison);
  if (moved.length > 0 && comparison.extent === 'meaning')
    lines.push('', style.dim(`  only moved: ${moved.join(', ')}`));
  const summary = comparisonSummary(comparison);
  lines.push(...(comparison.extent === 'meaning' ? ['', style.dim(`  ${summary}.`)] : [`  ${summary}.`]));
  return lines.map((line) => `${line}\n`).join('');
}

function blockLines(block: ChangeBlock, style: Style): readonly string[] {
  const paint = painterFor(block.sign, style);
  const name = block.earlierName === undefined ? block.name : `${block.earlierName} → ${block.name}`;
  const kind = block.uses === undefined ? '' : style.dim(` (${plainLine(block.uses)})`);
  const marks = block.sign === '~' ? style.dim(`  ${block.marks.join(', ')}`) : '';
  const head = `${paint(`${block.sign} ${block.what}${name === undefined ? '' : ` ${style.bold(plainLine(name))}`}`)}${kind}${marks}`;
  return [head, ...block.lines.map(({ sign, text }) => lineText(sign, text, block.sign, style))];
}

/** In a block that is new or gone as a whole every line is, so that only the colour says it. */
function lineText(sign: ChangeSign, text: string, outer: ChangeSign, style: Style): string {
  const mark = outer === '~' && sign !== '~' ? sign : ' ';
  return painterFor(sign === '~' ? ' ' : sign, style)(`    ${mark} ${plainLine(text)}`.trimEnd());
}

function painterFor(sign: ChangeSign, style: Style): Painter {
  switch (sign) {
    case '+':
      return style.green;
    case '-':
      return style.red;
    case '~':
      return style.yellow;
    case ' ':
      return (text) => text;
    default:
      return sign satisfies never;
  }
}
