import { BaseEdge, type EdgeProps, getBezierPath } from '@xyflow/react';
import { memo, useContext } from 'react';
import type { WireElement } from '../canvas/flowElements.ts';
import { CompareSceneContext } from './CompareCard.tsx';

/** How strongly a wire bends, as on the canvas. */
const CURVATURE = 0.32;

const LETTERS = { added: 'A', removed: 'D', same: '' } as const;

/** A wire in a comparison. One that only one side has carries its letter in the middle. */
export const CompareWire = memo(function CompareWire(props: EdgeProps<WireElement>) {
  const { id, data, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition } = props;
  const mark = useContext(CompareSceneContext)?.picture.wireMarks.get(id) ?? 'same';
  const [path, labelX, labelY] = getBezierPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
    curvature: CURVATURE,
  });
  const classes = `wire wire-${data?.wire.role ?? 'data'} compare-wire compare-wire-${mark}`;
  return (
    <>
      <BaseEdge id={id} path={path} className={classes} interactionWidth={0} />
      {mark !== 'same' && (
        <text className={`compare-wire-letter compare-wire-letter-${mark}`} x={labelX} y={labelY}>
          {LETTERS[mark]}
        </text>
      )}
    </>
  );
});
