import { formatDuration } from '../../src/flow/duration.ts';
import type { NodeSnapshot, RunSnapshot } from '../../src/flow/run/snapshot.ts';
import { isNodeOver } from '../../src/flow/run/status.ts';
import { endWords, glyphOf, isAside } from './nodeWords.ts';
import type { Style } from './style.ts';
import { fitWidth, plainLine, textWidth } from './textWidth.ts';

/** Lines that stay free below the list: the count, a note, and the cursor. */
const SPARE_ROWS = 4;

/** Widest column of ids. */
const ID_COLUMNS = 32;

/** Circumstances of one picture. */
export interface Picture {
  readonly columns: number;
  readonly rows: number;
  readonly nowMs: number;
  readonly style: Style;
}

/**
 * The picture of a run under way, none of its lines wider than the terminal and no more than fit on it. When there are
 * more nodes than rows, those that run and those that failed are shown, and the rest is counted.
 */
export function liveLines(run: RunSnapshot, picture: Picture): string[] {
  const all = [...run.nodes.values()].filter((node) => !isAside(node));
  const rows = Math.max(1, picture.rows - SPARE_ROWS);
  const shown = all.length <= rows ? all : mostTelling(all, rows);
  const idColumns = Math.min(ID_COLUMNS, picture.columns >> 1, Math.max(0, ...shown.map((node) => textWidth(node.id))));
  return [...shown.map((node) => nodeLine(node, idColumns, picture)), countLine(run, all, picture)];
}

function mostTelling(nodes: readonly NodeSnapshot[], rows: number): NodeSnapshot[] {
  const failed = nodes.filter((node) => node.failure !== undefined && isNodeOver(node.state));
  const running = nodes.filter((node) => node.state === 'running');
  return [...failed.slice(-Math.max(1, rows >> 1)), ...running].slice(0, rows);
}

function nodeLine(node: NodeSnapshot, idColumns: number, picture: Picture): string {
  const { style, columns } = picture;
  const id = fitWidth(node.id, idColumns);
  const padding = ' '.repeat(Math.max(0, idColumns - textWidth(id)));
  const room = Math.max(0, columns - 4 - idColumns);
  return `${glyphOf(node.state, style)} ${style.bold(id)}${padding} ${wordsOf(node, room, picture)}`;
}

function wordsOf(node: NodeSnapshot, room: number, { style, nowMs }: Picture): string {
  if (node.state === 'running') {
    const time = fitWidth(formatDuration(Math.max(0, nowMs - (node.startedMs ?? nowMs))), room);
    const said = fitWidth(lastWords(node), Math.max(0, room - textWidth(time) - 1));
    return `${time} ${style.dim(said)}`;
  }
  if (node.state === 'ready' && node.reason) return style.dim(fitWidth(plainLine(node.reason), room));
  if (node.state === 'ready' && node.attempt > 1)
    return style.yellow(fitWidth(`waits for attempt ${node.attempt}`, room));
  return isNodeOver(node.state) ? fitWidth(plainLine(endWords(node)), room) : '';
}

function lastWords(node: NodeSnapshot): string {
  if (node.progress) {
    const { current, total, message } = node.progress;
    const share = total > 0 ? `${Math.round((100 * current) / total)} % ` : '';
    return plainLine(`${share}${message}`);
  }
  const line = node.logTail.findLast((text) => text.trim() !== '') ?? node.command?.split('\n')[0] ?? '';
  return plainLine(line);
}

function countLine(run: RunSnapshot, nodes: readonly NodeSnapshot[], { style, columns, nowMs }: Picture): string {
  const over = nodes.filter((node) => isNodeOver(node.state)).length;
  const running = nodes.filter((node) => node.state === 'running').length;
  const time = formatDuration(Math.max(0, nowMs - (run.startedMs ?? nowMs)));
  const what = run.cancelling ? 'cancelling' : `${running} running`;
  return style.dim(fitWidth(`${over} of ${nodes.length} done, ${what}, ${time}`, columns - 1));
}
