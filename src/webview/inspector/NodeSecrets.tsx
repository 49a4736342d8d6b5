import { CheckField } from '../elements/CheckField.tsx';
import type { Card } from '../graph/card.ts';
import { useCanvasState } from '../store/canvasStore.ts';
import { FieldFrame } from './FieldFrame.tsx';
import { type KeyOwner, useKey } from './useKey.ts';

const NONE: readonly string[] = [];

/** Which of the flow's secrets a node may see. */
export function NodeSecrets({ card, owner }: { card: Card; owner: KeyOwner }) {
  const { disabled, set, problem } = useKey(owner, 'secrets');
  const declared = useCanvasState((state) => state.document?.flow.secrets ?? NONE);
  const { secrets } = card.node;
  const names = [...new Set([...declared, ...secrets])];
  if (names.length === 0) return null;
  const toggle = (name: string, wanted: boolean) => {
    const chosen = names.filter((known) => (known === name ? wanted : secrets.includes(known)));
    return set(chosen.length > 0 ? chosen : undefined);
  };
  return (
    <FieldFrame label="Secrets" description="Only what is ticked reaches this node." problem={problem}>
      <ul className="rows" aria-label="Secrets">
        {names.map((name) => (
          <li key={name} className="row">
            <CheckField
              label={name}
              value={secrets.includes(name)}
              disabled={disabled}
              onCommit={(wanted) => toggle(name, wanted)}
            />
          </li>
        ))}
      </ul>
    </FieldFrame>
  );
}
