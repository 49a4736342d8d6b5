import type { PortValue } from '../../../proto/messages.ts';
import { fromProtoValue } from '../../../proto/value.ts';
import type { OutputSnapshot } from './snapshot.ts';

/** A port's value as the protocol carries it, in the form that readers show. */
export function outputSnapshot(port: string, value: PortValue | null | undefined): OutputSnapshot {
  const type = value?.type || 'any';
  const reference = value?.reference;
  const common = { port, type, ...(value?.tainted && { tainted: true as const }) };
  if (!reference) return { ...common, value: fromProtoValue(value?.inline) };
  return {
    ...common,
    reference: {
      digest: reference.digest ?? '',
      size: reference.size ?? 0,
      mediaType: reference.mediaType ?? '',
      preview: reference.preview ?? '',
      path: reference.path ?? '',
    },
  };
}
