/**
 * The name of a file about one flow. It is a plain hash of where the flow came from: a cryptographic one takes longer to
 * load than all the rest takes to read, and the file itself says whose it is.
 */
export function flowFileName(flow: string): string {
  return [0x811c9dc5, 0x9e3779b9].map((start) => hashOf(flow, start).toString(16).padStart(8, '0')).join('');
}

/** FNV-1a over the text's code units. */
function hashOf(text: string, start: number): number {
  let hash = start;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
