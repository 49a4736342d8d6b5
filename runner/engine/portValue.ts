import { createReadStream } from 'node:fs';
import type { PortValue } from '../../proto/messages.ts';
import { toProtoValue } from '../../proto/value.ts';
import type { RunValue, StoredContent } from '../executors/executor.ts';
import type { Redactor } from '../logs/redactor.ts';
import type { ContentStore } from '../store/contentStore.ts';
import type { Soon } from '../values/soon.ts';
import type { KeptOutput } from './preparedRun.ts';

/** Bytes of content that are looked through at a time. */
const READ_BYTES = 256 * 1024;

/** What of values may leave the runner. Content of tainted nodes ends with its run; people see a masked copy of it. */
export class OutwardValues {
  readonly #tainted: ReadonlySet<string>;
  readonly #redactor: Redactor;
  readonly #store: ContentStore;
  readonly #copies = new WeakMap<StoredContent, StoredContent>();

  /** `store` takes the masked copies. */
  constructor(tainted: ReadonlySet<string>, redactor: Redactor, store: ContentStore) {
    this.#tainted = tainted;
    this.#redactor = redactor;
    this.#store = store;
  }

  /** Makes the masked copies of a node's outputs. Has to be done before they are told. */
  prepare(node: string, outputs: ReadonlyMap<string, RunValue>): Soon<void> {
    if (this.#tainted.has(node)) return this.#copyAll(outputs);
  }

  async #copyAll(outputs: ReadonlyMap<string, RunValue>): Promise<void> {
    for (const value of outputs.values()) {
      if (value.kind !== 'stored' || this.#copies.has(value.content)) continue;
      this.#copies.set(value.content, await this.#maskedCopy(value.content));
    }
  }

  /** A value of a node as it goes on the wire, without secrets. */
  portValue(node: string, value: RunValue): PortValue {
    const tainted = this.#tainted.has(node);
    if (value.kind === 'inline') return this.#inline(value, tainted);
    const shown = this.#copies.get(value.content);
    if (tainted && !shown) throw new Error(`The outputs of ${node} were not masked.`);
    return this.#reference(shown ?? value.content, value.type, tainted);
  }

  /** A value that an earlier run made, as it goes on the wire; where that came of a secret, it was masked then. */
  keptValue({ value, tainted }: KeptOutput): PortValue {
    return value.kind === 'inline' ? this.#inline(value, tainted) : this.#reference(value.content, value.type, tainted);
  }

  #inline({ value, type }: RunValue & { kind: 'inline' }, tainted: boolean): PortValue {
    return { inline: toProtoValue(this.#redactor.value(value)), type, ...(tainted && { tainted }) };
  }

  #reference({ digest, size, mediaType, preview, path }: StoredContent, type: string, tainted: boolean): PortValue {
    const reference = { digest, size, mediaType, preview: this.#redactor.beginning(preview), path };
    return { reference, type, ...(tainted && { tainted }) };
  }

  /** Most content holds no secret after all: then looking through it is all that there is to do. */
  async #maskedCopy(content: StoredContent): Promise<StoredContent> {
    if (content.isFree) return this.#store.share(content);
    const stream = this.#redactor.stream();
    let hasFound = false;
    for await (const chunk of createReadStream(content.path, { highWaterMark: READ_BYTES })) {
      stream.push(chunk as Uint8Array);
      hasFound = stream.hasFound;
      if (hasFound) break;
    }
    stream.end();
    return hasFound || stream.hasFound
      ? this.#store.putStream(this.#maskedBytes(content.path), content.mediaType)
      : this.#store.share(content);
  }

  async *#maskedBytes(path: string): AsyncGenerator<Uint8Array> {
    const stream = this.#redactor.stream();
    for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES }))
      yield stream.push(chunk as Uint8Array);
    yield stream.end();
  }
}
