import { useEffect, useRef } from 'react';
import type { Difference } from '../../flow/compare/differences.ts';
import { MarkBadge } from './CompareCard.tsx';
import { differenceTitle } from './comparePicture.ts';

interface DifferenceListProps {
  readonly differences: readonly Difference[];
  /** Index of the current one; -1 for none. */
  readonly current: number;
  readonly onPick: (index: number) => void;
}

/** Everything that differs, to step through; the current one shows what it was and is. */
export function DifferenceList({ differences, current, onPick }: DifferenceListProps) {
  return (
    <ol className="difference-list" aria-label="Differences">
      {differences.map((difference, index) => (
        <DifferenceItem
          key={`${difference.block.what} ${difference.block.name ?? ''} ${difference.mark}`}
          difference={difference}
          isCurrent={index === current}
          onPick={() => onPick(index)}
        />
      ))}
    </ol>
  );
}

function DifferenceItem(props: { difference: Difference; isCurrent: boolean; onPick: () => void }) {
  const { difference, isCurrent, onPick } = props;
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isCurrent) element.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent]);
  const { block } = difference;
  return (
    <li ref={element} className="difference" data-current={isCurrent || undefined} data-mark={difference.mark}>
      <button type="button" className="difference-head" aria-current={isCurrent || undefined} onClick={onPick}>
        <MarkBadge difference={difference} />
        <span className="difference-name">{differenceTitle(difference)}</span>
        <span className="difference-words">{[block.uses, block.marks.join(', ')].filter(Boolean).join(' · ')}</span>
      </button>
      {isCurrent && block.lines.length > 0 && <DifferenceLines block={block} />}
    </li>
  );
}

/** In a block that is new or gone as a whole the sign of each line is that of the block. */
function DifferenceLines({ block }: { block: Difference['block'] }) {
  return (
    <pre className="difference-lines">
      {block.lines.map(({ sign, text }, index) => (
        // Lines have no identity but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <code key={index} data-sign={sign}>
          <span className="difference-sign">{sign === '~' ? ' ' : sign}</span>
          {text}
        </code>
      ))}
    </pre>
  );
}
