import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JsonObject } from '../../src/flow/model.ts';
import type { OutputSnapshot } from '../../src/flow/run/snapshot.ts';
import type { FlowPlace } from '../history/earlierRuns.ts';
import { flowFileName } from '../journal/flowFile.ts';

const PINS_FOLDER_NAME = 'pins';
const FORMAT = 1;

/** What a node is pinned to: outputs that it made once. */
export interface PinnedOutputs {
  /** The run that made them, and when the node ended there. */
  readonly runId: string;
  readonly timeMs: number;
  /** What the node was then; null where that was not recorded. */
  readonly definition: JsonObject | null;
  /** Large values by digest: their content stays in the store as long as they are pinned. */
  readonly outputs: readonly OutputSnapshot[];
}

/** The pins of a flow, by node id. */
export type Pins = ReadonlyMap<string, PinnedOutputs>;

interface PinsRecord {
  readonly format: typeof FORMAT;
  /** Where the flow came from; tells files of flows apart whose names are the same. */
  readonly flow: string;
  readonly pins: Readonly<Record<string, PinnedOutputs>>;
}

/** The file with the pins of a flow. There is none as long as nothing is pinned. */
export function pinsPathOf({ stateFolder, flowSource }: FlowPlace): string {
  return join(stateFolder, PINS_FOLDER_NAME, `${flowFileName(flowSource)}.json`);
}

/** Whether it is worth a look at the pins of a flow; a flow that came from nowhere has none. */
export function mayHavePins(place: FlowPlace): boolean {
  return place.flowSource !== '' && existsSync(pinsPathOf(place));
}

/** The pins of a flow. Rejects when they cannot be read: to run a pinned node for that would be worse. */
export async function readPins(place: FlowPlace): Promise<Pins> {
  if (!mayHavePins(place)) return new Map();
  const { flow, pins } = await readRecord(pinsPathOf(place));
  return new Map(flow === place.flowSource ? Object.entries(pins) : []);
}

/** Replaces the pins of a flow as a whole: whoever reads, at any moment, finds the old ones or the new ones. */
export async function writePins(place: FlowPlace, pins: Pins): Promise<void> {
  const path = pinsPathOf(place);
  if (pins.size === 0) return rm(path, { force: true });
  const record: PinsRecord = { format: FORMAT, flow: place.flowSource, pins: Object.fromEntries(pins) };
  await mkdir(join(place.stateFolder, PINS_FOLDER_NAME), { recursive: true });
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(draft, JSON.stringify(record), { flag: 'wx' });
    await rename(draft, path);
  } catch (fault) {
    await rm(draft, { force: true });
    throw fault;
  }
}

/** Digests of all content that is pinned in a state folder. Rejects when that cannot be told. */
export async function pinnedDigests(stateFolder: string): Promise<ReadonlySet<string>> {
  const folder = join(stateFolder, PINS_FOLDER_NAME);
  const names = await readdir(folder).catch(() => []);
  const records = await Promise.all(
    names.filter((name) => name.endsWith('.json')).map((name) => readRecord(join(folder, name))),
  );
  const outputs = records.flatMap(({ pins }) => Object.values(pins).flatMap((pin) => pin.outputs));
  return new Set(outputs.flatMap(({ reference }) => reference?.digest ?? []));
}

async function readRecord(path: string): Promise<PinsRecord> {
  const found = JSON.parse(await readFile(path, 'utf8')) as Partial<PinsRecord> | null;
  if (found?.format !== FORMAT || typeof found.flow !== 'string' || typeof found.pins !== 'object') {
    throw new Error(`${path} holds no pins that this build can read.`);
  }
  return found as PinsRecord;
}
