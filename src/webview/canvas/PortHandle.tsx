import { Handle, Position as Side } from '@xyflow/react';
import type { PortType } from '../../flow/model.ts';
import { PORT_HANDLE_SIZE, portY } from '../graph/geometry.ts';
import { portKey } from '../store/canvasState.ts';
import { useCanvasState } from '../store/canvasStore.ts';
import { handleId } from './flowElements.ts';

interface PortHandleProps {
  readonly node: string;
  readonly port: string;
  readonly end: 'in' | 'out';
  readonly index: number;
  readonly type: PortType;
  readonly wired: boolean;
  readonly title: string;
}

/** How a port takes part in a wire that is being drawn. */
type DraftRole = 'none' | 'start' | 'fits' | 'dimmed';

/** The dot of a port: where a wire starts and ends, and what lights up while one is drawn. */
export function PortHandle({ node, port, end, index, type, wired, title }: PortHandleProps) {
  const role = useCanvasState(({ draft }): DraftRole => {
    if (!draft) return 'none';
    if (draft.node === node && draft.port === port && draft.end === end) return 'start';
    return draft.end !== end && draft.compatible.has(portKey(node, port)) ? 'fits' : 'dimmed';
  });
  const item = type.startsWith('list of ') ? type.slice('list of '.length) : type;
  return (
    <Handle
      id={handleId(end, port)}
      type={end === 'in' ? 'target' : 'source'}
      position={end === 'in' ? Side.Left : Side.Right}
      className="port-handle"
      style={{ top: portY(index), width: PORT_HANDLE_SIZE, height: PORT_HANDLE_SIZE }}
      title={title}
      data-role={role}
    >
      <span
        className="port-dot"
        data-type={item}
        data-list={item !== type || undefined}
        data-wired={wired || undefined}
      />
    </Handle>
  );
}
