import type { NodeSnapshot, OutputSnapshot } from '../../src/flow/run/snapshot.ts';

/** What an earlier run knows of the outputs of a node that succeeded. */
export interface Made {
  /** The run in which the node ran, and when it ended there. */
  readonly runId: string;
  readonly timeMs: number;
  readonly outputs: ReadonlyMap<string, OutputSnapshot>;
  /** Out-ports whose content is no longer stored. */
  readonly gone: ReadonlySet<string>;
  /** The node's definition is no longer the one that made the outputs. */
  readonly changed: boolean;
}

/** Why the value of a port cannot be had from what an earlier run left. */
export type Lack = 'secret' | 'gone' | 'no such output';

/**
 * What a node made in a run, as far as the run itself tells; undefined unless it succeeded or took part with what it
 * made before. Of kept outputs the run that made them is told, however often they were kept.
 */
export function madeIn(runId: string, node: NodeSnapshot | undefined): Made | undefined {
  if (node?.state !== 'succeeded' && node?.state !== 'cached') return undefined;
  return {
    runId: node.kept?.runId ?? runId,
    timeMs: node.kept?.timeMs ?? node.finishedMs ?? 0,
    outputs: new Map(node.outputs.map((output) => [output.port, output])),
    gone: new Set(),
    changed: node.kept?.changed ?? false,
  };
}

/** What is wrong with the value of this port; undefined when it can be had. */
export function lackOf(made: Made, port: string): Lack | undefined {
  const output = made.outputs.get(port);
  if (!output) return 'no such output';
  // What is left of such a value is masked.
  if (output.tainted) return 'secret';
  return made.gone.has(port) ? 'gone' : undefined;
}

/** Whether two records are of the same outputs. */
export function isSameMade(one: Made | undefined, other: Made): boolean {
  return one?.runId === other.runId && one.timeMs === other.timeMs;
}
