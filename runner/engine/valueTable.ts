import type { RunValue } from '../executors/executor.ts';
import type { PreparedNode, PreparedRun, PreparedSource } from './preparedRun.ts';

const NULL_VALUE: RunValue = { kind: 'inline', value: null, type: 'any' };

/**
 * The values at the out-ports of nodes that have ended. A node's values are let go when nobody can ask for them any
 * more, so that a long run does not hold all that it ever made.
 */
export class ValueTable {
  readonly #run: PreparedRun;
  readonly #values: (ReadonlyMap<string, RunValue> | 'null' | undefined)[];
  readonly #readers: number[];

  constructor(run: PreparedRun) {
    this.#run = run;
    this.#values = run.nodes.map(() => undefined);
    this.#readers = run.nodes.map(() => 0);
    for (const node of run.nodes) this.#eachSource(node, (source) => this.#count(source, 1));
    for (const output of run.outputs) this.#count(output.node, 1);
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
    if (source.from === 'input') return this.#run.flowInputs.get(source.name);
    const values = this.#values[source.node];
    return values === 'null' ? NULL_VALUE : values?.get(source.port);
  }

  /** The node has ended and will read nothing more. */
  readerEnded(node: number): void {
    const prepared = this.#run.nodes[node];
    if (prepared) this.#eachSource(prepared, (source) => this.#count(source, -1));
  }

  #eachSource(node: PreparedNode, use: (node: number) => void): void {
    const visit = (source: PreparedSource) => {
      if (source.from === 'node') use(source.node);
    };
    for (const port of node.ports) port.sources.forEach(visit);
    if (node.when) visit(node.when.source);
  }

  #count(node: number, change: number): void {
    const readers = (this.#readers[node] ?? 0) + change;
    this.#readers[node] = readers;
    if (readers === 0) this.#values[node] = undefined;
  }
}
