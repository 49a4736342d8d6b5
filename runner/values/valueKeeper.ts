import type { JsonValue, PortType } from '../../src/flow/model.ts';
import type { RunValue } from '../executors/executor.ts';
import type { ContentStore } from '../store/contentStore.ts';
import { JSON_TEXT, OCTETS, PLAIN_TEXT } from '../store/mediaTypes.ts';
import { charsetOf, isTextMedia } from '../store/preview.ts';
import type { Spool, Spooled } from '../store/spool.ts';

/** The most bytes that UTF-8 needs for one UTF-16 code unit. */
const BYTES_PER_UNIT = 3;

/** Makes run values: inline up to a limit, stored beyond it. */
export class ValueKeeper {
  readonly store: ContentStore;
  readonly #inlineBytes: number;

  constructor(store: ContentStore, inlineBytes: number) {
    this.store = store;
    this.#inlineBytes = inlineBytes;
  }

  /** A value from data. At once where it is small. */
  json(value: JsonValue, type: PortType): RunValue | Promise<RunValue> {
    if (typeof value === 'string') return this.text(value, type);
    if (typeof value !== 'object' || value === null) return { kind: 'inline', value, type };
    const text = JSON.stringify(value);
    return this.#fits(text) ? { kind: 'inline', value, type } : this.#store(text, JSON_TEXT, type);
  }

  /** A value from data that is at hand as JSON text too. */
  jsonText(text: string, type: PortType): RunValue | Promise<RunValue> {
    if (this.#fits(text)) return { kind: 'inline', value: JSON.parse(text) as JsonValue, type };
    return this.#store(text, JSON_TEXT, type);
  }

  /** A value from text. */
  text(text: string, type: PortType = 'text', mediaType = PLAIN_TEXT): RunValue | Promise<RunValue> {
    return this.#fits(text) ? { kind: 'inline', value: text, type } : this.#store(text, mediaType, type);
  }

  /** A value from bytes; always stored, since data cannot hold bytes. */
  async bytes(bytes: Uint8Array, type: PortType = 'bytes', mediaType = OCTETS): Promise<RunValue> {
    return { kind: 'stored', content: await this.store.put(bytes, mediaType), type };
  }

  /** A collector for a value of unknown size; `textOf` makes a text value of what it gives. */
  spool(): Spool {
    return this.store.spool(this.#inlineBytes);
  }

  /** A text value from what a spool collected. Bytes that are no UTF-8 show as replacement characters. */
  textOf(spooled: Spooled, type: PortType = 'text'): RunValue {
    if ('content' in spooled) return { kind: 'stored', content: spooled.content, type };
    return { kind: 'inline', value: decode(spooled.bytes, PLAIN_TEXT), type };
  }

  async #store(text: string, mediaType: string, type: PortType): Promise<RunValue> {
    return { kind: 'stored', content: await this.store.put(Buffer.from(text), mediaType), type };
  }

  #fits(text: string): boolean {
    return text.length * BYTES_PER_UNIT <= this.#inlineBytes || Buffer.byteLength(text) <= this.#inlineBytes;
  }
}

/** The text in some bytes, in the character set that their media type names; a byte order mark is left out. */
export function decode(bytes: Uint8Array, mediaType: string): string {
  if (bytes.length === 0) return '';
  return decoderFor(mediaType).decode(bytes);
}

/** A decoder for the character set that a media type names; UTF-8 where it is none that is known. */
export function decoderFor(mediaType: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(isTextMedia(mediaType) ? charsetOf(mediaType) : 'utf-8');
  } catch {
    return new TextDecoder();
  }
}
