import type { Checked } from '../engine/failures.ts';
import type { FlowPlace } from '../history/earlierRuns.ts';
import { latestMade, type RecordedMade } from '../partial/latestMade.ts';
import { impossible } from '../partial/refusals.ts';
import { withStored } from '../partial/storedContent.ts';
import { ContentStore, storeFolderOf } from '../store/contentStore.ts';
import { type PinnedOutputs, type Pins, pinsPathOf, readPins, writePins } from './pinsFile.ts';

/** Changes of one file follow each other; a second runner that changes it at the same moment may win. */
const changes = new Map<string, Promise<unknown>>();

/**
 * Pins nodes to what they made last, or in the run that is named, and gives all pins that the flow has then. Refused as
 * a whole, in words, when one of them has nothing that could be pinned.
 */
export function pinNodes(place: FlowPlace, nodes: readonly string[], runId?: string): Promise<Checked<Pins>> {
  return oneAfterAnother(place, async (pins) => {
    const inner = nodes.find((node) => node.includes('/'));
    if (inner !== undefined) {
      const outer = inner.slice(0, inner.indexOf('/'));
      return impossible(
        `\`${inner}\` runs within \`${outer}\`, which runs as a whole. Pin \`${outer}\` instead.`,
        inner,
      );
    }
    if (place.flowSource === '') return impossible('A flow that came from nowhere has no earlier runs and no pins.');
    const found = await latestMade(place, new Set(nodes), runId);
    if (!found.ok) return found;
    const next = new Map(pins);
    for (const node of nodes) {
      const pinned = await pinnedOutputs(place, node, found.value.get(node), runId);
      if (!pinned.ok) return pinned;
      next.set(node, pinned.value);
    }
    return { ok: true, value: next };
  });
}

/** Takes pins away, those of all nodes where none is named, and gives those that are left. */
export function unpinNodes(place: FlowPlace, nodes?: readonly string[]): Promise<Checked<Pins>> {
  return oneAfterAnother(place, (pins) => {
    const next = new Map(pins);
    for (const node of nodes ?? pins.keys()) {
      if (!next.delete(node)) return Promise.resolve(impossible(`\`${node}\` is not pinned.`, node));
    }
    return Promise.resolve({ ok: true, value: next });
  });
}

async function pinnedOutputs(
  place: FlowPlace,
  node: string,
  recorded: RecordedMade | undefined,
  runId: string | undefined,
): Promise<Checked<PinnedOutputs>> {
  if (!recorded) {
    const why = runId === undefined ? 'it succeeded in no recorded run' : `it did not succeed in run ${runId}`;
    return impossible(`\`${node}\` cannot be pinned: ${why}, so it has no outputs to pin.`, node);
  }
  const made = await withStored(recorded.made, new ContentStore(storeFolderOf(place.stateFolder)));
  const outputs = [...made.outputs.values()];
  if (outputs.some(({ tainted }) => tainted)) {
    return impossible(`\`${node}\` cannot be pinned: it saw a secret, and what comes of a secret is not kept.`, node);
  }
  if (made.gone.size > 0) {
    const message = `\`${node}\` cannot be pinned: what it made in run ${made.runId} is no longer stored. Run it again first.`;
    return impossible(message, node);
  }
  const definition = made.changed ? null : (recorded.definition ?? null);
  return { ok: true, value: { runId: made.runId, timeMs: made.timeMs, definition, outputs } };
}

function oneAfterAnother(place: FlowPlace, change: (pins: Pins) => Promise<Checked<Pins>>): Promise<Checked<Pins>> {
  const path = pinsPathOf(place);
  const before = changes.get(path) ?? Promise.resolve();
  const next = before.then(async () => {
    const changed = await change(await readPins(place));
    if (changed.ok) await writePins(place, changed.value);
    return changed;
  });
  const settled = next.catch(() => undefined);
  changes.set(path, settled);
  void settled.then(() => changes.get(path) === settled && changes.delete(path));
  return next;
}
