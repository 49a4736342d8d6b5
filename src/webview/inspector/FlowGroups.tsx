import { IconButton } from '../elements/IconButton.tsx';
import { selectGroup, ungroup } from '../frames/groupActions.ts';
import { isEditable } from '../store/canvasState.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { Section } from './Section.tsx';

/** The groups of the flow, those without nodes included: they have no frame to be selected by. */
export function FlowGroups() {
  const model = useCanvasModel();
  const disabled = !useCanvasState(isEditable);
  const frames = useCanvasState((state) => state.graph?.frames);
  if (!frames || frames.length === 0) return null;
  return (
    <Section title="Groups" note={String(frames.length)} initiallyOpen={false}>
      <ul className="plain-list" aria-label="Groups">
        {frames.map(({ id, title, nodes }) => (
          <li key={id}>
            <button type="button" className="link-button" onClick={() => selectGroup(model, id)}>
              {title}
            </button>
            <span className="muted">{nodes.length === 1 ? '1 node' : `${nodes.length} nodes`}</span>
            <IconButton
              icon="close"
              label={`Ungroup ${title}`}
              disabled={disabled}
              onClick={() => void ungroup(model, id)}
            />
          </li>
        ))}
      </ul>
    </Section>
  );
}
