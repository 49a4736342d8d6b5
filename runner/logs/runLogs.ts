import { join } from 'node:path';
import { NodeLog, type NodeLogOptions } from './nodeLog.ts';

/** Folder of the logs inside of a run's folder. */
export const LOGS_FOLDER_NAME = 'logs';

/** The logs of one run, each made when its node first says something. */
export class RunLogs {
  readonly #runFolder: string;
  readonly #shared: Omit<NodeLogOptions, 'node' | 'path'>;
  readonly #logs = new Map<string, NodeLog>();
  /** Of logs that are closed. */
  #closedBytes = 0;

  constructor(runFolder: string, shared: Omit<NodeLogOptions, 'node' | 'path'>) {
    this.#runFolder = runFolder;
    this.#shared = shared;
  }

  /** The log of a node. */
  of(node: string): NodeLog {
    const known = this.#logs.get(node);
    if (known) return known;
    const log = new NodeLog({ ...this.#shared, node, path: join(this.#runFolder, this.fileOf(node)) });
    this.#logs.set(node, log);
    return log;
  }

  /** Bytes on their way to disk so far, of all nodes. */
  get bytes(): number {
    let bytes = this.#closedBytes;
    for (const log of this.#logs.values()) bytes += log.bytes;
    return bytes;
  }

  /** Whether the node has said anything. */
  has(node: string): boolean {
    return this.#logs.has(node);
  }

  /** Path of a node's log, relative to the run's folder. */
  fileOf(node: string): string {
    return join(LOGS_FOLDER_NAME, `${node}.log`);
  }

  /** Brings everything that a node has said to disk and onto the wire; at once when it said nothing. */
  end(node: string): Promise<void> | undefined {
    return this.#logs.get(node)?.end();
  }

  /** Forgets the log of a node that has finished. */
  close(node: string): void {
    this.#closedBytes += this.#logs.get(node)?.bytes ?? 0;
    this.#logs.delete(node);
  }
}
