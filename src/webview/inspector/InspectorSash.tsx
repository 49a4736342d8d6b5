import type { KeyboardEvent, PointerEvent } from 'react';
import { INSPECTOR_WIDTH } from '../store/canvasState.ts';
import { useCanvasModel, useCanvasState } from '../store/canvasStore.ts';

const KEY_STEP = 20;

/** The edge by which the inspector is made wider and narrower. */
export function InspectorSash() {
  const { store } = useCanvasModel();
  const width = useCanvasState((state) => state.inspectorWidth);
  const resize = (wanted: number) => {
    const { minimum, maximum } = INSPECTOR_WIDTH;
    store.setState({ inspectorWidth: Math.round(Math.min(maximum, Math.max(minimum, wanted))) });
  };
  const onPointerMove = (event: PointerEvent) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) resize(window.innerWidth - event.clientX);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: KEY_STEP, ArrowRight: -KEY_STEP }[event.key];
    if (step !== undefined) resize(width + step);
  };
  return (
    <div
      className="sash"
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the inspector"
      aria-valuenow={width}
      aria-valuemin={INSPECTOR_WIDTH.minimum}
      aria-valuemax={INSPECTOR_WIDTH.maximum}
      tabIndex={0}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onDoubleClick={() => resize(INSPECTOR_WIDTH.initial)}
      onKeyDown={onKeyDown}
    />
  );
}
