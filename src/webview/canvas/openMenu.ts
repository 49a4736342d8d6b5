import type { MouseEvent } from 'react';
import { selectGroup } from '../frames/groupActions.ts';
import type { CanvasModel } from '../store/canvasStore.ts';
import { selectNodes, selectWire } from '../store/selectionActions.ts';

/** Opens the menu for what is below the pointer, which becomes selected if it is not. */
export function openMenuAt(model: CanvasModel, event: MouseEvent): void {
  if (!(event.target instanceof Element) || event.target.closest('input')) return;
  event.preventDefault();
  const at = { x: event.clientX, y: event.clientY };
  const place = model.viewport.active?.toCanvas(at) ?? { x: 0, y: 0 };
  const position = [Math.round(place.x), Math.round(place.y)] as const;
  const target = targetOf(model, event.target);
  model.store.setState({ menu: { at, position, target } });
}

function targetOf(model: CanvasModel, element: Element) {
  const card = element.closest<HTMLElement>('[data-card]')?.dataset['card'];
  if (card !== undefined) {
    if (!model.store.getState().selection.has(card)) selectNodes(model, [card]);
    return { on: 'nodes' } as const;
  }
  const group = element.closest<HTMLElement>('[data-frame]')?.dataset['frame'];
  if (group !== undefined) {
    selectGroup(model, group);
    return { on: 'group', id: group } as const;
  }
  const wire = element.closest<HTMLElement>('.react-flow__edge')?.dataset['id'];
  if (wire !== undefined) {
    selectWire(model, wire);
    return { on: 'wire', id: wire } as const;
  }
  return { on: 'canvas' } as const;
}
