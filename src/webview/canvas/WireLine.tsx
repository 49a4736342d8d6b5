import { BaseEdge, type EdgeProps, getBezierPath } from '@xyflow/react';
import { memo } from 'react';
import { useCanvasState } from '../store/canvasStore.ts';
import type { WireElement } from './flowElements.ts';

/** Width around a wire that takes the pointer, in canvas units. */
const POINTER_WIDTH = 14;
/** How strongly a wire bends. */
const CURVATURE = 0.32;

/** A wire from port to port. */
export const WireLine = memo(function WireLine(props: EdgeProps<WireElement>) {
  const { id, data, source, target, selected, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition } =
    props;
  const [path] = getBezierPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
    curvature: CURVATURE,
  });
  const near = useCanvasState((state) => state.selection.has(source) || state.selection.has(target));
  const flowing = useCanvasState((state) => state.runNodes.get(target)?.state === 'running');
  const classes = ['wire', `wire-${data?.wire.role ?? 'data'}`];
  if (near) classes.push('wire-near');
  if (selected) classes.push('wire-selected');
  if (flowing) classes.push('wire-flowing');
  return <BaseEdge id={id} path={path} className={classes.join(' ')} interactionWidth={POINTER_WIDTH} />;
});
