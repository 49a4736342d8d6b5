/** Durations that are remembered of each node, the latest ones. */
export const DURATIONS_PER_NODE = 5;

/** Nodes that the record of one flow has at most, unless the flow itself has more; those not run for longest are left out. */
export const NODES_REMEMBERED = 20_000;

const FORMAT = 1;

/** Stands where a node has fewer durations than others. */
const NONE = -1;

/**
 * What the nodes of one flow took, as the next run needs it. Columns instead of an object for each node: that reads
 * several times as fast. No values, no settings and no commands: only names and times.
 */
export interface KnownDurations {
  readonly format: typeof FORMAT;
  /** Where the flow came from; tells records of flows apart whose file names are the same. */
  readonly flow: string;
  /** Ids, those of the latest run first and in its order. */
  readonly nodes: readonly string[];
  /** In milliseconds: the median of each node's durations. */
  readonly medians: readonly number[];
}

/** The same with all that the medians come from. */
export interface DurationsRecord extends KnownDurations {
  /** In milliseconds: first the latest duration of each node, then the one before it, and so on. */
  readonly durations: readonly (readonly number[])[];
}

/** The text of a record: a line for those who read it before a run, and one for those who add to it afterwards. */
export function formatDurations({ durations, ...known }: DurationsRecord): string {
  return `${JSON.stringify(known)}\n${JSON.stringify(durations)}`;
}

/** Reads the first line of a record. Undefined when it is none of this flow: then nothing is known, and nobody harmed. */
export function parseKnownDurations(text: string, flow: string): KnownDurations | undefined {
  const found = parseLine(text.slice(0, firstLineEnd(text))) as Partial<KnownDurations> | null | undefined;
  const { format, nodes, medians } = found ?? {};
  if (format !== FORMAT || found?.flow !== flow || !Array.isArray(nodes) || !isColumn(medians, nodes)) return undefined;
  return { format, flow, nodes, medians };
}

/** Reads a whole record. Undefined when it is none of this flow. */
export function parseDurations(text: string, flow: string): DurationsRecord | undefined {
  const known = parseKnownDurations(text, flow);
  const durations = parseLine(text.slice(firstLineEnd(text)));
  if (!known || !Array.isArray(durations)) return undefined;
  const columns = durations.filter((column): column is number[] => isColumn(column, known.nodes));
  return columns.length === durations.length ? { ...known, durations: columns } : undefined;
}

/** The record with the durations of one more run in it. */
export function addDurations(
  flow: string,
  earlier: DurationsRecord | undefined,
  measured: ReadonlyMap<string, number>,
): DurationsRecord {
  const places = new Map(earlier?.nodes.map((id, place) => [id, place]));
  const others = [...places.keys()].filter((id) => !measured.has(id));
  const nodes = [...measured.keys(), ...others.slice(0, Math.max(0, NODES_REMEMBERED - measured.size))];
  const rows = nodes.map((id) => {
    const latest = measured.get(id);
    const before = durationsAt(earlier, places.get(id));
    return (latest === undefined ? before : [latest, ...before]).slice(0, DURATIONS_PER_NODE);
  });
  const longest = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const durations = Array.from({ length: longest }, (_, column) => rows.map((row) => row[column] ?? NONE));
  const medians = rows.map((row) => median(row) ?? NONE);
  return { format: FORMAT, flow, nodes, medians, durations };
}

/** For each of these nodes the median of its remembered durations, undefined where there is none. */
export function mediansOf(known: KnownDurations, ids: readonly string[]): (number | undefined)[] {
  const { nodes, medians } = known;
  const atPlace = (place: number | undefined) => {
    const duration = place === undefined ? undefined : medians[place];
    return typeof duration === 'number' && duration >= 0 ? duration : undefined;
  };
  let places: Map<string, number> | undefined;
  return ids.map((id, index) => {
    if (nodes[index] === id) return atPlace(index);
    places ??= new Map(nodes.map((other, place) => [other, place]));
    return atPlace(places.get(id));
  });
}

/** The middle value, or the mean of the two in the middle; undefined of none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined || sorted.length % 2 === 1) return upper;
  return (upper + (sorted[middle - 1] ?? upper)) / 2;
}

function durationsAt(record: DurationsRecord | undefined, place: number | undefined): number[] {
  if (!record || place === undefined) return [];
  return record.durations.flatMap((column) => {
    const duration = column[place];
    return typeof duration === 'number' && duration >= 0 ? [duration] : [];
  });
}

function firstLineEnd(text: string): number {
  const end = text.indexOf('\n');
  return end < 0 ? text.length : end;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

/** What is in it is looked at where it is used: only few of many numbers ever are. */
function isColumn(column: unknown, nodes: readonly string[]): column is number[] {
  return Array.isArray(column) && column.length === nodes.length;
}
