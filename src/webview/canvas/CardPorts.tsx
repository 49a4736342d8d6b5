import { Handle, Position as Side } from '@xyflow/react';
import { memo } from 'react';
import { Icon } from '../elements/Icon.tsx';
import type { Card, CardInPort, CardOutPort } from '../graph/card.ts';
import { sourceText } from '../graph/card.ts';
import { PORT_HANDLE_SIZE, portY } from '../graph/geometry.ts';
import { useCanvasState } from '../store/canvasStore.ts';
import { handleId, NEW_PORT } from './flowElements.ts';
import { HeaderHandle } from './HeaderHandle.tsx';
import { PortHandle } from './PortHandle.tsx';

/** Both columns of a card's ports, with the dots at its edges. */
export const CardPorts = memo(function CardPorts({ card, expanded }: { card: Card; expanded: boolean }) {
  const inPorts = expanded ? card.inPorts : card.inPorts.slice(0, card.shownInPorts);
  const outPorts = expanded ? card.outPorts : card.outPorts.slice(0, card.shownOutPorts);
  const rows = Math.max(inPorts.length, outPorts.length);
  return (
    <>
      <div className="card-ports">
        {Array.from({ length: rows }, (_, index) => (
          <div className="port-row" key={index}>
            <InPortName port={inPorts[index]} card={card} />
            <OutPortName port={outPorts[index]} />
          </div>
        ))}
      </div>
      {inPorts.map((port, index) => (
        <PortHandle
          key={port.name}
          node={card.id}
          port={port.name}
          end="in"
          index={index}
          type={port.type}
          wired={port.sources.length > 0}
          title={describe(port)}
        />
      ))}
      {outPorts.map((port, index) => (
        <PortHandle
          key={port.name}
          node={card.id}
          port={port.name}
          end="out"
          index={index}
          type={port.type}
          wired={port.wired}
          title={describe(port)}
        />
      ))}
      <HeaderHandle end="in" top={portY(-1)} />
      <HeaderHandle end="out" top={portY(-1)} />
      {card.takesNewInPorts && <NewPortHandle node={card.id} />}
    </>
  );
});

function InPortName({ port, card }: { port: CardInPort | undefined; card: Card }) {
  if (!port) return <span className="port-name" />;
  const missing = port.required && port.sources.length === 0;
  return (
    <span className="port-name port-in" title={describe(port)} data-missing={missing || undefined}>
      <SourceChips port={port} card={card} />
      <span className="port-label">{port.name}</span>
      {missing && <span className="port-required">required</span>}
    </span>
  );
}

/** Flow inputs have no card of their own: they stand as a tag at the port that takes them. */
function SourceChips({ port, card }: { port: CardInPort; card: Card }) {
  const known = useCanvasState((state) => state.graph?.cards);
  const chips = port.sources.filter((source) => source.from === 'input' || !known?.has(source.node));
  if (chips.length === 0) return null;
  return (
    <span className="chips chips-in">
      {chips.map((source) => {
        const text = sourceText(source);
        const title =
          source.from === 'input' ? `Takes the flow input "${source.input}"` : `${text} does not exist (at ${card.id})`;
        return (
          <span className="chip" key={text} data-broken={source.from === 'node' || undefined} title={title}>
            <Icon name={source.from === 'input' ? 'symbol-parameter' : 'warning'} />
            <span className="chip-label">{source.from === 'input' ? source.input : text}</span>
          </span>
        );
      })}
    </span>
  );
}

function OutPortName({ port }: { port: CardOutPort | undefined }) {
  if (!port) return <span className="port-name" />;
  return (
    <span className="port-name port-out" title={describe(port)}>
      <span className="port-label">{port.name}</span>
      {port.flowOutputs.length > 0 && (
        <span className="chips chips-out">
          {port.flowOutputs.map((name) => (
            <span className="chip" key={name} title={`Returned by the flow as "${name}"`}>
              <Icon name="export" />
              <span className="chip-label">{name}</span>
            </span>
          ))}
        </span>
      )}
    </span>
  );
}

/** Appears at the card's header when a wire that is being drawn could become a new input. */
function NewPortHandle({ node }: { node: string }) {
  const shown = useCanvasState(({ draft }) => draft?.end === 'out' && draft.compatibleNodes.has(node));
  return (
    <Handle
      id={handleId('in', NEW_PORT)}
      type="target"
      position={Side.Left}
      className="port-handle new-port-handle"
      style={{ top: portY(-1), width: PORT_HANDLE_SIZE, height: PORT_HANDLE_SIZE }}
      isConnectableStart={false}
      data-shown={shown || undefined}
      title="New input"
      aria-hidden={!shown}
    >
      <Icon name="add" />
    </Handle>
  );
}

function describe(port: CardInPort | CardOutPort): string {
  const required = 'required' in port && port.required ? ', required' : '';
  const list = 'list' in port && port.list ? ', takes several wires' : '';
  const text = port.description === undefined ? '' : `\n${port.description}`;
  return `${port.name}: ${port.type}${required}${list}${text}`;
}
