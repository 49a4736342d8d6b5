import type { RunValue } from '../executors/executor.ts';
import type { PreparedNode, PreparedRun, PreparedSource } from './preparedRun.ts';

const NULL_VALUE: RunValue = { kind: 'inline', value: null, type: 'any' };

const NO_INPUTS: ReadonlyMap<string, RunValue> = new Map();

/**
 * The values at the out-ports of nodes that have ended, and the inputs of flows. A node's values are let go when nobody
 * can ask for them any more, so that a long run does not hold all that it ever made.
 */
export class ValueTable {
  readonly #run: PreparedRun;
  readonly #values: (ReadonlyMap<string, RunValue> | 'null' | undefined)[];
  /** How many still read from each node. */
  readonly #readers: Uint32Array;
  /** By scope. */
  readonly #inputs = new Map<number, ReadonlyMap<string, RunValue>>();

  constructor(run: PreparedRun) {
    this.#run = run;
    this.#values = run.nodes.map(() => undefined);
    this.#readers = new Uint32Array(run.nodes.length);
    this.#inputs.set(0, run.flowInputs);
    run.nodes.forEach((_, node) => this.#eachMaker(node, (maker) => this.#expect(maker)));
    for (const output of run.scopes[0]?.outputs ?? []) this.#expect(output.node);
    this.#give(0, run.nodes.length);
  }

  /** Keeps what a node has made. */
  set(node: number, outputs: ReadonlyMap<string, RunValue>): void {
    if ((this.#readers[node] ?? 0) > 0) this.#values[node] = outputs;
  }

  /** From now on every port of the node is null: it failed, and that is to be ignored. */
  setNull(node: number): void {
    this.#values[node] = 'null';
  }

  /** The value of a source; undefined when the node ended without it. */
  get(source: PreparedSource): RunValue | undefined {
    if (source.from === 'input') return this.inputsOf(source.scope).get(source.name);
    const values = this.#values[source.node];
    return values === 'null' ? NULL_VALUE : values?.get(source.port);
  }

  /** The inputs of the run, or of the flow that runs in the place of a node. */
  inputsOf(scope: number): ReadonlyMap<string, RunValue> {
    return this.#inputs.get(scope) ?? NO_INPUTS;
  }

  /** Gives a flow its inputs. */
  setInputs(scope: number, inputs: ReadonlyMap<string, RunValue>): void {
    this.#inputs.set(scope, inputs);
  }

  /** The node has ended and will read nothing more. */
  readerEnded(node: number): void {
    const opens = this.#run.nodes[node]?.opens;
    if (opens !== undefined) this.#inputs.delete(opens);
    this.#eachMaker(node, (maker) => {
      const readers = (this.#readers[maker] ?? 0) - 1;
      this.#readers[maker] = readers;
      if (readers === 0) this.#values[maker] = undefined;
    });
  }

  /** The nodes of a flow are about to run, perhaps again: what they made before is gone, and all read once more. */
  startOver(scope: number): void {
    const { first = 0, end = 0 } = this.#run.scopes[scope] ?? {};
    this.#values.fill(undefined, first, end);
    this.#readers.fill(0, first, end);
    const expect = (maker: number) => maker >= first && maker < end && this.#expect(maker);
    // A node that does not run reads nothing.
    for (let node = first; node < end; node++) {
      if (!this.#run.part?.given.has(node)) this.#eachMaker(node, expect);
    }
    for (const output of this.#run.scopes[scope]?.outputs ?? []) expect(output.node);
    this.#give(first, end);
  }

  /** Keeps what earlier runs made of the nodes between two places. */
  #give(first: number, end: number): void {
    const given = this.#run.part?.given;
    if (!given) return;
    for (let node = first; node < end; node++) {
      const outputs = given.get(node)?.outputs;
      if (outputs) this.set(node, new Map([...outputs].map(([port, { value }]) => [port, value])));
    }
  }

  #expect(maker: number): void {
    this.#readers[maker] = (this.#readers[maker] ?? 0) + 1;
  }

  /** Calls back with every node that this one takes a value from; a flow's own node reads what the flow gives. */
  #eachMaker(node: number, use: (maker: number) => void): void {
    const prepared: PreparedNode | undefined = this.#run.nodes[node];
    if (!prepared) return;
    for (const port of prepared.ports) for (const source of port.sources) if (source.from === 'node') use(source.node);
    if (prepared.when?.source.from === 'node') use(prepared.when.source.node);
    if (prepared.opens === undefined) return;
    for (const output of this.#run.scopes[prepared.opens]?.outputs ?? []) use(output.node);
  }
}
