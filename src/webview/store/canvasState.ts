import type { Catalog } from '../../flow/catalog/kind.ts';
import type { PortType, Position, WireSource } from '../../flow/model.ts';
import type { DocumentSnapshot } from '../../messages/document.ts';
import type { HostEnvironment, OfferedFlow } from '../../messages/host.ts';
import type { NodeDetail, NodeRunView, PinView, RunView } from '../../messages/run.ts';
import type { Graph } from '../graph/buildGraph.ts';

/** A wire that is being drawn: where it started and which ports could take it. */
export interface ConnectionDraft {
  readonly node: string;
  readonly port: string;
  readonly end: 'in' | 'out';
  readonly type: PortType;
  /** Keys `node.port` of the ports that may take the other end. */
  readonly compatible: ReadonlySet<string>;
  /** Nodes with a port that may take the other end, or that take new in-ports. */
  readonly compatibleNodes: ReadonlySet<string>;
}

/** Where the quick-add list opens, and what the new node is to be wired to. */
export interface QuickAddRequest {
  /** Place of the list in the window, in CSS pixels. */
  readonly at: { readonly x: number; readonly y: number };
  /** Place of the new node on the canvas. */
  readonly position: Position;
  readonly wire?: Pick<ConnectionDraft, 'node' | 'port' | 'end' | 'type'>;
  /** The wire that the new node is to stand on. */
  readonly onWire?: string;
}

/** What the context menu was opened on. */
export interface MenuRequest {
  readonly at: { readonly x: number; readonly y: number };
  readonly position: Position;
  /** `run` is the button beside Run. */
  readonly target: { readonly on: 'canvas' | 'nodes' | 'run' } | { readonly on: 'wire' | 'group'; readonly id: string };
}

/** What is being looked for on the canvas. */
export interface FindState {
  readonly query: string;
  /** The node that was found last. */
  readonly current: string | null;
  /** Grows each time that somebody asks for the bar, so that it takes the caret again. */
  readonly asked: number;
}

/** A sentence at the foot of the canvas that goes away by itself. */
export interface Notice {
  readonly id: number;
  readonly text: string;
}

/** Everything that the view shows. One object; parts that did not change keep their identity. */
export interface CanvasState {
  readonly catalog: Catalog;
  readonly environment: HostEnvironment;
  readonly document: DocumentSnapshot | undefined;
  readonly graph: Graph | undefined;
  readonly run: RunView | null;
  readonly runNodes: ReadonlyMap<string, NodeRunView>;
  readonly detail: NodeDetail | null;
  /** Pinned nodes by id. */
  readonly pins: ReadonlyMap<string, PinView>;
  /** Flows of the project that could be sub-flows, as they were when the quick-add list was last opened. */
  readonly offeredFlows: readonly OfferedFlow[];

  readonly selection: ReadonlySet<string>;
  readonly selectedWire: string | null;
  readonly selectedGroup: string | null;
  /** Groups whose cards are hidden behind one block. */
  readonly collapsed: ReadonlySet<string>;
  /** The card that Tab leads to and that arrow navigation starts from. */
  readonly current: string | null;
  /** Places of cards that are being moved, until the document says them. */
  readonly moving: ReadonlyMap<string, Position>;
  readonly draft: ConnectionDraft | null;
  /** The card below the end of the wire that is being drawn. */
  readonly draftOver: string | null;
  readonly quickAdd: QuickAddRequest | null;
  readonly menu: MenuRequest | null;
  readonly find: FindState | null;
  /** The node whose name is being typed on its card. */
  readonly renaming: string | null;
  /** The group whose title is being typed on its frame. */
  readonly renamingGroup: string | null;
  /** A node that has just been added: the inspector puts the caret into its main setting. */
  readonly freshNode: string | null;
  readonly notice: Notice | null;
  /** The graph is painted already although it is near still: the next view is from afar. */
  readonly paintAhead: boolean;
  /** What somebody chose; null where nobody did, and room and reason decide. */
  readonly inspectorOpen: boolean | null;
  readonly inspectorWidth: number;
  readonly minimapOpen: boolean;
  /** In CSS pixels. */
  readonly windowWidth: number;
}

/**
 * Width of the inspector, in CSS pixels. Where nobody chose, it is open in a window of `roomFor`, and for a selected node
 * in one of `besides`; in a narrower one it would hide the graph.
 */
export const INSPECTOR_WIDTH = { initial: 320, minimum: 260, maximum: 720, roomFor: 1_200, besides: 700 } as const;

/** A view that has not heard from its host yet. */
export const EMPTY_STATE: CanvasState = {
  catalog: new Map(),
  environment: { runnable: false, reason: 'Millrace is starting.' },
  document: undefined,
  graph: undefined,
  run: null,
  runNodes: new Map(),
  detail: null,
  pins: new Map(),
  offeredFlows: [],
  selection: new Set(),
  selectedWire: null,
  selectedGroup: null,
  collapsed: new Set(),
  current: null,
  moving: new Map(),
  draft: null,
  draftOver: null,
  quickAdd: null,
  menu: null,
  find: null,
  renaming: null,
  renamingGroup: null,
  freshNode: null,
  notice: null,
  paintAhead: false,
  inspectorOpen: null,
  inspectorWidth: INSPECTOR_WIDTH.initial,
  minimapOpen: true,
  windowWidth: 0,
};

/** Whether gestures may change the document: it has arrived and can be read as a flow. */
export function isEditable(state: CanvasState): boolean {
  return state.document !== undefined && state.document.broken === undefined;
}

/** Whether a run is under way. */
export function isRunning(state: CanvasState): boolean {
  return state.run !== null && (state.run.state === 'running' || state.run.state === 'pending');
}

/** Why nothing can be started now, in words; undefined when it can. */
export function runObstacle(state: CanvasState): string | undefined {
  if (!state.environment.runnable) return state.environment.reason ?? 'Flows cannot be run here.';
  if (!isEditable(state)) return 'The file cannot be read as a flow. Mend its text first.';
  return isRunning(state) ? 'The flow is running.' : undefined;
}

/** The node that commands about one node are for: the selected one, else the one that the keyboard is on. */
export function commandNode(state: CanvasState): string | undefined {
  return state.selection.size === 0 ? (state.current ?? undefined) : soleSelection(state);
}

/** Whether the inspector is on show. */
export function isInspectorOpen({ inspectorOpen, selection, windowWidth }: CanvasState): boolean {
  if (inspectorOpen !== null) return inspectorOpen;
  return windowWidth >= (selection.size > 0 ? INSPECTOR_WIDTH.besides : INSPECTOR_WIDTH.roomFor);
}

/** The one selected node, which the inspector shows; undefined for none or several. */
export function soleSelection(state: CanvasState): string | undefined {
  if (state.selection.size !== 1) return undefined;
  const [id] = state.selection;
  return id;
}

/** The card that shows all of its ports: the one below a wire that is being drawn, else the selected one. */
export function expandedCard(state: CanvasState): string | undefined {
  return state.draft ? (state.draftOver ?? state.draft.node) : soleSelection(state);
}

/** Written form of a flow output or wire end in the view's own keys. */
export function portKey(node: string, port: string): string {
  return `${node}.${port}`;
}

/** Whether two wire sources name the same place. */
export function sameSource(a: WireSource, b: WireSource): boolean {
  if (a.from === 'input') return b.from === 'input' && a.input === b.input;
  return b.from === 'node' && a.node === b.node && a.port === b.port;
}
