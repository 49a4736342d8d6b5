import { GROUP_COLORS } from '../../flow/groupColor.ts';
import { Icon } from '../elements/Icon.tsx';
import { IconButton } from '../elements/IconButton.tsx';
import { SelectField } from '../elements/SelectField.tsx';
import { TextField } from '../elements/TextField.tsx';
import type { Frame } from '../frames/frame.ts';
import { addToGroup, removeFromGroup, ungroup } from '../frames/groupActions.ts';
import { isEditable } from '../store/canvasState.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { setValue } from '../store/editActions.ts';
import { revealNode } from '../store/selectionActions.ts';
import { FieldFrame } from './FieldFrame.tsx';
import { ListPicker } from './ListPicker.tsx';
import { Section } from './Section.tsx';
import { PickButton } from './WireList.tsx';

const COLORS = [
  { value: '', label: 'None' },
  ...GROUP_COLORS.map((color) => ({ value: color, label: color.charAt(0).toUpperCase() + color.slice(1) })),
];

/** Everything about a group: its title, its colour, its nodes. */
export function GroupPanel({ frame }: { frame: Frame }) {
  const model = useCanvasModel();
  const disabled = !useCanvasState(isEditable);
  return (
    <div className="panel">
      <header className="panel-head">
        <Icon name="group-by-ref-type" />
        <h2 className="panel-title">{frame.title}</h2>
      </header>
      <p className="panel-kind">A frame around nodes. It has no effect on a run.</p>
      <Section title="Group">
        <FieldFrame label="Title">
          <TextField
            label="Title"
            value={frame.title}
            disabled={disabled}
            onCommit={(text) => setValue(model, ['groups', frame.id, 'title'], text.trim() || undefined)}
          />
        </FieldFrame>
        <FieldFrame label="Colour">
          <SelectField
            label="Colour"
            value={frame.color ?? ''}
            options={COLORS}
            disabled={disabled}
            onCommit={(color) => setValue(model, ['groups', frame.id, 'color'], color === '' ? undefined : color)}
          />
        </FieldFrame>
        <button
          type="button"
          className="button button-secondary"
          disabled={disabled}
          onClick={() => void ungroup(model, frame.id)}
        >
          Ungroup
        </button>
      </Section>
      <Members frame={frame} disabled={disabled} />
    </div>
  );
}

function Members({ frame, disabled }: { frame: Frame; disabled: boolean }) {
  const model = useCanvasModel();
  const cards = useCanvasState((state) => state.graph?.cards);
  const others = [...(cards?.values() ?? [])].filter(({ id }) => !frame.nodes.includes(id));
  return (
    <Section title="Nodes" note={String(frame.nodes.length)}>
      <ul className="plain-list" aria-label="Nodes of the group">
        {frame.nodes.map((id) => (
          <li key={id}>
            <button type="button" className="link-button" onClick={() => revealNode(model, id)}>
              {id}
            </button>
            <IconButton
              icon="close"
              label={`Take ${id} out of the group`}
              disabled={disabled}
              onClick={() => void removeFromGroup(model, frame.id, [id])}
            />
          </li>
        ))}
      </ul>
      {!disabled && others.length > 0 && (
        <PickButton label="Add Node" icon="add">
          {(close) => (
            <ListPicker
              label="Nodes"
              choices={others.map(({ id, title }) => ({ text: id, note: title === id ? '' : title }))}
              onPick={({ text }) => void addToGroup(model, frame.id, [text])}
              onClose={close}
            />
          )}
        </PickButton>
      )}
    </Section>
  );
}
