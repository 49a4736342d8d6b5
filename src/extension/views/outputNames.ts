import type { OutputSnapshot } from '../../flow/run/snapshot.ts';

/** Names one output of a run. */
export interface OutputPlace {
  readonly runId: string;
  readonly node: string;
  readonly port: string;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
  'application/xml': 'xml',
  'image/gif': 'gif',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/svg+xml': 'svg',
  'image/webp': 'webp',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/markdown': 'md',
};

/** Path of an output inside its own scheme. Its last part is what the tab says, such as `chart.svg.svg`. */
export function outputPath(place: OutputPlace, output: OutputSnapshot): string {
  const name = place.node.slice(place.node.lastIndexOf('/') + 1);
  return `/${place.runId}/${place.node}/${place.port}/${name}.${place.port}.${extensionOf(output)}`;
}

/** The output that a path names; undefined when it names none. */
export function outputPlace(path: string): OutputPlace | undefined {
  // A node within another flow has a path of ids.
  const [, runId = '', ...rest] = path.split('/');
  const [port = '', name] = rest.slice(-2);
  const node = rest.slice(0, -2).join('/');
  if (!runId || !node || !port || !name) return undefined;
  return { runId, node, port };
}

/** An inline value as text: text as it is, anything else as readable JSON. */
export function inlineText(output: OutputSnapshot): string {
  return typeof output.value === 'string' ? output.value : JSON.stringify(output.value ?? null, null, 2);
}

function extensionOf(output: OutputSnapshot): string {
  if (!output.reference) return typeof output.value === 'string' ? 'txt' : 'json';
  const mediaType = output.reference.mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return EXTENSIONS[mediaType] ?? (mediaType.startsWith('text/') ? 'txt' : 'bin');
}
