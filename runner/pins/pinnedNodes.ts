import type { OutputSnapshot } from '../../src/flow/run/snapshot.ts';
import { sameJson } from '../../src/flow/sameJson.ts';
import type { Definitions } from '../history/definitions.ts';
import type { Made } from '../partial/made.ts';
import { withStored } from '../partial/storedContent.ts';
import type { ContentStore } from '../store/contentStore.ts';
import type { PinnedOutputs, Pins } from './pinsFile.ts';

/** The pinned nodes of a graph, by index, with what they are pinned to; pins of nodes that it does not have are left out. */
export async function pinnedNodes(
  ids: readonly string[],
  pins: Pins,
  definitions: Definitions,
  store: ContentStore,
): Promise<ReadonlyMap<number, Made>> {
  const pinned = new Map<number, Made>();
  if (pins.size === 0) return pinned;
  for (const [node, id] of ids.entries()) {
    const pin = pins.get(id);
    if (pin) pinned.set(node, await withStored(madeOf(pin, id, definitions), store));
  }
  return pinned;
}

function madeOf(pin: PinnedOutputs, id: string, definitions: Definitions): Made {
  return {
    runId: pin.runId,
    timeMs: pin.timeMs,
    outputs: new Map<string, OutputSnapshot>(pin.outputs.map((output) => [output.port, output])),
    gone: new Set(),
    changed: pin.definition === null || !sameJson(pin.definition, definitions.of(id)),
  };
}
