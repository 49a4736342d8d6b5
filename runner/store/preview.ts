/** Bytes of text that a preview shows where nothing else is asked for. */
export const PREVIEW_BYTES = 4 * 1024;

/** Whether content of this media type can be shown as text. */
export function isTextMedia(mediaType: string): boolean {
  const essence = essenceOf(mediaType);
  return (
    essence.startsWith('text/') || essence.endsWith('+json') || essence.endsWith('+xml') || TEXT_ESSENCES.has(essence)
  );
}

/** Whether content of this media type is one JSON text. */
export function isJsonMedia(mediaType: string): boolean {
  const essence = essenceOf(mediaType);
  return essence === 'application/json' || essence === 'text/json' || essence.endsWith('+json');
}

/** The media type without its parameters, in lower case. */
export function essenceOf(mediaType: string): string {
  return (mediaType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

/** The value of the `charset` parameter in lower case; `utf-8` where the media type names none. */
export function charsetOf(mediaType: string): string {
  return /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(mediaType)?.[1]?.toLowerCase() ?? 'utf-8';
}

/**
 * The first part of some content for people: whole characters of at most `limit` bytes, and nothing for content that is
 * not text.
 */
export function previewOf(head: Uint8Array, mediaType: string, limit: number): string {
  if (!isTextMedia(mediaType)) return '';
  return new TextDecoder().decode(head.subarray(0, wholeCharacters(head, limit)));
}

/** The largest length up to `limit` that does not cut a UTF-8 character of `bytes`. */
function wholeCharacters(bytes: Uint8Array, limit: number): number {
  if (bytes.length <= limit) return bytes.length;
  let end = limit;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return end;
}

const TEXT_ESSENCES = new Set([
  'application/json',
  'application/x-ndjson',
  'application/xml',
  'application/javascript',
  'application/yaml',
  'application/x-sh',
]);
