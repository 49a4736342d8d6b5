import { nodeCode } from '../../flow/language/nodeCode.ts';
import type { CanvasCommand } from '../../messages/host.ts';
import type { HostCommand, NodeCommand } from '../../messages/view.ts';
import { groupItems, membershipItems } from '../frames/groupItems.ts';
import { insertableWire } from '../graph/inserting.ts';
import { PIN_KEY, pinObstacle, pinVerb, RUN_VERBS, UNFINISHED } from '../run/verbs.ts';
import { openInsertion, openQuickAdd } from '../store/addActions.ts';
import { isRunning, type MenuRequest, runObstacle, soleSelection } from '../store/canvasState.ts';
import type { CanvasModel } from '../store/canvasStore.ts';
import { cutSelection, pasteClipboard } from '../store/clipboardActions.ts';
import { runCanvasCommand } from '../store/commands.ts';
import { deleteWire } from '../store/editActions.ts';
import { addChosenFiles } from '../store/fileActions.ts';
import { edit, type MenuItem, modified } from './menuItem.ts';

type Items = readonly (MenuItem | 'separator')[];

/** What the menu offers for what it was opened on. */
export function menuItems(model: CanvasModel, request: MenuRequest): Items {
  switch (request.target.on) {
    case 'canvas':
      return canvasItems(model, request);
    case 'nodes':
      return nodeItems(model);
    case 'run':
      return [...runItems(model), 'separator', ...verbItems(model, soleSelection(model.store.getState()))];
    case 'group':
      return groupItems(model, request.target.id);
    default:
      return wireItems(model, request);
  }
}

function wireItems(model: CanvasModel, request: MenuRequest): Items {
  const { graph } = model.store.getState();
  const id = wireOf(request);
  const remove = edit(model, 'Delete Wire', 'Delete', () => void deleteWire(model, id));
  if (!graph || !insertableWire(graph, id)) return [remove];
  const insert = edit(model, 'Insert Node…', 'A', () => openInsertion(model, id, request));
  return [insert, remove];
}

function wireOf({ target }: MenuRequest): string {
  return target.on === 'wire' ? target.id : '';
}

function canvasItems(model: CanvasModel, { at, position }: MenuRequest): Items {
  return [
    edit(model, 'Add Node…', 'A', () => openQuickAdd(model, { at, position })),
    edit(model, 'Add File…', '', () => addChosenFiles(model, position)),
    'separator',
    ...runItems(model),
    ...(model.store.getState().run ? [host(model, 'Show Log', 'showLog')] : []),
    'separator',
    edit(model, 'Paste', modified('V'), () => void pasteClipboard(model, position)),
    command(model, 'Select All', modified('A'), 'selectAll'),
    command(model, 'Fit Graph', 'F', 'fit'),
    edit(model, 'Tidy Layout', '', () => runCanvasCommand(model, { command: 'tidy' })),
    'separator',
    command(model, 'Copy as Mermaid', '', 'copyMermaid'),
    host(model, 'Open as Text', 'openText'),
  ];
}

function nodeItems(model: CanvasModel): Items {
  const state = model.store.getState();
  const node = soleSelection(state);
  const duplicate = edit(model, 'Duplicate', modified('D'), () =>
    runCanvasCommand(model, { command: 'duplicateSelection' }),
  );
  const remove = edit(model, 'Delete', 'Delete', () => runCanvasCommand(model, { command: 'deleteSelection' }));
  const members = membershipItems(model);
  const copying = [
    edit(model, 'Cut', modified('X'), () => void cutSelection(model)),
    command(model, 'Copy', modified('C'), 'copySelection'),
  ];
  if (node === undefined) return [...copying, duplicate, remove, 'separator', ...members];
  return [
    ...verbItems(model, node),
    'separator',
    pinItem(model, node),
    'separator',
    edit(model, 'Rename', 'F2', () => runCanvasCommand(model, { command: 'renameSelection' })),
    ...copying,
    duplicate,
    remove,
    'separator',
    ...members,
    'separator',
    ...subFlowItems(model, node),
    { label: 'Go to Text', keys: '', act: () => model.host.post({ type: 'revealText', node }) },
    ...codeItem(model, node),
    logItem(model, node),
    { label: 'Copy Id', keys: '', act: () => model.host.post({ type: 'copyText', text: node }) },
  ];
}

/** A node with code has it in an editor of its own too. */
function codeItem(model: CanvasModel, node: string): readonly MenuItem[] {
  const { catalog, graph } = model.store.getState();
  const card = graph?.cards.get(node);
  if (!card || !nodeCode(card.node, catalog)) return [];
  const act = () => model.host.post({ type: 'nodeCommand', command: 'editCode', node });
  return [{ label: 'Edit Code', keys: '', act }];
}

/** A node that stands for another flow leads to it. */
function subFlowItems(model: CanvasModel, node: string): readonly MenuItem[] {
  const kind = model.store.getState().graph?.cards.get(node)?.kind;
  if (kind?.runtime !== 'flow') return [];
  return [{ label: 'Open Sub-flow', keys: '', act: () => model.host.post({ type: 'openSubFlow', node }) }];
}

function logItem(model: CanvasModel, node: string): MenuItem {
  const { run, runNodes } = model.store.getState();
  const view = runNodes.get(node);
  // What is shown of a node that does not run in this run is of another, and so is its log.
  const runId = view?.part ? view.part.runId : run?.runId;
  const open = () => runId !== undefined && model.host.post({ type: 'openNodeLog', runId, node });
  const ran = runId !== undefined && view !== undefined && (view.attempt > 0 || view.part !== undefined);
  return { label: 'Open Log', keys: '', ...(!ran && { disabled: 'The node has not run yet.' }), act: open };
}

/** All of the flow: run or cancel, and go on from the run on show. */
function runItems(model: CanvasModel): readonly MenuItem[] {
  const state = model.store.getState();
  if (isRunning(state)) return [host(model, 'Cancel Run', 'cancel')];
  const start = (label: string, name: HostCommand) => startable(model, host(model, label, name));
  const unfinished = state.run?.unfinished && UNFINISHED[state.run.unfinished];
  return [
    { ...start('Run Flow', 'run'), keys: modified('Enter') },
    ...(state.run ? [start('Run Again', 'runAgain')] : []),
    ...(unfinished ? [start(unfinished.title, unfinished.command)] : []),
  ];
}

/** The parts of the flow that a node names. */
function verbItems(model: CanvasModel, node: string | undefined): readonly MenuItem[] {
  return RUN_VERBS.map(({ command: name, title, keys }) => {
    if (node === undefined) return { label: title, keys, disabled: 'Select one node first.', act: () => {} };
    return startable(model, { label: title, keys, act: () => postNode(model, name, node) });
  });
}

function pinItem(model: CanvasModel, node: string): MenuItem {
  const { command: name, title } = pinVerb(model.store.getState().pins.has(node));
  const disabled = pinObstacle(model);
  return { label: title, keys: PIN_KEY, ...(disabled && { disabled }), act: () => postNode(model, name, node) };
}

function startable(model: CanvasModel, item: MenuItem): MenuItem {
  const disabled = runObstacle(model.store.getState());
  return disabled === undefined ? item : { ...item, disabled };
}

function postNode(model: CanvasModel, name: NodeCommand, node: string): void {
  model.host.post({ type: 'nodeCommand', command: name, node });
}

function command(
  model: CanvasModel,
  label: string,
  keys: string,
  name: Exclude<CanvasCommand['command'], 'reveal' | 'insertNodes'>,
): MenuItem {
  return { label, keys, act: () => runCanvasCommand(model, { command: name }) };
}

function host(model: CanvasModel, label: string, name: HostCommand): MenuItem {
  return { label, keys: '', act: () => model.host.post({ type: 'command', command: name }) };
}
