import type { PreparedSource } from './preparedRun.ts';

/** What stands at one in-port, while wires are still being looked at. */
export interface DraftPort {
  readonly port: string;
  readonly list: boolean;
  readonly sources: PreparedSource[];
}

/** Ports that are looked through one by one; nearly every node has fewer, and a map for each would cost more than it saves. */
const FEW = 8;

/** The in-ports of one node, in the order of their first wires. */
export class DraftPorts {
  readonly ports: DraftPort[] = [];
  #byName: Map<string, DraftPort> | undefined;

  /** The port of that name, when something is wired to it. */
  get(name: string): DraftPort | undefined {
    return this.#byName ? this.#byName.get(name) : this.ports.find(({ port }) => port === name);
  }

  /** Adds a port that is not there yet. */
  add(port: DraftPort): void {
    this.ports.push(port);
    this.#byName?.set(port.port, port);
    if (this.ports.length > FEW) this.#byName ??= new Map(this.ports.map((known) => [known.port, known]));
  }
}
