import { type ChangeBlock, type ChangeLine, entryBlock, nodeBlock } from './changeBlocks.ts';
import { type FlowComparison, marksOf, type NodeChange, type NodeMark } from './flowComparison.ts';

/** One stop of a walk through what differs. */
export interface Difference {
  /** The node on the canvas; absent for an entry of the top level. */
  readonly node?: string;
  /** The weightiest word for it. */
  readonly mark: NodeMark;
  readonly block: ChangeBlock;
}

/** Everything that differs, in the order of a walk: the top level, the nodes as they stand in the file, then mere moves. */
export function differencesOf(comparison: FlowComparison): readonly Difference[] {
  const entries = comparison.entries.map((change): Difference => {
    const block = entryBlock(change);
    const renamed = block.earlierName === undefined ? 'changed' : 'renamed';
    return { mark: change.type === 'kept' ? renamed : change.type, block };
  });
  const nodes = comparison.nodes.map(
    (change): Difference => ({
      node: change.id,
      mark: marksOf(change)[0] ?? 'moved',
      block: { ...nodeBlock(change), lines: [...nodeBlock(change).lines, ...positionLines(change)] },
    }),
  );
  const isMove = ({ mark }: Difference): boolean => mark === 'moved';
  return [...entries, ...nodes.filter((difference) => !isMove(difference)), ...nodes.filter(isMove)];
}

function positionLines({ type, position }: NodeChange): readonly ChangeLine[] {
  if (type !== 'kept' || !position) return [];
  const { before, after } = position;
  const from = before ? `[${before.join(', ')}]` : 'no place of its own';
  const to = after ? `[${after.join(', ')}]` : 'no place of its own';
  return [{ sign: '~', text: `layout: ${from} → ${to}` }];
}
