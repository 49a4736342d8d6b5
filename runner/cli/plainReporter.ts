import { millrace } from '../../proto/generated/execution.js';
import type { ExecutionEvent } from '../../proto/messages.ts';
import { emptyRun, foldEvents } from '../../src/flow/run/fold.ts';
import { waitWords } from '../../src/flow/run/foldNode.ts';
import type { NodeSnapshot, RunSnapshot } from '../../src/flow/run/snapshot.ts';
import type { PipeWriter } from '../server/pipeWriter.ts';
import { endWords, failureLines, glyphOf, isAside, partLines, summaryLines } from './nodeWords.ts';
import type { Reporter } from './reporter.ts';
import type { Style } from './style.ts';

const { LogStream } = millrace.v1;

const utf8 = new TextEncoder();

/** Characters of an unfinished line that are kept for its end to come. */
const LONGEST_LINE = 64 * 1024;

/** Lines shown of what a node writes for other nodes; it is data rather than news, and the log has it all. */
const DATA_LINES = 5;

/**
 * Lines for files, pipes and CI: whatever a node prints, line by line with its id before it, and a line for what becomes
 * of the node. Lines of different nodes never mix within a line. What the `handsOn` nodes write to stdout is data for
 * other nodes: its first lines are shown and the others counted.
 */
export class PlainReporter implements Reporter {
  readonly #writer: PipeWriter;
  readonly #style: Style;
  readonly #file: string;
  readonly #handsOn: ReadonlySet<string>;
  /** Lines of data so far, by node. */
  readonly #dataLines = new Map<string, number>();
  /** Unfinished lines by node and stream. */
  readonly #open = new Map<string, Map<number, string>>();
  #run: RunSnapshot = emptyRun('');
  #events: ExecutionEvent[] = [];

  /** `file` is what people called the flow by. */
  constructor(writer: PipeWriter, style: Style, file: string, handsOn: ReadonlySet<string> = new Set()) {
    this.#writer = writer;
    this.#style = style;
    this.#file = file;
    this.#handsOn = handsOn;
  }

  deliver(event: ExecutionEvent): void {
    if (this.#run.runId === '') this.#run = emptyRun(event.runId ?? '');
    this.#events.push(event);
  }

  flush(): void {
    const events = this.#events;
    this.#events = [];
    this.#run = foldEvents(this.#run, events);
    const lines = events.flatMap((event) => this.#linesOf(event));
    if (lines.length > 0) this.#print(lines);
  }

  ready(): Promise<void> | undefined {
    return this.#writer.ready();
  }

  note(text: string): void {
    this.#print([text]);
  }

  close(): void {
    this.flush();
    this.#print(summaryLines(this.#run, this.#style, this.#file));
  }

  #linesOf(event: ExecutionEvent): string[] {
    const style = this.#style;
    if (event.nodeLog) {
      const { node = '', stream = 0, text = '', droppedBytes = 0 } = event.nodeLog;
      const gap =
        droppedBytes > 0 ? [this.#prefixed(node, style.dim(`(${droppedBytes} bytes left out, see the log file)`))] : [];
      const lines = this.#completeLines(node, stream, text);
      const isData = stream === LogStream.LOG_STREAM_STDOUT && this.#handsOn.has(node);
      return isData ? this.#firstOf(node, lines) : [...gap, ...lines];
    }
    if (event.nodeStarted) {
      const { node = '', command = '' } = event.nodeStarted;
      return command ? [`${glyphOf('running', style)} ${style.bold(node)} ${style.dim(firstLine(command))}`] : [];
    }
    if (event.nodeReady?.waitsFor?.length) {
      const { node = '', waitsFor } = event.nodeReady;
      return [`${glyphOf('ready', style)} ${style.bold(node)} ${style.dim(waitWords(waitsFor))}`];
    }
    if (event.nodeRetrying) {
      const { node = '', attempt = 0, failure } = event.nodeRetrying;
      return [`${style.yellow('↻')} ${style.bold(node)} attempt ${attempt} follows: ${failure?.message ?? ''}`];
    }
    if (event.runStarted) return partLines(this.#run, style);
    if (event.nodeFinished) return this.#endOf(event.nodeFinished.node ?? '');
    if (event.diagnostic) return [style.yellow(`! ${event.diagnostic.message ?? ''}`)];
    if (event.runCancelling) return [style.yellow(`■ cancelling: ${event.runCancelling.reason ?? ''}`)];
    return [];
  }

  #endOf(id: string): string[] {
    const node: NodeSnapshot | undefined = this.#run.nodes.get(id);
    const rest = [...(this.#open.get(id)?.values() ?? [])].filter((text) => text !== '');
    this.#open.delete(id);
    const lines = rest.map((text) => this.#prefixed(id, text));
    if (!node || isAside(node)) return lines;
    const hidden = (this.#dataLines.get(id) ?? 0) - DATA_LINES;
    const note = hidden > 0 ? this.#style.dim(`, ${hidden} more ${hidden === 1 ? 'line' : 'lines'} in its log`) : '';
    const head = `${glyphOf(node.state, this.#style)} ${this.#style.bold(id)} ${endWords(node)}${note}`;
    return [...lines, head, ...failureLines(node, this.#run, this.#style)];
  }

  #firstOf(node: string, lines: readonly string[]): string[] {
    const before = this.#dataLines.get(node) ?? 0;
    this.#dataLines.set(node, before + lines.length);
    return lines.slice(0, Math.max(0, DATA_LINES - before));
  }

  #completeLines(node: string, stream: number, text: string): string[] {
    const streams = this.#open.get(node) ?? new Map<number, string>();
    this.#open.set(node, streams);
    const pieces = `${streams.get(stream) ?? ''}${text}`.split('\n');
    const rest = pieces.pop() ?? '';
    const tooLong = rest.length > LONGEST_LINE;
    streams.set(stream, tooLong ? '' : rest);
    if (tooLong) pieces.push(rest);
    return pieces.map((line) => this.#prefixed(node, line));
  }

  #prefixed(node: string, line: string): string {
    return `${this.#style.dim(`[${node}]`)} ${line.replace(/\r$/, '')}`;
  }

  #print(lines: readonly string[]): void {
    this.#writer.write(utf8.encode(lines.map((line) => `${line}\n`).join('')));
  }
}

function firstLine(text: string): string {
  const [first = '', ...more] = text.trim().split('\n');
  return more.length > 0 ? `${first} …` : first;
}
