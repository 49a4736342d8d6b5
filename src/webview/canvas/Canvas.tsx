import {
  Background,
  BackgroundVariant,
  type EdgeChange,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
} from '@xyflow/react';
import { type MouseEvent, useCallback, useMemo, useRef } from 'react';
import type { Position } from '../../flow/model.ts';
import { FrameBox } from '../frames/FrameBox.tsx';
import { hiddenCards } from '../frames/frame.ts';
import { type FrameElement, FrameElements, frameElementId, groupOfElement } from '../frames/frameElements.ts';
import { dropCards, moveFrame } from '../frames/groupActions.ts';
import { startRenamingGroup } from '../frames/groupKeys.ts';
import { cardRectangle } from '../graph/buildGraph.ts';
import { openInsertion, openQuickAdd } from '../store/addActions.ts';
import { CANVAS_ELEMENT_ID } from '../store/canvasElement.ts';
import { expandedCard, isEditable } from '../store/canvasState.ts';
import { type CanvasModel, useCanvasModel, useCanvasState } from '../store/canvasStore.ts';
import { moveCards } from '../store/editActions.ts';
import { clearSelection, revealNode, selectNodes, selectWire } from '../store/selectionActions.ts';
import { CanvasTools } from './CanvasTools.tsx';
import { type CardElement, CardElements, type WireElement, WireElements } from './flowElements.ts';
import { NodeCard } from './NodeCard.tsx';
import { Overview, useOverview } from './Overview.tsx';
import { openMenuAt } from './openMenu.ts';
import { useCanvasKeys } from './useCanvasKeys.ts';
import { useCanvasViewport, ZOOM } from './useCanvasViewport.ts';
import { useClipboard } from './useClipboard.ts';
import { useConnectionGestures } from './useConnectionGestures.ts';
import { useFileDrop } from './useFileDrop.ts';
import { WireLine } from './WireLine.tsx';

const NODE_TYPES = { card: NodeCard, frame: FrameBox };
const EDGE_TYPES = { wire: WireLine };
const MULTI_SELECT_KEYS = ['Control', 'Meta', 'Shift'];
/** Distance of the dots in the background, in canvas units. */
const DOT_GAP = 24;
/** How near to a port a wire has to be dropped, in canvas units. */
const CONNECTION_RADIUS = 24;
const NO_ELEMENTS: never[] = [];

type CanvasElement = CardElement | FrameElement;

/** The graph: cards, wires, and every gesture on them. */
export function Canvas() {
  return (
    <ReactFlowProvider>
      <Graph />
    </ReactFlowProvider>
  );
}

function Graph() {
  const model = useCanvasModel();
  const editable = useCanvasState(isEditable);
  const drawing = useCanvasState((state) => state.draft !== null);
  const overview = useOverview();
  const hidden = useHiddenCards();
  const cards = useCardElements(hidden);
  const frames = useFrameElements();
  const wires = useWireElements(hidden);
  const nodes = useMemo(() => [...frames, ...cards], [frames, cards]);
  const gestures = useConnectionGestures();
  const onNodesChange = useCallback((changes: NodeChange<CanvasElement>[]) => applyChanges(model, changes), [model]);
  const onEdgesChange = useCallback((changes: EdgeChange<WireElement>[]) => applyWireChanges(model, changes), [model]);
  const onDragStop = useCallback(
    (_event: unknown, _node: CanvasElement, dragged: readonly CanvasElement[]) =>
      void dropCards(
        model,
        dragged.map(({ id }) => id),
      ),
    [model],
  );
  const onSelectionDragStop = useCallback(
    (event: MouseEvent, dragged: readonly CanvasElement[]) => {
      const [first] = dragged;
      if (first) onDragStop(event, first, dragged);
    },
    [onDragStop],
  );
  const files = useFileDrop();
  useCanvasViewport();
  useCanvasKeys();
  useClipboard();
  return (
    <div
      id={CANVAS_ELEMENT_ID}
      className="canvas"
      role="application"
      aria-label="Flow graph"
      tabIndex={0}
      data-drawing={drawing || undefined}
      data-dropping={files.over || undefined}
      data-readonly={!editable || undefined}
      onMouseMove={(event) => trackDraft(model, event)}
      onDoubleClick={(event) => onDoubleClick(model, event)}
      onContextMenu={(event) => openMenuAt(model, event)}
      {...files.handlers}
    >
      <ReactFlow
        nodes={overview ? NO_ELEMENTS : nodes}
        edges={overview ? NO_ELEMENTS : wires}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onNodeDragStop={onDragStop}
        onSelectionDragStop={onSelectionDragStop}
        onPaneClick={(event) => (overview ? revealAt(model, event) : clearSelection(model))}
        onEdgeClick={(_event, edge) => selectWire(model, edge.id)}
        onMoveEnd={(_event, viewport) => model.host.saveState({ ...model.host.loadState(), viewport })}
        {...gestures}
        nodesDraggable={editable}
        nodesConnectable={editable}
        edgesReconnectable={editable}
        nodesFocusable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        multiSelectionKeyCode={MULTI_SELECT_KEYS}
        selectionMode={SelectionMode.Partial}
        zoomOnDoubleClick={false}
        panOnScroll
        minZoom={ZOOM.minimum}
        maxZoom={ZOOM.maximum}
        defaultViewport={model.saved.viewport ?? { x: 0, y: 0, zoom: 1 }}
        connectionRadius={CONNECTION_RADIUS}
        onlyRenderVisibleElements
        elevateNodesOnSelect
      >
        <Background variant={BackgroundVariant.Dots} gap={DOT_GAP} size={1.5} />
        <Overview />
        <CanvasTools />
      </ReactFlow>
    </div>
  );
}

/** Cards that a collapsed group hides, with the element that stands in their place. */
function useHiddenCards(): ReadonlyMap<string, string> {
  const frames = useCanvasState((state) => state.graph?.frames);
  const collapsed = useCanvasState((state) => state.collapsed);
  return useMemo(() => {
    const hidden = hiddenCards(frames ?? [], collapsed);
    return new Map([...hidden].map(([card, group]) => [card, frameElementId(group)]));
  }, [frames, collapsed]);
}

function useFrameElements(): FrameElement[] {
  const elements = useRef<FrameElements | null>(null);
  elements.current ??= new FrameElements();
  const graph = useCanvasState((state) => state.graph);
  const moving = useCanvasState((state) => state.moving);
  const collapsed = useCanvasState((state) => state.collapsed);
  return useMemo(
    () => (graph && graph.frames.length > 0 ? (elements.current?.of(graph, moving, collapsed) ?? []) : NO_ELEMENTS),
    [graph, moving, collapsed],
  );
}

function useCardElements(hidden: ReadonlyMap<string, string>): CardElement[] {
  const elements = useRef<CardElements | null>(null);
  elements.current ??= new CardElements();
  const graph = useCanvasState((state) => state.graph);
  const moving = useCanvasState((state) => state.moving);
  const selection = useCanvasState((state) => state.selection);
  const expanded = useCanvasState(expandedCard);
  return useMemo(
    () => (graph ? (elements.current?.of(graph, moving, selection, expanded, hidden) ?? []) : []),
    [graph, moving, selection, expanded, hidden],
  );
}

function useWireElements(hidden: ReadonlyMap<string, string>): WireElement[] {
  const elements = useRef<WireElements | null>(null);
  elements.current ??= new WireElements();
  const graph = useCanvasState((state) => state.graph);
  const selectedWire = useCanvasState((state) => state.selectedWire);
  return useMemo(
    () => (graph ? (elements.current?.of(graph, selectedWire, hidden) ?? []) : []),
    [graph, selectedWire, hidden],
  );
}

/** React Flow tells what it wants changed; selection and places are kept by the store alone. */
function applyChanges(model: CanvasModel, changes: readonly NodeChange<CanvasElement>[]): void {
  const selection = new Set(model.store.getState().selection);
  let selected = false;
  for (const change of changes) {
    if (change.type !== 'select') continue;
    selected = true;
    if (change.selected) selection.add(change.id);
    else selection.delete(change.id);
  }
  if (selected) selectNodes(model, selection);
  const moved: [string, Position][] = [];
  for (const change of changes) {
    if (change.type !== 'position' || !change.dragging || !change.position) continue;
    const { x, y } = change.position;
    const group = groupOfElement(change.id);
    if (group === undefined) moved.push([change.id, [x, y]]);
    else moveFrame(model, group, { x, y });
  }
  if (moved.length > 0) moveCards(model, moved);
}

function applyWireChanges(model: CanvasModel, changes: readonly EdgeChange<WireElement>[]): void {
  const { selectedWire } = model.store.getState();
  const deselected = changes.some(
    (change) => change.type === 'select' && !change.selected && change.id === selectedWire,
  );
  if (deselected) model.store.setState({ selectedWire: null });
}

/** From afar the cards are painted: a click finds the one below it and brings it near. */
function revealAt(model: CanvasModel, event: MouseEvent): void {
  const { graph } = model.store.getState();
  const point = model.viewport.active?.toCanvas({ x: event.clientX, y: event.clientY });
  if (!graph || !point) return;
  for (const id of graph.cards.keys()) {
    const { x, y, width, height } = cardRectangle(graph, id);
    if (point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height) return revealNode(model, id);
  }
}

/** The card below a wire that is being drawn shows all of its ports. */
function trackDraft(model: CanvasModel, { target }: MouseEvent): void {
  const { draft, draftOver } = model.store.getState();
  if (!draft && draftOver === null) return;
  const card = target instanceof Element ? target.closest<HTMLElement>('[data-card]')?.dataset['card'] : undefined;
  const over = draft && card !== undefined && draft.compatibleNodes.has(card) ? card : null;
  if (over !== draftOver) model.store.setState({ draftOver: over });
}

/** The card of a node that stands for another flow leads to that flow. */
function openFlow(model: CanvasModel, node: string): void {
  const kind = model.store.getState().graph?.cards.get(node)?.kind;
  if (kind?.runtime === 'flow') model.host.post({ type: 'openSubFlow', node });
}

function insertAt(model: CanvasModel, event: MouseEvent, wire: string): void {
  const at = { x: event.clientX, y: event.clientY };
  const place = model.viewport.active?.toCanvas(at);
  if (place) openInsertion(model, wire, { at, position: [place.x, place.y] });
}

function onDoubleClick(model: CanvasModel, event: MouseEvent): void {
  if (!(event.target instanceof Element)) return;
  const group = event.target.closest<HTMLElement>('[data-frame]')?.dataset['frame'];
  if (group !== undefined) return startRenamingGroup(model, group);
  const wire = event.target.closest<HTMLElement>('.react-flow__edge')?.dataset['id'];
  if (wire !== undefined) return insertAt(model, event, wire);
  const title = event.target.closest('.card-title');
  const card = title?.closest<HTMLElement>('[data-card]')?.dataset['card'];
  if (card !== undefined && isEditable(model.store.getState())) return model.store.setState({ renaming: card });
  const flow = event.target.closest<HTMLElement>('[data-card]')?.dataset['card'];
  if (flow !== undefined) return openFlow(model, flow);
  if (!event.target.closest('.react-flow__pane')) return;
  const point = { x: event.clientX, y: event.clientY };
  const place = model.viewport.active?.toCanvas(point);
  if (place) openQuickAdd(model, { at: point, position: [place.x, place.y] });
}
