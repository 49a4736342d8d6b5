import type { ExecutionEvent } from '../../../proto/messages.ts';
import { formatBytes } from '../../flow/byteSize.ts';
import { formatDuration } from '../../flow/duration.ts';
import type { MomentFormat } from '../../flow/run/moment.ts';
import { idleNodes, partialSnapshot } from '../../flow/run/partialRun.ts';
import { partialLines } from '../../flow/run/partialWords.ts';
import { processWords } from '../../flow/run/processWords.ts';
import { nodeState, runState } from '../../flow/run/status.ts';
import { STATE_STYLES } from './stateStyle.ts';

/** Longest line that the channel shows, in characters; a longer one is broken. */
const LINE_CHARACTERS = 4_000;

/**
 * Turns the events of one run into lines for people: `09:30:12.123 [node] text`. Text that ends in the middle of a line
 * waits for its rest, per node, and comes out when the node ends.
 */
export class LogFormatter {
  readonly #unfinished = new Map<string, string>();
  readonly #format: MomentFormat;
  /** Nodes that do not run: the first lines of the run name them all. */
  #idle: ReadonlySet<string> = new Set();

  /** `format` writes when an earlier run was. */
  constructor(format: MomentFormat) {
    this.#format = format;
  }

  /** Lines that an event adds, without line endings. */
  lines(event: ExecutionEvent): readonly string[] {
    const texts = this.#texts(event);
    const time = clock(event.timeMs ?? 0);
    return texts.map((text) => `${time} ${text}`);
  }

  #texts(event: ExecutionEvent): readonly string[] {
    if (event.nodeLog) return this.#log(event.nodeLog);
    if (event.nodeFinished) return this.#finished(event.nodeFinished);
    if (event.nodeStarted) return started(event.nodeStarted);
    if (event.nodeRetrying) return retrying(event.nodeRetrying);
    if (event.runStarted) return this.#started(event.runStarted, event.timeMs ?? 0);
    if (event.runCancelling) return [`⊘ Cancelling: ${event.runCancelling.reason}`];
    if (event.diagnostic) return [`${nodePrefix(event.diagnostic.node)}! ${event.diagnostic.message}`];
    if (event.runFinished) return runFinished(event.runFinished);
    return [];
  }

  /** The first lines of a run: which flow, and, where not all of it runs, exactly what does. */
  #started(started: NonNullable<ExecutionEvent['runStarted']>, nowMs: number): readonly string[] {
    const head = `▶ ${started.flowName} — ${started.flowSource}`;
    if (!started.partial) return [head];
    const partial = partialSnapshot(started.partial, started.nodeIds ?? []);
    this.#idle = idleNodes(partial, started.nodeIds ?? []);
    return [head, ...partialLines(partial, (timeMs) => this.#format(timeMs, nowMs)).map((line) => `  ${line}`)];
  }

  #log(log: NonNullable<ExecutionEvent['nodeLog']>): readonly string[] {
    const node = log.node ?? '';
    const dropped = log.droppedBytes ?? 0;
    const pieces = ((this.#unfinished.get(node) ?? '') + (log.text ?? '')).split(/\r?\n/);
    const rest = pieces.pop() ?? '';
    this.#unfinished.set(node, rest.length > LINE_CHARACTERS ? '' : rest);
    if (rest.length > LINE_CHARACTERS) pieces.push(rest);
    const lines = pieces.flatMap(breakLine).map((line) => `[${node}] ${line}`);
    if (dropped === 0) return lines;
    return [`[${node}] … ${formatBytes(dropped)} left out here; the whole log is on disk`, ...lines];
  }

  #finished(finished: NonNullable<ExecutionEvent['nodeFinished']>): readonly string[] {
    const node = finished.node ?? '';
    if (this.#idle.has(node)) return [];
    const rest = this.#unfinished.get(node) ?? '';
    this.#unfinished.delete(node);
    const style = STATE_STYLES[nodeState(finished.status)];
    const duration = finished.attempts ? ` in ${formatDuration(finished.durationMs ?? 0)}` : '';
    const reason = finished.failure?.message || finished.reason;
    const end = `[${node}] ${style.mark} ${style.word}${duration}${reason ? `: ${reason}` : ''}`;
    return rest === '' ? [end] : [...breakLine(rest).map((line) => `[${node}] ${line}`), end];
  }
}

function started(event: NonNullable<ExecutionEvent['nodeStarted']>): readonly string[] {
  const attempt = (event.attempt ?? 1) > 1 ? ` (attempt ${event.attempt})` : '';
  const command = (event.command ?? '').split(/\r?\n/, 1)[0] ?? '';
  return [`[${event.node}] ▶ started${attempt}${command ? `: ${command}` : ''}`];
}

function retrying(event: NonNullable<ExecutionEvent['nodeRetrying']>): readonly string[] {
  const why = event.failure?.message ? ` after: ${event.failure.message}` : '';
  return [`[${event.node}] ↻ attempt ${event.attempt} follows in ${formatDuration(event.delayMs ?? 0)}${why}`];
}

function runFinished(event: NonNullable<ExecutionEvent['runFinished']>): readonly string[] {
  const style = STATE_STYLES[runState(event.status)];
  const { processesEnded = 0, processesSurviving = 0, durationMs = 0 } = event;
  const head = `${style.mark} Run ${style.word} in ${formatDuration(durationMs)}`;
  const processes = processWords({ state: runState(event.status), processesEnded, processesSurviving });
  return [[event.reason ? `${head}: ${event.reason}` : `${head}.`, processes].join(' ').trimEnd()];
}

function nodePrefix(node: string | null | undefined): string {
  return node ? `[${node}] ` : '';
}

function breakLine(line: string): readonly string[] {
  // A carriage return starts a line anew on a terminal; here the last state of the line is what matters.
  const shown = line.slice(line.lastIndexOf('\r', line.length - 2) + 1);
  if (shown.length <= LINE_CHARACTERS) return [shown];
  const parts: string[] = [];
  for (let start = 0; start < shown.length; start += LINE_CHARACTERS) {
    parts.push(shown.slice(start, start + LINE_CHARACTERS));
  }
  return parts;
}

/** Local time of day with milliseconds: `09:30:12.123`. */
function clock(timeMs: number): string {
  const time = new Date(timeMs);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  return `${day}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}
