import { StringDecoder } from 'node:string_decoder';
import { millrace } from '../../proto/generated/execution.js';
import type { Clock } from '../engine/clock.ts';
import type { EventStream } from '../engine/eventStream.ts';
import { ByteCredit } from './byteCredit.ts';
import { LogFile } from './logFile.ts';
import type { RedactingStream, Redactor } from './redactor.ts';

/** Who said it. */
export type LogSource = 'stdout' | 'stderr' | 'runner';

/** How long text waits for more, so that a command that prints letter by letter does not make an event per letter. */
export const LOG_GATHER_MS = 30;

/** Text that is gathered before it is sent at once; also the most that is kept back when the credit is used up. */
export const LOG_GATHER_BYTES = 32 * 1024;

const STREAM_NUMBER = {
  stdout: millrace.v1.LogStream.LOG_STREAM_STDOUT,
  stderr: millrace.v1.LogStream.LOG_STREAM_STDERR,
  runner: millrace.v1.LogStream.LOG_STREAM_RUNNER,
} as const;

interface Segment {
  readonly source: LogSource;
  text: string;
  bytes: number;
}

interface Channel {
  readonly decoder: StringDecoder;
  readonly redacting: RedactingStream;
  /** Bytes that came in. */
  taken: number;
}

/** What a node's log needs of its surroundings. */
export interface NodeLogOptions {
  readonly node: string;
  readonly path: string;
  readonly redactor: Redactor;
  readonly events: EventStream;
  readonly clock: Clock;
  readonly bytesPerSecond: number;
  /** Told once when the log file cannot be written. */
  readonly failed: (fault: Error) => void;
}

/**
 * The log of one node. Every byte goes to disk, without secrets. On the wire goes text in whole characters, as much as
 * the credit pays for; when it is used up, or a reader is behind, the newest text is kept and older text is left out and
 * counted, because the end of a log says most.
 */
export class NodeLog {
  readonly #options: NodeLogOptions;
  readonly #file: LogFile;
  readonly #credit: ByteCredit;
  readonly #channels = new Map<LogSource, Channel>();
  #segments: Segment[] = [];
  #gathered = 0;
  #bytes = 0;
  #dropped = 0;
  #disarm: (() => void) | undefined;

  constructor(options: NodeLogOptions) {
    this.#options = options;
    this.#file = new LogFile(options.path, options.failed);
    this.#credit = new ByteCredit(options.bytesPerSecond, options.clock.now());
  }

  /** Bytes that went to its file so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes bytes as they come. The promise, if any, resolves when disk and readers have caught up. */
  write(source: LogSource, bytes: Uint8Array): Promise<void> | undefined {
    const channel = this.#channel(source);
    channel.taken += bytes.length;
    // The runner's own lines come whole and may quote something cut short.
    const clean = source === 'runner' ? this.#sentence(bytes) : channel.redacting.push(bytes);
    this.#keep(clean);
    this.#gather(source, decode(channel, clean), clean.length);
    if (this.#gathered >= LOG_GATHER_BYTES) this.#send(false);
    else this.#arm();
    const disk = this.#file.ready();
    const readers = this.#options.events.ready();
    return disk && readers ? Promise.all([disk, readers]).then(() => undefined) : (disk ?? readers);
  }

  /** Whether a stream has had exactly so many bytes since the log was last ended, and no secret in them. */
  isFree(source: LogSource, bytes: number): boolean {
    const channel = this.#channels.get(source);
    return channel !== undefined && channel.taken === bytes && !channel.redacting.hasFound;
  }

  /** Sends whatever is left and resolves when all of it is on disk. More may be written afterwards. */
  async end(): Promise<void> {
    for (const [source, channel] of this.#channels) {
      const clean = channel.redacting.end();
      this.#keep(clean);
      this.#gather(source, decode(channel, clean) + channel.decoder.end(), clean.length);
    }
    this.#channels.clear();
    this.#send(true);
    await this.#file.end();
  }

  #keep(clean: Uint8Array): void {
    this.#bytes += clean.length;
    this.#file.append(clean);
  }

  #sentence(bytes: Uint8Array): Uint8Array {
    return Buffer.from(this.#options.redactor.sentence(Buffer.from(bytes).toString('utf8')));
  }

  #channel(source: LogSource): Channel {
    const known = this.#channels.get(source);
    if (known) return known;
    const channel = { decoder: new StringDecoder('utf8'), redacting: this.#options.redactor.stream(), taken: 0 };
    this.#channels.set(source, channel);
    return channel;
  }

  #gather(source: LogSource, text: string, bytes: number): void {
    if (text === '') return;
    const last = this.#segments.at(-1);
    if (last?.source === source && last.bytes < LOG_GATHER_BYTES) {
      last.text += text;
      last.bytes += bytes;
    } else this.#segments.push({ source, text, bytes });
    this.#gathered += bytes;
  }

  #arm(): void {
    this.#disarm ??= this.#options.clock.after(LOG_GATHER_MS, () => {
      this.#disarm = undefined;
      this.#send(false);
      if (this.#segments.length > 0) this.#arm();
    });
  }

  #send(last: boolean): void {
    if (last || this.#gathered === 0) {
      this.#disarm?.();
      this.#disarm = undefined;
    }
    const paid = last || this.#isPaid();
    if (!paid) return this.#dropOldest();
    for (const segment of this.#segments) this.#emit(segment);
    this.#segments = [];
    this.#gathered = 0;
    if (last && this.#dropped > 0) this.#emit({ source: 'runner', text: '', bytes: 0 });
  }

  /** A reader that is behind gets nothing, however much credit there is. */
  #isPaid(): boolean {
    const { events, clock } = this.#options;
    return !events.isBehind() && this.#credit.take(this.#gathered, clock.now());
  }

  #dropOldest(): void {
    while (this.#segments.length > 1 && this.#gathered > LOG_GATHER_BYTES) {
      const oldest = this.#segments.shift();
      this.#gathered -= oldest?.bytes ?? 0;
      this.#dropped += oldest?.bytes ?? 0;
    }
    this.#arm();
  }

  #emit(segment: Segment): void {
    this.#options.events.emit({
      nodeLog: {
        node: this.#options.node,
        stream: STREAM_NUMBER[segment.source],
        text: segment.text,
        droppedBytes: this.#dropped,
      },
    });
    this.#dropped = 0;
  }
}

function decode(channel: Channel, bytes: Uint8Array): string {
  return channel.decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
