import { useEffect } from 'react';
import type { Position } from '../../flow/model.ts';
import { shiftCards } from '../frames/groupActions.ts';
import { nudgeGroup, takeGroupKey } from '../frames/groupKeys.ts';
import { ARROW_STEP, ARROW_STEP_LARGE } from '../graph/geometry.ts';
import { type Direction, neighbour } from '../graph/navigation.ts';
import { sendNodeCommand, togglePin, verbOfEnter } from '../run/verbs.ts';
import { openInsertion, openQuickAdd } from '../store/addActions.ts';
import { isEditable } from '../store/canvasState.ts';
import { type CanvasModel, useCanvasModel } from '../store/canvasStore.ts';
import { runCanvasCommand } from '../store/commands.ts';
import { commitMoves } from '../store/editActions.ts';
import { clearSelection, editInInspector, revealNode, toggleNode } from '../store/selectionActions.ts';

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

const STEPS: Readonly<Record<Direction, Position>> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] };

/** Listens to the keys of the canvas. A key that it takes does not reach VS Code, which would act on it again. */
export function useCanvasKeys(): void {
  const model = useCanvasModel();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isForCanvas(event) || !takeKey(model, event)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    const onKeyUp = (event: KeyboardEvent) => {
      // One edit for as long as the key was held.
      if (event.key in ARROWS) void commitMoves(model);
    };
    const onBlur = () => void commitMoves(model);
    document.addEventListener('keydown', onKeyDown);
    document.addEventListener('keyup', onKeyUp);
    window.addEventListener('blur', onBlur);
    return () => {
      document.removeEventListener('keydown', onKeyDown);
      document.removeEventListener('keyup', onKeyUp);
      window.removeEventListener('blur', onBlur);
    };
  }, [model]);
}

function isForCanvas(event: KeyboardEvent): boolean {
  const target = event.composedPath()[0];
  if (target === document.body) return true;
  if (!(target instanceof Element) || target.closest('input, textarea, button, [contenteditable]')) return false;
  return target.closest('#canvas') !== null;
}

/** Acts on a key; whether it did is the result. */
function takeKey(model: CanvasModel, event: KeyboardEvent): boolean {
  const direction = ARROWS[event.key];
  if (direction) return takeArrow(model, event, direction);
  const modifier = event.ctrlKey || event.metaKey;
  if (event.altKey || event.shiftKey) return !modifier && event.key === 'Enter' && takeVerb(model, event);
  return modifier ? takeModified(model, event.key) : takePlain(model, event.key);
}

function takeArrow(model: CanvasModel, event: KeyboardEvent, direction: Direction): boolean {
  if (event.ctrlKey || event.metaKey) return false;
  if (event.altKey) return navigate(model, direction);
  return nudge(model, direction, event.shiftKey ? ARROW_STEP_LARGE : ARROW_STEP);
}

function navigate(model: CanvasModel, direction: Direction): boolean {
  const { graph, current } = model.store.getState();
  if (!graph) return false;
  const from = current ?? graph.cards.keys().next().value;
  const next = from === undefined ? undefined : current === null ? from : neighbour(graph, from, direction);
  if (next !== undefined) revealNode(model, next);
  return true;
}

function nudge(model: CanvasModel, direction: Direction, step: number): boolean {
  const state = model.store.getState();
  const [dx, dy] = STEPS[direction];
  if (nudgeGroup(model, [dx * step, dy * step])) return true;
  if (!isEditable(state) || state.selection.size === 0) return false;
  shiftCards(model, state.selection, [dx * step, dy * step]);
  return true;
}

function takeVerb(model: CanvasModel, event: KeyboardEvent): boolean {
  const command = verbOfEnter(event);
  if (command !== undefined) sendNodeCommand(model, command);
  return command !== undefined;
}

function takeModified(model: CanvasModel, key: string): boolean {
  const command = ({ a: 'selectAll', d: 'duplicateSelection', g: 'groupSelection', f: 'find' } as const)[
    key.toLowerCase()
  ];
  if (command === undefined) return false;
  runCanvasCommand(model, { command });
  return true;
}

function takePlain(model: CanvasModel, key: string): boolean {
  if (takeGroupKey(model, key)) return true;
  switch (key) {
    case 'a':
    case 'A':
      addWithKey(model);
      return true;
    case 'f':
      runCanvasCommand(model, { command: 'fit' });
      return true;
    case 'p':
      togglePin(model);
      return true;
    case '+':
    case '=':
      runCanvasCommand(model, { command: 'zoomIn' });
      return true;
    case '-':
      runCanvasCommand(model, { command: 'zoomOut' });
      return true;
    case 'Delete':
    case 'Backspace':
      runCanvasCommand(model, { command: 'deleteSelection' });
      return true;
    case 'F2':
      runCanvasCommand(model, { command: 'renameSelection' });
      return true;
    case 'Escape':
      model.store.setState({ menu: null });
      clearSelection(model);
      return true;
    case ' ':
      return withCurrent(model, (id) => toggleNode(model, id));
    case 'Enter':
      return withCurrent(model, (id) => editInInspector(model, id));
    default:
      return false;
  }
}

/** On a selected wire the new node stands on the wire. */
function addWithKey(model: CanvasModel): void {
  const { selectedWire } = model.store.getState();
  if (selectedWire === null) openQuickAdd(model);
  else openInsertion(model, selectedWire);
}

function withCurrent(model: CanvasModel, act: (id: string) => void): boolean {
  const { current } = model.store.getState();
  if (current === null) return false;
  act(current);
  return true;
}
