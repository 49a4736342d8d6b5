import { resolve } from 'node:path';
import type { RunValue } from '../executors/executor.ts';
import { JSON_TEXT, mediaTypeOfPath, PLAIN_TEXT } from '../store/mediaTypes.ts';
import { textOfJson } from './textForm.ts';

/** What a value holds: text at hand, or a file that holds it. */
export type ValueContent =
  | { readonly form: 'memory'; readonly text: string; readonly mediaType: string }
  | { readonly form: 'file'; readonly path: string; readonly mediaType: string };

/** The content of a value: of a file value what is in the file, of data its JSON. */
export function contentOf(value: RunValue, workingFolder: string): ValueContent {
  if (value.kind === 'stored') return { form: 'file', path: value.content.path, mediaType: value.content.mediaType };
  const data = value.value;
  if (isFileType(value.type) && typeof data === 'string') {
    return { form: 'file', path: resolve(workingFolder, data), mediaType: mediaTypeOfPath(data) };
  }
  const mediaType = typeof data === 'object' && data !== null ? JSON_TEXT : PLAIN_TEXT;
  return { form: 'memory', text: textOfJson(data), mediaType };
}

function isFileType(type: RunValue['type']): boolean {
  return type === 'file' || type === 'image';
}
