import type { CanvasCommand } from '../../messages/host.ts';
import type { HostCommand } from '../../messages/view.ts';
import { openQuickAdd } from '../store/addActions.ts';
import { isEditable, isRunning, type MenuRequest, soleSelection } from '../store/canvasState.ts';
import type { CanvasModel } from '../store/canvasStore.ts';
import { runCanvasCommand } from '../store/commands.ts';
import { deleteWire } from '../store/editActions.ts';

/** One line of the menu. */
export interface MenuItem {
  readonly label: string;
  /** The key that does the same. */
  readonly keys: string;
  /** Why it cannot be chosen now; absent when it can. */
  readonly disabled?: string;
  readonly act: () => void;
}

const READ_ONLY = 'The file cannot be read as a flow. Mend its text first.';
const isMac = navigator.platform.startsWith('Mac');
const modified = (key: string) => (isMac ? `⌘${key}` : `Ctrl+${key}`);

/** What the menu offers for what it was opened on. */
export function menuItems(model: CanvasModel, request: MenuRequest): readonly (MenuItem | 'separator')[] {
  switch (request.target.on) {
    case 'canvas':
      return canvasItems(model, request);
    case 'nodes':
      return nodeItems(model);
    default:
      return [edit(model, 'Delete Wire', 'Delete', () => void deleteWire(model, wireOf(request)))];
  }
}

function wireOf({ target }: MenuRequest): string {
  return target.on === 'wire' ? target.id : '';
}

function canvasItems(model: CanvasModel, { at, position }: MenuRequest): readonly (MenuItem | 'separator')[] {
  return [
    edit(model, 'Add Node…', 'A', () => openQuickAdd(model, { at, position })),
    'separator',
    runItem(model),
    ...(model.store.getState().run ? [host(model, 'Run Again', 'runAgain'), host(model, 'Show Log', 'showLog')] : []),
    'separator',
    command(model, 'Select All', modified('A'), 'selectAll'),
    command(model, 'Fit Graph', 'F', 'fit'),
    edit(model, 'Tidy Layout', '', () => runCanvasCommand(model, { command: 'tidy' })),
    'separator',
    host(model, 'Open as Text', 'openText'),
  ];
}

function nodeItems(model: CanvasModel): readonly (MenuItem | 'separator')[] {
  const state = model.store.getState();
  const node = soleSelection(state);
  const run = state.run;
  const duplicate = edit(model, 'Duplicate', modified('D'), () =>
    runCanvasCommand(model, { command: 'duplicateSelection' }),
  );
  const remove = edit(model, 'Delete', 'Delete', () => runCanvasCommand(model, { command: 'deleteSelection' }));
  if (node === undefined) return [duplicate, remove];
  const ran = run !== null && (state.runNodes.get(node)?.attempt ?? 0) > 0;
  return [
    edit(model, 'Rename', 'F2', () => runCanvasCommand(model, { command: 'renameSelection' })),
    duplicate,
    remove,
    'separator',
    { label: 'Go to Text', keys: '', act: () => model.host.post({ type: 'revealText', node }) },
    {
      label: 'Open Log',
      keys: '',
      ...(!ran && { disabled: 'The node has not run yet.' }),
      act: () => run && model.host.post({ type: 'openNodeLog', runId: run.runId, node }),
    },
    { label: 'Copy Id', keys: '', act: () => model.host.post({ type: 'copyText', text: node }) },
  ];
}

function runItem(model: CanvasModel): MenuItem {
  const state = model.store.getState();
  if (isRunning(state)) return host(model, 'Cancel Run', 'cancel');
  const { runnable, reason } = state.environment;
  return { ...host(model, 'Run Flow', 'run'), ...(!runnable && { disabled: reason ?? 'Flows cannot be run here.' }) };
}

function edit(model: CanvasModel, label: string, keys: string, act: () => void): MenuItem {
  return { label, keys, act, ...(!isEditable(model.store.getState()) && { disabled: READ_ONLY }) };
}

function command(
  model: CanvasModel,
  label: string,
  keys: string,
  name: Exclude<CanvasCommand['command'], 'reveal'>,
): MenuItem {
  return { label, keys, act: () => runCanvasCommand(model, { command: name }) };
}

function host(model: CanvasModel, label: string, name: HostCommand): MenuItem {
  return { label, keys: '', act: () => model.host.post({ type: 'command', command: name }) };
}
