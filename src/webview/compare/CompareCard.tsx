import { Handle, type NodeProps, Position as Side } from '@xyflow/react';
import { createContext, memo, useContext } from 'react';
import type { Difference } from '../../flow/compare/differences.ts';
import type { PortType } from '../../flow/model.ts';
import { type CardElement, handleId } from '../canvas/flowElements.ts';
import { Icon } from '../elements/Icon.tsx';
import type { Card } from '../graph/card.ts';
import { PORT_HANDLE_SIZE, portY } from '../graph/geometry.ts';
import { type ComparePicture, MARK_LETTERS } from './comparePicture.ts';

/** The header of a card counts as the row above the first port. */
const HEADER_ROW = -1;

/** The picture that cards and wires take their marks from, and which difference is the current one. */
export interface CompareScene {
  readonly picture: ComparePicture;
  readonly current: Difference | undefined;
}

/** The scene of a comparison; absent outside of one. */
export const CompareSceneContext = createContext<CompareScene | null>(null);

/** A node in a comparison: marked with a letter and a shape, or stepped back where nothing differs. */
export const CompareCard = memo(function CompareCard({ id, data }: NodeProps<CardElement>) {
  const scene = useContext(CompareSceneContext);
  const difference = scene?.picture.byNode.get(id);
  const { card } = data;
  const marks = difference?.block.marks ?? [];
  return (
    <div
      className="card compare-card"
      role="group"
      data-card={id}
      data-mark={difference?.mark ?? 'same'}
      data-current={scene?.current === difference && difference ? true : undefined}
      aria-label={[card.title, card.kind?.title ?? card.node.uses, ...(marks.length > 0 ? marks : ['unchanged'])].join(
        ', ',
      )}
    >
      <div className="card-header">
        <span className="card-icon" title={card.kind?.title ?? card.node.uses}>
          <Icon name={card.icon} />
        </span>
        <span className="card-title" title={card.id}>
          {card.title}
        </span>
        {difference && <MarkBadge difference={difference} />}
      </div>
      <div className="card-summary" title={card.summary}>
        {changedSettings(difference) ?? card.summary}
      </div>
      <Ports card={card} />
    </div>
  );
});

/** The letter of a difference, with its words for who cannot see it. */
export function MarkBadge({ difference }: { difference: Difference }) {
  return (
    <span className="mark-badge" data-mark={difference.mark} title={difference.block.marks.join(', ')}>
      {MARK_LETTERS[difference.mark]}
    </span>
  );
}

/** What differs stands where the card says what its node does. */
function changedSettings(difference: Difference | undefined): string | undefined {
  if (!difference || difference.block.sign !== '~') return undefined;
  const { earlierName, lines } = difference.block;
  const was = earlierName === undefined ? [] : [`was ${earlierName}`];
  // Lines of a text are indented below the name of what they are of.
  const changes = lines.filter(({ text }) => !text.startsWith(' ')).map(({ text }) => text.replace(/:$/, ' …'));
  const [first, ...others] = [...was, ...changes];
  return others.length > 1 ? `${first} · ${others[0]} +${others.length - 1}` : [first, ...others].join(' · ');
}

function Ports({ card }: { card: Card }) {
  const ins = card.inPorts.slice(0, card.shownInPorts);
  const outs = card.outPorts.slice(0, card.shownOutPorts);
  const rows = Array.from({ length: Math.max(ins.length, outs.length) }, (_, row) => [ins[row], outs[row]] as const);
  return (
    <div className="card-ports">
      {rows.map(([left, right]) => (
        <div className="port-row" key={`${left?.name ?? ''} ${right?.name ?? ''}`}>
          <span className="port-name port-in">
            <span className="port-label">{left?.name}</span>
          </span>
          <span className="port-name port-out">
            <span className="port-label">{right?.name}</span>
          </span>
        </div>
      ))}
      <Dot end="in" index={HEADER_ROW} />
      <Dot end="out" index={HEADER_ROW} />
      {ins.map(({ name, type }, index) => (
        <Dot key={name} end="in" index={index} name={name} type={type} />
      ))}
      {outs.map(({ name, type }, index) => (
        <Dot key={name} end="out" index={index} name={name} type={type} />
      ))}
    </div>
  );
}

/** Where a wire meets the card: at a port, or unseen at the header. */
function Dot({ end, index, name, type }: { end: 'in' | 'out'; index: number; name?: string; type?: PortType }) {
  return (
    <Handle
      id={handleId(end, name)}
      type={end === 'in' ? 'target' : 'source'}
      position={end === 'in' ? Side.Left : Side.Right}
      className={name === undefined ? 'header-handle' : 'port-handle'}
      style={{ top: portY(index), width: PORT_HANDLE_SIZE, height: PORT_HANDLE_SIZE }}
      isConnectable={false}
    >
      {type !== undefined && (
        <span
          className="port-dot"
          data-type={type.replace(/^list of /, '')}
          data-list={type.startsWith('list of ') || undefined}
        />
      )}
    </Handle>
  );
}
