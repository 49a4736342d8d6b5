import { readFile } from 'node:fs/promises';
import type { JsonValue, PortType } from '../../src/flow/model.ts';
import { collectedType } from '../../src/flow/ports.ts';
import type { RunValue } from '../executors/executor.ts';
import { JSON_TEXT } from '../store/mediaTypes.ts';
import { dataForm } from '../values/readContent.ts';
import type { ValueKeeper } from '../values/valueKeeper.ts';
import { type Checked, FailureCode, failure } from './failures.ts';
import { ITEM_OUTPUT_BYTES, SMALLEST_SPILL_BYTES } from './limits.ts';

/** A value whose JSON is in a file. */
interface Spilled {
  readonly kind: 'spilled';
  readonly path: string;
  readonly type: PortType;
}

type Kept = RunValue | Spilled;

/**
 * Collects what the items of a node make, and puts it together as one list per out-port, in the order of the items.
 * Memory stays bounded: beyond a limit larger values go to the content store, and so does a list over the inline limit.
 */
export class ItemOutputs {
  readonly #values: ValueKeeper;
  readonly #workingFolder: string;
  readonly #byPort = new Map<string, Map<number, Kept>>();
  #bytes = 0;

  /** Relative file values start at `workingFolder`. */
  constructor(values: ValueKeeper, workingFolder: string) {
    this.#values = values;
    this.#workingFolder = workingFolder;
  }

  /** Takes the outputs of an item that succeeded. */
  async keep(item: number, outputs: ReadonlyMap<string, RunValue>): Promise<void> {
    for (const [port, value] of outputs) {
      const kept = this.#byPort.get(port) ?? new Map<number, Kept>();
      this.#byPort.set(port, kept);
      kept.set(item, await this.#spillLarge(value));
    }
  }

  /**
   * The lists of `count` values each, with null where an item made none. The ports are those of which an item made a
   * value, and `alsoPorts`.
   */
  async lists(count: number, alsoPorts: readonly string[]): Promise<Checked<ReadonlyMap<string, RunValue>>> {
    const lists = new Map<string, RunValue>();
    for (const port of new Set([...this.#byPort.keys(), ...alsoPorts])) {
      const list = await this.#list(port, count);
      if (!list.ok) return list;
      lists.set(port, list.value);
    }
    return { ok: true, value: lists };
  }

  async #spillLarge(value: RunValue): Promise<Kept> {
    if (value.kind === 'stored') return value;
    const text = typeof value.value === 'object' ? JSON.stringify(value.value) : String(value.value);
    if (this.#bytes + text.length <= ITEM_OUTPUT_BYTES || text.length < SMALLEST_SPILL_BYTES) {
      this.#bytes += text.length;
      return value;
    }
    const { path } = await this.#values.store.put(Buffer.from(JSON.stringify(value.value)), JSON_TEXT);
    return { kind: 'spilled', path, type: value.type };
  }

  async #list(port: string, count: number): Promise<Checked<RunValue>> {
    const kept = this.#byPort.get(port) ?? new Map<number, Kept>();
    const type = listType([...kept.values()].map((value) => value.type));
    const spool = this.#values.spool();
    try {
      for (let item = 0; item < count; item++) {
        const text = await this.#textOf(kept.get(item), port);
        if (!text.ok) {
          await spool.discard();
          const message = `The value at \`${port}\` of item ${item + 1} cannot be put into the list: ${text.failure.message}`;
          return { ok: false, failure: failure(FailureCode.FAILURE_CODE_OUTPUT_TOO_LARGE, message, port) };
        }
        await spool.append(Buffer.from(`${item === 0 ? '[' : ','}${text.value}`));
      }
      await spool.append(Buffer.from(count === 0 ? '[]' : ']'));
    } catch (fault) {
      await spool.discard();
      throw fault;
    }
    const spooled = await spool.finish(JSON_TEXT);
    if ('content' in spooled) return { ok: true, value: { kind: 'stored', content: spooled.content, type } };
    const value = JSON.parse(Buffer.from(spooled.bytes).toString('utf8')) as JsonValue;
    return { ok: true, value: { kind: 'inline', value, type } };
  }

  /** An item's value as JSON. What is no data (a file, an image, bytes) stands in the list as its path. */
  async #textOf(value: Kept | undefined, port: string): Promise<Checked<string>> {
    if (!value) return { ok: true, value: 'null' };
    if (value.kind === 'spilled') return { ok: true, value: await readFile(value.path, 'utf8') };
    const data = await dataForm(value, port, this.#workingFolder);
    return data.ok ? { ok: true, value: JSON.stringify(data.value) } : data;
  }
}

/** The type of a list whose items have these types. */
function listType(types: readonly PortType[]): PortType {
  const [first, ...others] = new Set(types);
  if (first === undefined || others.length > 0) return 'list of any';
  return collectedType(first);
}
