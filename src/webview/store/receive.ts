import type { Catalog } from '../../flow/catalog/kind.ts';
import type { DocumentSnapshot } from '../../messages/document.ts';
import type { HostMessage } from '../../messages/host.ts';
import type { NodeRunView, PinView, RunView } from '../../messages/run.ts';
import { buildGraph, type Graph } from '../graph/buildGraph.ts';
import type { CanvasState } from './canvasState.ts';
import { reuse, reuseById } from './reuse.ts';

/** The part of a state that a message of the host changes. Parts that the message repeats keep their identity. */
export function receive(state: CanvasState, message: HostMessage): Partial<CanvasState> {
  switch (message.type) {
    case 'catalog':
      return receiveCatalog(
        state,
        new Map(message.kinds.map((kind) => [kind.id, reuse(state.catalog.get(kind.id), kind)])),
      );
    case 'environment':
      return { environment: reuse(state.environment, message.environment) };
    case 'document':
      return receiveDocument(state, message.document);
    case 'run':
      return receiveRun(state, message.run);
    case 'detail':
      return { detail: message.detail && reuse(state.detail, message.detail) };
    case 'flows':
      return { offeredFlows: reuse(state.offeredFlows, message.flows) };
    case 'pins':
      return receivePins(state, message.pins);
    default:
      return {};
  }
}

function receiveCatalog(state: CanvasState, catalog: Catalog): Partial<CanvasState> {
  if (!state.document || catalog.size === 0) return { catalog };
  return { catalog, graph: buildGraph(state.document, catalog, state.graph) };
}

function receiveDocument(state: CanvasState, received: DocumentSnapshot): Partial<CanvasState> {
  const document = reuseDocument(state.document, received);
  if (state.catalog.size === 0) return { document };
  const graph = buildGraph(document, state.catalog, state.graph);
  return { document, graph, ...dropVanished(state, graph) };
}

function reuseDocument(previous: DocumentSnapshot | undefined, next: DocumentSnapshot): DocumentSnapshot {
  if (!previous) return next;
  // Matched by id: a node inserted at the top must not make every other node look changed.
  const nodes = reuseById(previous.flow.nodes, next.flow.nodes);
  return reuse(previous, { ...next, flow: { ...next.flow, nodes } });
}

/** Selection and focus never name a node that is gone. */
function dropVanished(state: CanvasState, { cards, frames }: Graph): Partial<CanvasState> {
  const kept = [...state.selection].filter((id) => cards.has(id));
  const gone = (id: string | null) => id !== null && !cards.has(id);
  const groupGone = (group: string | null) => group !== null && !frames.some(({ id }) => id === group);
  return {
    ...(kept.length < state.selection.size && { selection: new Set(kept) }),
    ...(gone(state.current) && { current: null }),
    ...(gone(state.renaming) && { renaming: null }),
    ...(groupGone(state.selectedGroup) && { selectedGroup: null }),
    ...(groupGone(state.renamingGroup) && { renamingGroup: null }),
  };
}

function receiveRun(state: CanvasState, received: RunView | null): Partial<CanvasState> {
  if (!received) return { run: null, runNodes: new Map() };
  const sameRun = state.run?.runId === received.runId;
  const nodes = reuseById(sameRun && state.run ? state.run.nodes : [], received.nodes);
  const run = reuse(state.run, { ...received, nodes });
  if (run === state.run) return {};
  if (sameRun && nodes === state.run?.nodes) return { run };
  return { run, runNodes: new Map<string, NodeRunView>(nodes.map((node) => [node.id, node])) };
}

function receivePins(state: CanvasState, received: readonly PinView[]): Partial<CanvasState> {
  const before = [...state.pins.values()];
  const pins = reuseById(before, received);
  return pins === before ? {} : { pins: new Map(pins.map((pin) => [pin.id, pin])) };
}
