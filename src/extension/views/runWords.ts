import { formatBytes } from '../../flow/byteSize.ts';
import { formatDuration } from '../../flow/duration.ts';
import { prose } from '../../flow/prose.ts';
import { keptWords, LEFT_OUT_WORDS, type Moment } from '../../flow/run/partialWords.ts';
import { selectionWords } from '../../flow/run/selection.ts';
import type { NodeSnapshot, OutputSnapshot, RunSnapshot } from '../../flow/run/snapshot.ts';
import { isNodeOver } from '../../flow/run/status.ts';
import type { RunRecord } from '../runs/runStore.ts';
import { STATE_STYLES } from './stateStyle.ts';

/** Characters that one line of text about a failure or a value keeps. */
const LINE_CHARACTERS = 120;

/** State and duration of a run: `succeeded in 1.2 s`, `cancelling`, `running`. */
export function runWords(run: RunSnapshot): string {
  if (run.cancelling && run.finishedMs === undefined) return 'cancelling';
  return withDuration(STATE_STYLES[run.state].word, run.durationMs);
}

/** State, duration and attempt of a node: `failed after 3 attempts in 2.0 s`; for one that does not run, why not. */
export function nodeWords(node: NodeSnapshot, moment: Moment): string {
  if (node.kept) return keptWords(node.kept, moment);
  if (node.leftOut) return LEFT_OUT_WORDS;
  const { word } = STATE_STYLES[node.state];
  const over = isNodeOver(node.state) && node.attempt > 0;
  if (node.attempt < 2) return withDuration(word, over ? node.durationMs : undefined);
  return over
    ? withDuration(`${word} after ${node.attempt} attempts`, node.durationMs)
    : `${word}, attempt ${node.attempt}`;
}

/** Why a node ended as it did, in one line: its failure, or why it was skipped or reused. */
export function nodeReason(node: NodeSnapshot): string | undefined {
  if (node.kept || node.leftOut) return undefined;
  const reason = node.failure?.message ?? node.reason;
  return reason === undefined ? undefined : prose(firstLine(reason));
}

/** How many nodes have ended, of how many that run. */
export function progressWords({ snapshot, nodeIds }: RunRecord): string {
  let over = 0;
  for (const node of snapshot.nodes.values()) {
    if (isNodeOver(node.state) && !node.kept && !node.leftOut) over += 1;
  }
  return `${over}/${snapshot.partial?.running.length ?? nodeIds.length}`;
}

/** The part of the flow that a run is about, such as `only chart`; undefined for all of it. */
export function partWords({ partial }: RunSnapshot): string | undefined {
  return partial?.asked && selectionWords(partial.asked);
}

/** A value in one line. */
export function outputWords(output: OutputSnapshot): string {
  const { reference, value } = output;
  if (reference) return `${formatBytes(reference.size)} ${reference.mediaType.split(';', 1)[0]}`;
  if (value === undefined) return output.type;
  const text = typeof value === 'string' ? value.trim() : JSON.stringify(value);
  return text.includes('\n') ? `${firstLine(text)} …` : firstLine(text);
}

/** The first line of a text, cut to what fits at a line's end. */
export function firstLine(text: string): string {
  const line = text.trim().split(/\r?\n/, 1)[0] ?? '';
  return line.length > LINE_CHARACTERS ? `${line.slice(0, LINE_CHARACTERS - 1)}…` : line;
}

function withDuration(words: string, durationMs: number | undefined): string {
  return durationMs === undefined ? words : `${words} in ${formatDuration(durationMs)}`;
}
