import { SelectField } from '../elements/SelectField.tsx';
import type { Card } from '../graph/card.ts';
import { FieldFrame } from './FieldFrame.tsx';
import { CountField } from './PolicyFields.tsx';
import { type KeyOwner, useKey } from './useKey.ts';

/** Whether a node runs once, or once per item of a list that comes in. */
export function EachFields({ card, owner }: { card: Card; owner: KeyOwner }) {
  const { disabled, set, problem } = useKey(owner, 'each');
  const { each, concurrency } = card.node;
  const wired = card.node.in.map(({ port }) => port);
  const ports = each === undefined || wired.includes(each) ? wired : [...wired, each];
  if (ports.length === 0) return null;
  const options = [
    { value: '', label: 'Once' },
    ...ports.map((port) => ({ value: port, label: `Once per item of ${port}` })),
  ];
  return (
    <>
      <FieldFrame
        label="Runs"
        description="Per item, each output becomes a list in the order of the items."
        problem={problem}
      >
        <SelectField
          label="Runs"
          value={each ?? ''}
          options={options}
          disabled={disabled}
          onCommit={(port) => set(port === '' ? undefined : port)}
        />
      </FieldFrame>
      {(each !== undefined || concurrency !== undefined) && (
        <CountField
          owner={owner}
          name="concurrency"
          label="Items at a time"
          description="How many items run together."
          value={concurrency}
          placeholder="As many as the run allows"
        />
      )}
    </>
  );
}
