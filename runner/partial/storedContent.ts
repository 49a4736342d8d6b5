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
