import type { TaskSink } from '../executors/executor.ts';
import type { LogSource, NodeLog } from '../logs/nodeLog.ts';
import type { RedactingStream, Redactor } from '../logs/redactor.ts';
import { orAborted } from './attemptSink.ts';
import { ItemLines } from './itemLines.ts';

/** What an item's sink writes to. */
export interface ItemSinkTargets {
  /** Stands before each line. */
  readonly mark: string;
  /** The sink of the whole node. */
  readonly node: TaskSink;
  readonly signal: AbortSignal;
  readonly redactor: Redactor;
  /** Made when the node first says something. */
  readonly log: () => NodeLog;
  /** Told when the item says in words how far it is. */
  readonly said: (message: string) => void;
}

interface ItemChannel {
  readonly redacting: RedactingStream;
  readonly lines: ItemLines;
  /** Bytes that came in. */
  taken: number;
}

/**
 * Brings what one item says into the log of its node, in whole lines that begin with the item's mark. Secrets are taken
 * out before: a secret of several lines would not be known any more once marks stand in it.
 */
export class ItemSink implements TaskSink {
  readonly #to: ItemSinkTargets;
  readonly #channels = new Map<LogSource, ItemChannel>();
  #closed = false;

  constructor(targets: ItemSinkTargets) {
    this.#to = targets;
  }

  started(processId: number, command: string): void {
    if (!this.#closed) this.#to.node.started(processId, command);
  }

  log(source: LogSource, bytes: Uint8Array): void | Promise<void> {
    if (this.#closed) return;
    const channel = this.#channel(source);
    channel.taken += bytes.length;
    const complete = channel.lines.push(channel.redacting.push(bytes));
    if (complete.length > 0) return orAborted(this.#to.log().write(source, complete), this.#to.signal);
  }

  isFree(stream: 'stdout' | 'stderr', bytes: number): boolean {
    const channel = this.#channels.get(stream);
    return channel !== undefined && channel.taken === bytes && !channel.redacting.hasFound;
  }

  progress(_current: number, _total: number, message: string): void {
    if (!this.#closed && message !== '') this.#to.said(message);
  }

  /** The executor has answered. */
  end(): void {
    this.close();
  }

  /** The attempt is over: what was not a whole line is one now. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const [source, { redacting, lines }] of this.#channels) {
      const rest = Buffer.concat([lines.push(redacting.end()), lines.end()]);
      if (rest.length > 0) void this.#to.log().write(source, rest);
    }
  }

  #channel(source: LogSource): ItemChannel {
    const known = this.#channels.get(source);
    if (known) return known;
    const channel = { redacting: this.#to.redactor.stream(), lines: new ItemLines(this.#to.mark), taken: 0 };
    this.#channels.set(source, channel);
    return channel;
  }
}
