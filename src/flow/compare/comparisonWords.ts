import { type FlowComparison, marksOf, type NodeMark } from './flowComparison.ts';

const MARKS: readonly NodeMark[] = ['added', 'removed', 'renamed', 'changed', 'rewired', 'moved'];

/** What differs, in one sentence without its full stop. */
export function comparisonSummary(comparison: FlowComparison): string {
  switch (comparison.extent) {
    case 'identical':
      return 'No differences';
    case 'format':
      return 'Only comments and formatting differ';
    case 'layout':
      return layoutSummary(comparison);
    case 'meaning':
      return [...nodeCounts(comparison), ...entryCounts(comparison), ...orderWords(comparison)].join('; ');
    default:
      return comparison.extent satisfies never;
  }
}

function layoutSummary({ nodes }: FlowComparison): string {
  if (nodes.length === 0) return 'Only the layout differs';
  return `Only the layout differs: ${counted(nodes.length, 'node')} moved`;
}

/** `2 nodes added, 1 changed, 3 only moved`; a node counts for the weightiest of its marks. */
function nodeCounts({ nodes }: FlowComparison): readonly string[] {
  const counts = new Map<NodeMark, number>();
  for (const change of nodes) {
    const mark = marksOf(change)[0] ?? 'moved';
    counts.set(mark, (counts.get(mark) ?? 0) + 1);
  }
  const words = MARKS.filter((mark) => counts.has(mark)).map((mark, index) => {
    const count = counts.get(mark) ?? 0;
    return `${index === 0 ? counted(count, 'node') : count} ${mark === 'moved' ? 'only moved' : mark}`;
  });
  return words.length === 0 ? [] : [words.join(', ')];
}

/** `inputs changed` and the like, for each section. */
function entryCounts({ entries }: FlowComparison): readonly string[] {
  const sections = [...new Set(entries.map((change) => change.section))];
  return sections.length === 0 ? [] : [`${sections.join(', ')} changed`];
}

function orderWords({ reordered }: FlowComparison): readonly string[] {
  return reordered ? ['nodes stand in another order'] : [];
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
