import { Handle, Position as Side } from '@xyflow/react';
import { PORT_HANDLE_SIZE } from '../graph/geometry.ts';
import { handleId } from './flowElements.ts';

/** Where wires end that lead to no port of a card. Nothing can be drawn from here, so it has no dot. `top` as in CSS. */
export function HeaderHandle({ end, top }: { end: 'in' | 'out'; top: number | string }) {
  return (
    <Handle
      id={handleId(end, undefined)}
      type={end === 'in' ? 'target' : 'source'}
      position={end === 'in' ? Side.Left : Side.Right}
      className="port-handle header-handle"
      style={{ top, width: PORT_HANDLE_SIZE, height: PORT_HANDLE_SIZE }}
      isConnectable={false}
      aria-hidden="true"
    />
  );
}
