import { extname } from 'node:path';

/** Media type of content whose form is unknown. */
export const OCTETS = 'application/octet-stream';
/** Text without a form of its own. */
export const PLAIN_TEXT = 'text/plain; charset=utf-8';
/** One JSON value. */
export const JSON_TEXT = 'application/json';
/** One JSON value a line. */
export const JSON_LINES = 'application/x-ndjson';
/** Records as comma-separated values. */
export const CSV_TEXT = 'text/csv; charset=utf-8';

/** The media type that a file's extension stands for. */
export function mediaTypeOfPath(path: string): string {
  return BY_EXTENSION.get(extname(path).toLowerCase()) ?? OCTETS;
}

const BY_EXTENSION: ReadonlyMap<string, string> = new Map<string, string>([
  ...['.txt', '.log', '.text', '.out'].map((extension) => [extension, PLAIN_TEXT] as const),
  ['.md', 'text/markdown; charset=utf-8'],
  ['.json', JSON_TEXT],
  ['.ndjson', JSON_LINES],
  ['.jsonl', JSON_LINES],
  ['.csv', CSV_TEXT],
  ['.tsv', 'text/tab-separated-values; charset=utf-8'],
  ['.html', 'text/html; charset=utf-8'],
  ['.htm', 'text/html; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.mjs', 'text/javascript; charset=utf-8'],
  ['.ts', 'text/plain; charset=utf-8'],
  ['.py', 'text/x-python; charset=utf-8'],
  ['.sh', 'application/x-sh'],
  ['.sql', 'text/plain; charset=utf-8'],
  ['.xml', 'application/xml'],
  ['.yaml', 'application/yaml'],
  ['.yml', 'application/yaml'],
  ['.flow', 'application/yaml'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.jpg', 'image/jpeg'],
  ['.jpeg', 'image/jpeg'],
  ['.gif', 'image/gif'],
  ['.webp', 'image/webp'],
  ['.pdf', 'application/pdf'],
  ['.zip', 'application/zip'],
  ['.gz', 'application/gzip'],
  ['.tar', 'application/x-tar'],
  ['.parquet', 'application/vnd.apache.parquet'],
]);
