import type { PortValue } from '../../proto/messages.ts';
import { toProtoValue } from '../../proto/value.ts';
import type { RunValue } from '../executors/executor.ts';
import type { Redactor } from '../logs/redactor.ts';

/** A value as it goes on the wire, without secrets. */
export function toPortValue(value: RunValue, redactor: Redactor): PortValue {
  if (value.kind === 'inline') return { inline: toProtoValue(redactor.value(value.value)), type: value.type };
  const { digest, size, mediaType, preview, path } = value.content;
  return { reference: { digest, size, mediaType, preview: redactor.text(preview), path }, type: value.type };
}
