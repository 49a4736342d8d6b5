import { isAbsolute, relative, resolve } from 'node:path';
import type { JsonValue } from '../../src/flow/model.ts';
import type { RunValue } from '../executors/executor.ts';

/** Data as text: text as it is, nothing for null, JSON for lists and objects. */
export function textOfJson(value: JsonValue): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Where a task stands, for values that are files. */
export interface TaskPlace {
  readonly workdir: string;
  readonly workingFolder: string;
}

/** The path of a file value as a command in `workdir` has to write it; it never looks like an option. */
export function pathForCommand(path: string, place: TaskPlace): string {
  const usable = place.workdir === place.workingFolder ? path : resolve(place.workingFolder, path);
  return usable.startsWith('-') ? `./${usable}` : usable;
}

/** The path of a file as a value: relative to the working folder where it is inside, absolute elsewhere. */
export function pathAsValue(path: string, workingFolder: string): string {
  const inside = relative(workingFolder, path);
  const outside = inside === '' || /^\.\.(?:[\\/]|$)/.test(inside) || isAbsolute(inside);
  return outside ? path : inside.replaceAll('\\', '/');
}

/**
 * A value as a command gets it in a variable or an argument: text and numbers as they are, data as JSON, files and stored
 * content as a path.
 */
export function commandForm(value: RunValue, place: TaskPlace): string {
  if (value.kind === 'stored') return value.content.path;
  if (value.type === 'file' && typeof value.value === 'string') return pathForCommand(value.value, place);
  if (value.type === 'list of file' && Array.isArray(value.value)) {
    const paths: readonly JsonValue[] = value.value;
    return JSON.stringify(paths.map((path) => (typeof path === 'string' ? pathForCommand(path, place) : path)));
  }
  return textOfJson(value.value);
}

/** The values of a list port as a command gets them: a JSON list. */
export function commandListForm(values: readonly RunValue[], place: TaskPlace): string {
  return JSON.stringify(
    values.map((value) => {
      const file = value.kind === 'stored' || value.type === 'file';
      return file ? commandForm(value, place) : value.value;
    }),
  );
}
