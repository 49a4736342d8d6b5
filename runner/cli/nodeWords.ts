import { formatDuration } from '../../src/flow/duration.ts';
import { momentFormat } from '../../src/flow/run/moment.ts';
import { partialLines } from '../../src/flow/run/partialWords.ts';
import { processWords } from '../../src/flow/run/processWords.ts';
import type { NodeSnapshot, NodeState, OutputSnapshot, RunSnapshot } from '../../src/flow/run/snapshot.ts';
import { goOnWords } from './goOn.ts';
import type { Painter, Style } from './style.ts';
import { fitWidth, plainLine } from './textWidth.ts';

/** Lines of a failing node's detail that are shown. */
const DETAIL_LINES = 20;

/** Columns of an output's value in the summary. */
const OUTPUT_COLUMNS = 400;

/** Names of nodes that a line of the set of nodes has; the events have them all. */
const NAMES_SHOWN = 20;

const GLYPHS: Readonly<Record<NodeState, string>> = {
  pending: '·',
  ready: '·',
  running: '▸',
  succeeded: '✓',
  cached: '✓',
  failed: '✗',
  crashed: '✗',
  'timed-out': '✗',
  cancelled: '■',
  skipped: '–',
};

/** The sign of a node's state, painted. */
export function glyphOf(state: NodeState, style: Style): string {
  return paintOf(state, style)(GLYPHS[state]);
}

/** How a state is painted. */
function paintOf(state: NodeState, style: Style): Painter {
  switch (state) {
    case 'succeeded':
    case 'cached':
      return style.green;
    case 'failed':
    case 'crashed':
    case 'timed-out':
      return style.red;
    case 'cancelled':
      return style.yellow;
    case 'running':
      return style.cyan;
    default:
      return style.dim;
  }
}

/** Whether a node does not run in a run of a part: the set of nodes at the start has said all there is to say of it. */
export function isAside(node: NodeSnapshot): boolean {
  return node.kept !== undefined || node.leftOut === true;
}

/** Which nodes run and where every other value comes from, before the first of them starts; nothing of a whole run. */
export function partLines({ partial, startedMs = 0 }: RunSnapshot, style: Style): string[] {
  if (!partial) return [];
  const format = momentFormat();
  const lines = partialLines(partial, (timeMs) => format(timeMs, startedMs), NAMES_SHOWN);
  return [...lines.map((line) => style.dim(plainLine(line))), ''];
}

/** What a finished node's line says after its id. */
export function endWords(node: NodeSnapshot): string {
  const took = node.durationMs === undefined ? '' : formatDuration(node.durationMs);
  switch (node.state) {
    case 'succeeded':
      return took;
    case 'skipped':
      return `skipped: ${node.reason || 'no reason given'}`;
    case 'cached':
      return node.reason ? `cached: ${node.reason}` : 'cached';
    default: {
      const attempts = node.attempt > 1 ? `, attempt ${node.attempt}` : '';
      return `${node.state.replace('-', ' ')} after ${took}${attempts}`;
    }
  }
}

/** Why a node failed, as indented lines: the message, the last lines of its errors, and where its log is. */
export function failureLines(node: NodeSnapshot, run: RunSnapshot, style: Style): string[] {
  if (!node.failure) return [];
  const detail = (node.failure.detail ?? '').trimEnd();
  const lines = detail === '' ? [] : detail.split('\n').slice(-DETAIL_LINES);
  const log = node.logFile && run.runFolder ? [style.dim(`    log: ${run.runFolder}/${node.logFile}`)] : [];
  return [
    style.red(`    ${plainLine(node.failure.message)}`),
    ...lines.map((line) => `${style.dim('    │ ')}${plainLine(line)}`),
    ...log,
  ];
}

/** How the run ended: one line, the flow's outputs, and what else people must know; `file` is what they named. */
export function summaryLines(run: RunSnapshot, style: Style, file: string): string[] {
  const took = formatDuration(run.durationMs ?? 0);
  const name = style.bold(plainLine(run.flowName || 'The flow'));
  const counts = countsOf(run);
  const lines = [''];
  if (run.state === 'succeeded') lines.push(`${style.green('✓')} ${name} succeeded in ${took}: ${counts}`);
  else {
    lines.push(`${style.red('✗')} ${name} ${run.state.replace('-', ' ')} after ${took}: ${counts}`);
    if (run.reason) lines.push(`    ${plainLine(run.reason)}`);
  }
  const processes = processWords(run);
  if (processes !== '') lines.push(`    ${run.processesSurviving > 0 ? style.red(processes) : processes}`);
  const goOn = goOnWords(run, file);
  if (goOn) lines.push(style.dim(`    ${goOn}`));
  for (const output of run.outputs) lines.push(`  ${style.bold(output.port)}: ${outputText(output)}`);
  return lines;
}

function countsOf(run: RunSnapshot): string {
  // What ran comes first.
  const nodes = [...run.nodes.values()].toSorted((a, b) => distanceOf(a) - distanceOf(b));
  const counts = new Map<string, number>();
  for (const node of nodes) counts.set(endOf(node), (counts.get(endOf(node)) ?? 0) + 1);
  if (counts.size === 0) return 'no nodes';
  return [...counts].map(([end, count]) => `${count} ${end}`).join(', ');
}

/** From the run: 0 for a node that was to run. */
function distanceOf({ kept, leftOut }: NodeSnapshot): number {
  return leftOut ? 2 : kept ? 1 : 0;
}

function endOf({ state, kept, leftOut }: NodeSnapshot): string {
  if (leftOut) return 'not part of it';
  if (kept) return kept.pinned ? 'pinned' : 'kept';
  return state.replace('-', ' ');
}

function outputText(output: OutputSnapshot): string {
  if (output.reference) return `${output.reference.path} (${output.reference.size} bytes)`;
  const { value } = output;
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return fitWidth(plainLine(text.trimEnd().replaceAll('\n', '⏎')), OUTPUT_COLUMNS);
}
