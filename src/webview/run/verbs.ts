import { VERB_TITLES } from '../../flow/run/selection.ts';
import type { NodeCommand } from '../../messages/view.ts';
import { commandNode, runObstacle } from '../store/canvasState.ts';
import { type CanvasModel, showNotice } from '../store/canvasStore.ts';

const isMac = navigator.platform.startsWith('Mac');

/** A way to run a part of the flow that one of its nodes names. */
export interface RunVerb {
  readonly command: NodeCommand;
  readonly title: string;
  readonly icon: string;
  /** Its key on the canvas, as people read it. */
  readonly keys: string;
}

/** In the order in which menus show them. */
export const RUN_VERBS: readonly RunVerb[] = [
  { command: 'runTo', title: VERB_TITLES.to, icon: 'run-above', keys: isMac ? '⇧⏎' : 'Shift+Enter' },
  { command: 'runOnly', title: VERB_TITLES.only, icon: 'play-circle', keys: isMac ? '⌥⏎' : 'Alt+Enter' },
  { command: 'runFrom', title: VERB_TITLES.from, icon: 'run-below', keys: isMac ? '⇧⌥⏎' : 'Shift+Alt+Enter' },
];

/** How the two ways to go on from an unfinished run are offered. */
export const UNFINISHED = {
  retry: { command: 'retryFailed', title: VERB_TITLES.retry, icon: 'run-errors' },
  resume: { command: 'resume', title: VERB_TITLES.resume, icon: 'debug-continue' },
} as const;

/** Key that pins and unpins. */
export const PIN_KEY = 'P';

/** The command about pins that makes sense for a node, and its name. */
export function pinVerb(isPinned: boolean): { readonly command: NodeCommand; readonly title: string } {
  return isPinned ? { command: 'unpin', title: 'Unpin Outputs' } : { command: 'pin', title: 'Pin Outputs' };
}

/** The command of Enter with these modifiers; undefined for Enter alone and combinations that mean nothing. */
export function verbOfEnter(event: { readonly shiftKey: boolean; readonly altKey: boolean }): NodeCommand | undefined {
  if (event.altKey) return event.shiftKey ? 'runFrom' : 'runOnly';
  return event.shiftKey ? 'runTo' : undefined;
}

/** Has VS Code do something with the node that the person is at, or says why not. */
export function sendNodeCommand(model: CanvasModel, command: NodeCommand): void {
  const state = model.store.getState();
  const obstacle = isPinCommand(command) ? pinObstacle(model) : runObstacle(state);
  const node = commandNode(state);
  if (obstacle !== undefined) showNotice(model, obstacle);
  else if (node === undefined) showNotice(model, 'Select one node first.');
  else model.host.post({ type: 'nodeCommand', command, node });
}

/** Pins the node that the person is at, or takes its pin away. */
export function togglePin(model: CanvasModel): void {
  const state = model.store.getState();
  sendNodeCommand(model, pinVerb(state.pins.has(commandNode(state) ?? '')).command);
}

/** Why nothing can be pinned now; a run that is under way does not matter to the next one's pins. */
export function pinObstacle(model: CanvasModel): string | undefined {
  const { runnable, reason } = model.store.getState().environment;
  return runnable ? undefined : (reason ?? 'Flows cannot be run here.');
}

function isPinCommand(command: NodeCommand): boolean {
  return command === 'pin' || command === 'unpin';
}
