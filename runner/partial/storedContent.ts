import type { PreparedPart } from '../engine/preparedRun.ts';
import type { ContentStore } from '../store/contentStore.ts';
import type { Made } from './made.ts';

/**
 * What was made, with where its content is stored, and the ports whose content is not stored any more. Content that is
 * there becomes new, so that it is not removed while the run needs it.
 */
export async function withStored(made: Made, store: ContentStore): Promise<Made> {
  const gone = new Set<string>();
  const outputs = new Map(made.outputs);
  for (const output of made.outputs.values()) {
    const { port, reference } = output;
    if (!reference) continue;
    if (!(await store.holds(reference.digest, reference.size))) gone.add(port);
    outputs.set(port, { ...output, reference: { ...reference, path: store.path(reference.digest) } });
  }
  return { ...made, outputs, gone };
}

/**
 * Makes the content that a run takes over new once more, now that the run has begun: what a run refers to must not be
 * older than the run, or it would be removed before it.
 */
export async function renewKept(part: PreparedPart | undefined, store: ContentStore): Promise<void> {
  for (const { outputs } of part?.given.values() ?? []) {
    for (const { value } of outputs.values()) {
      if (value.kind === 'stored') await store.holds(value.content.digest, value.content.size);
    }
  }
}
