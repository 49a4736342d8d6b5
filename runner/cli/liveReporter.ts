import type { ExecutionEvent } from '../../proto/messages.ts';
import { emptyRun, foldEvents } from '../../src/flow/run/fold.ts';
import type { RunSnapshot } from '../../src/flow/run/snapshot.ts';
import { isRunOver } from '../../src/flow/run/status.ts';
import type { PipeWriter } from '../server/pipeWriter.ts';
import { liveLines } from './liveLines.ts';
import { endWords, failureLines, glyphOf, isAside, partLines, summaryLines } from './nodeWords.ts';
import type { Reporter } from './reporter.ts';
import type { Style } from './style.ts';

/** Time between two pictures, in milliseconds. */
const REDRAW_MS = 80;

/** Nodes that the list at the end shows; of a larger graph it shows those that failed. */
const LISTED_NODES = 200;

const HIDE_CURSOR = '\u001B[?25l';
const SHOW_CURSOR = '\u001B[?25h';
const CLEAR_RIGHT = '\u001B[K';
const CLEAR_BELOW = '\u001B[J';

const utf8 = new TextEncoder();

/** The size of the terminal, asked anew for every picture. */
export interface TerminalSize {
  readonly columns?: number;
  readonly rows?: number;
}

/**
 * The run as a list of its nodes that is drawn again and again in its place. Every picture is made from the fold of all
 * events so far, so nothing in it can be out of date. What it leaves on the terminal at the end is an ordinary list.
 */
export class LiveReporter implements Reporter {
  readonly #writer: PipeWriter;
  readonly #style: Style;
  readonly #size: TerminalSize;
  readonly #file: string;
  #run: RunSnapshot = emptyRun('');
  #events: ExecutionEvent[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** Lines of the picture that stands on the terminal. */
  #drawn = 0;
  #note = '';

  /** `file` is what people called the flow by. */
  constructor(writer: PipeWriter, style: Style, size: TerminalSize, file: string) {
    this.#writer = writer;
    this.#style = style;
    this.#size = size;
    this.#file = file;
  }

  deliver(event: ExecutionEvent): void {
    if (this.#run.runId === '') this.#begin(event.runId ?? '');
    this.#events.push(event);
  }

  flush(): void {
    const isNew = this.#run.state === 'pending';
    this.#run = foldEvents(this.#run, this.#events);
    this.#events = [];
    // These lines stay; the pictures come below them.
    const lines = isNew ? partLines(this.#run, this.#style) : [];
    if (lines.length > 0) this.#write(lines.map((line) => `${line}\n`).join(''));
  }

  ready(): Promise<void> | undefined {
    return this.#writer.ready();
  }

  note(text: string): void {
    this.#note = text;
    this.#draw();
  }

  close(): void {
    this.flush();
    clearInterval(this.#timer);
    const style = this.#style;
    const all = [...this.#run.nodes.values()].filter((node) => !isAside(node));
    const listed = all.length > LISTED_NODES ? all.filter((node) => node.failure !== undefined) : all;
    const nodes = listed.flatMap((node) => [
      `${glyphOf(node.state, style)} ${style.bold(node.id)} ${endWords(node)}`,
      ...failureLines(node, this.#run, style),
    ]);
    const diagnostics = this.#run.diagnostics.map(({ message }) => style.yellow(`! ${message}`));
    this.#replace([...nodes, ...diagnostics, ...summaryLines(this.#run, style, this.#file)]);
    this.#write(SHOW_CURSOR);
  }

  #begin(runId: string): void {
    this.#run = emptyRun(runId);
    this.#write(HIDE_CURSOR);
    // A runner that is ended by a fault must not leave a terminal without a cursor.
    process.once('exit', () => process.stderr.isTTY && process.stderr.write(SHOW_CURSOR));
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
    this.#timer.unref();
  }

  #draw(): void {
    // A terminal that has not taken the last picture gets no new one.
    if (this.#writer.ready() || isRunOver(this.#run.state)) return;
    const { columns = 80, rows = 24 } = this.#size;
    const lines = liveLines(this.#run, { columns, rows, nowMs: Date.now(), style: this.#style });
    this.#replace(this.#note === '' ? lines : [...lines, this.#style.yellow(this.#note)]);
  }

  #replace(lines: readonly string[]): void {
    const up = this.#drawn > 0 ? `\u001B[${this.#drawn}A` : '';
    // Each line is cleared as it is written, not all of them before: an empty picture in between would flicker.
    const picture = lines.map((line) => `${line}${CLEAR_RIGHT}\n`).join('');
    this.#write(`${up}\r${picture}${CLEAR_BELOW}`);
    this.#drawn = lines.length;
  }

  #write(text: string): void {
    this.#writer.write(utf8.encode(text));
  }
}
