import { type ReactNode, useState } from 'react';
import type { FlowEdit } from '../../flow/edit/flowEdit.ts';
import type { WireSource } from '../../flow/model.ts';
import { Icon } from '../elements/Icon.tsx';
import { IconButton } from '../elements/IconButton.tsx';
import { type Card, type CardInPort, sourceText } from '../graph/card.ts';
import { appends, newInPort } from '../graph/connecting.ts';
import { openInsertion } from '../store/addActions.ts';
import { isEditable } from '../store/canvasState.ts';
import { type CanvasModel, sendEdits, useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { revealNode } from '../store/selectionActions.ts';
import { Section } from './Section.tsx';
import { SourcePicker } from './SourcePicker.tsx';

/** What a node receives: each in-port with its sources, and ways to wire one by keyboard. */
export function WireList({ card }: { card: Card }) {
  const model = useCanvasModel();
  const editable = useCanvasState(isEditable);
  if (card.inPorts.length === 0 && !card.takesNewInPorts) return null;
  const connectNew = (source: WireSource) =>
    void sendEdits(model, [{ type: 'connect', node: card.id, port: newInPort(card, nameFor(source)), source }]);
  return (
    <Section title="Inputs">
      <ul className="wires" aria-label="Inputs">
        {card.inPorts.map((port) => (
          <PortWires key={port.name} card={card} port={port} />
        ))}
      </ul>
      {card.takesNewInPorts && editable && (
        <PickButton label="Add Input" icon="add">
          {(close) => <SourcePicker target={{ node: card.id, type: 'any' }} onPick={connectNew} onClose={close} />}
        </PickButton>
      )}
    </Section>
  );
}

function nameFor(source: WireSource): string {
  return source.from === 'input' ? source.input : (source.port ?? source.node);
}

function PortWires({ card, port }: { card: Card; port: CardInPort }) {
  const model = useCanvasModel();
  const editable = useCanvasState(isEditable);
  const connect = (source: WireSource) => void sendEdits(model, [connectEdit(card, port, source)]);
  const label =
    port.sources.length === 0 || port.list ? `Connect ${port.name}` : `Connect ${port.name} to something else`;
  return (
    <li className="wire-port">
      <span className="wire-port-name" title={port.description}>
        {port.name}
        <span className="muted"> {port.type}</span>
      </span>
      <span className="wire-sources">
        {port.sources.map((source) => (
          <SourceRow key={sourceText(source)} card={card} port={port} source={source} />
        ))}
        {port.sources.length === 0 && <Unconnected required={port.required} />}
      </span>
      {editable && (
        <PickButton label={label} icon="plug">
          {(close) => <SourcePicker target={{ node: card.id, type: port.type }} onPick={connect} onClose={close} />}
        </PickButton>
      )}
    </li>
  );
}

function Unconnected({ required }: { required: boolean }) {
  return required ? <span className="port-required">required</span> : <span className="muted">not connected</span>;
}

function connectEdit(card: Card, port: CardInPort, source: WireSource): FlowEdit {
  return { type: 'connect', node: card.id, port: port.name, source, ...(appends(port) && { append: true }) };
}

function SourceRow({ card, port, source }: { card: Card; port: CardInPort; source: WireSource }) {
  const model = useCanvasModel();
  const editable = useCanvasState(isEditable);
  const text = sourceText(source);
  const remove: FlowEdit = { type: 'disconnect', node: card.id, port: port.name, source };
  const insert = () => {
    const wires = model.store.getState().graph?.wiresTo.get(card.id) ?? [];
    const wire = wires.find((candidate) => candidate.toPort === port.name && candidate.source === source);
    if (wire) openInsertion(model, wire.id);
  };
  return (
    <span className="wire-source">
      <Icon name="arrow-left" />
      <SourceLink model={model} source={source} />
      {editable && source.from === 'node' && (
        <IconButton icon="add" label={`Insert a node between ${text} and ${port.name}`} onClick={insert} />
      )}
      {editable && (
        <IconButton
          icon="close"
          label={`Disconnect ${port.name} from ${text}`}
          onClick={() => void sendEdits(model, [remove])}
        />
      )}
    </span>
  );
}

function SourceLink({ model, source }: { model: CanvasModel; source: WireSource }) {
  const text = sourceText(source);
  if (source.from === 'input') return <span className="mono">{text}</span>;
  return (
    <button
      type="button"
      className="link-button mono"
      title={`Go to ${source.node}`}
      onClick={() => revealNode(model, source.node)}
    >
      {text}
    </button>
  );
}

interface PickButtonProps {
  readonly label: string;
  readonly icon: string;
  readonly children: (close: () => void) => ReactNode;
}

/** A button that opens a list below itself. With `add` it shows its label, else its icon alone. */
export function PickButton({ label, icon, children }: PickButtonProps) {
  const [open, setOpen] = useState(false);
  const toggle = () => setOpen(!open);
  return (
    <div className="pick">
      {icon === 'add' ? (
        <button type="button" className="add-button" aria-expanded={open} onClick={toggle}>
          <Icon name="add" />
          {label}
        </button>
      ) : (
        <IconButton icon={icon} label={label} onClick={toggle} />
      )}
      {open && children(() => setOpen(false))}
    </div>
  );
}
