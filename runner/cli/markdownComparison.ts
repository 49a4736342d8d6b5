import { type ChangeBlock, changeBlocks, movedOnly } from '../../src/flow/compare/changeBlocks.ts';
import { comparisonSummary } from '../../src/flow/compare/comparisonWords.ts';
import type { FlowComparison } from '../../src/flow/compare/flowComparison.ts';

/** How two flows differ, as Markdown for a pull request. */
export function comparisonMarkdown(comparison: FlowComparison, name: string): string {
  const lines = [`**${code(name)}**: ${comparisonSummary(comparison)}.`];
  const items = changeBlocks(comparison).map(blockItem);
  const moved = movedOnly(comparison);
  if (moved.length > 0) items.push(`- **only moved**: ${moved.map(code).join(', ')}`);
  if (items.length > 0) lines.push('', ...items);
  return `${lines.join('\n')}\n`;
}

function blockItem(block: ChangeBlock): string {
  const from = block.earlierName === undefined ? '' : `${code(block.earlierName)} → `;
  const name = block.name === undefined ? '' : ` ${from}${code(block.name)}`;
  const kind = block.uses === undefined ? '' : ` (${code(block.uses)})`;
  const head = `- **${block.marks.join(', ')}** ${block.what}${name}${kind}`;
  if (block.lines.length === 0) return head;
  const content = block.lines.map(({ sign, text }) => `${sign === '~' ? ' ' : sign} ${text}`.trimEnd());
  const fence = '`'.repeat(Math.max(3, longestTicks(content.join('\n')) + 1));
  return [head, ...[`${fence}diff`, ...content, fence].map((line) => `  ${line}`.trimEnd())].join('\n');
}

/** A text as code, also where it holds backticks. */
function code(text: string): string {
  const ticks = '`'.repeat(longestTicks(text) + 1);
  const padding = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${ticks}${padding}${text.replaceAll(/\s+/g, ' ')}${padding}${ticks}`;
}

function longestTicks(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((ticks) => ticks.length));
}
