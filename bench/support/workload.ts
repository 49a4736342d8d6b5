/** A graph with a duration for each node: what a scheduler works on. */
export interface Workload {
  readonly name: string;
  /** For each node those that wait for it, without circles or repetitions. */
  readonly dependents: readonly (readonly { readonly node: number }[])[];
  /** For each node how many it waits for. */
  readonly waitsFor: readonly number[];
  /** For each node how long it takes, in any unit. */
  readonly durations: readonly number[];
}

/** Makes a workload of what each node waits for. Circles and nodes that do not exist are a fault of the caller. */
export function makeWorkload(
  name: string,
  predecessors: readonly (readonly number[])[],
  durations: readonly number[],
): Workload {
  const dependents: { node: number }[][] = predecessors.map(() => []);
  const waitsFor = predecessors.map((list, node) => {
    const distinct = new Set(list);
    for (const predecessor of distinct) dependents[predecessor]?.push({ node });
    return distinct.size;
  });
  return { name, dependents, waitsFor, durations };
}
