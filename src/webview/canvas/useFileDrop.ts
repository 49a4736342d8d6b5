import { type DragEvent, useState } from 'react';
import { CARD_WIDTH, HEADER_HEIGHT } from '../graph/geometry.ts';
import { focusCanvas } from '../store/canvasElement.ts';
import { isEditable } from '../store/canvasState.ts';
import { useCanvasModel } from '../store/canvasStore.ts';
import { addDroppedFiles, draggedFiles, holdsFiles } from '../store/fileActions.ts';

/** Takes files that are dragged onto the canvas; `over` while they are above it. */
export function useFileDrop() {
  const model = useCanvasModel();
  const [over, setOver] = useState(false);
  const onDragOver = (event: DragEvent) => {
    if (!holdsFiles(event.dataTransfer) || !isEditable(model.store.getState())) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    setOver(true);
  };
  const onDragLeave = ({ currentTarget, relatedTarget }: DragEvent) => {
    if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false);
  };
  const onDrop = (event: DragEvent) => {
    setOver(false);
    const place = model.viewport.active?.toCanvas({ x: event.clientX, y: event.clientY });
    if (!place) return;
    const at = [Math.round(place.x - CARD_WIDTH / 2), Math.round(place.y - HEADER_HEIGHT / 2)] as const;
    if (!addDroppedFiles(model, draggedFiles(event.dataTransfer), at)) return;
    event.preventDefault();
    focusCanvas();
  };
  return { over, handlers: { onDragOver, onDragLeave, onDrop } };
}
