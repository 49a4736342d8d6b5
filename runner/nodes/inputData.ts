import type { JsonValue } from '../../src/flow/model.ts';
import type { Checked } from '../engine/failures.ts';
import type { RunValue, Task } from '../executors/executor.ts';
import { dataForm } from '../values/readContent.ts';

/** The data at all in-ports by name; a list port gives a list. `rename` maps port names to those of a language. */
export async function inputData(
  task: Task,
  rename: (port: string) => string = (port) => port,
): Promise<Checked<Record<string, JsonValue>>> {
  const entries: [string, JsonValue][] = [];
  for (const [port, value] of task.inputs) {
    const data = await dataForm(value, port, task.workingFolder);
    if (!data.ok) return data;
    entries.push([rename(port), data.value]);
  }
  for (const [port, list] of task.lists) {
    const items = await listData(list, port, task.workingFolder);
    if (!items.ok) return items;
    entries.push([rename(port), items.value]);
  }
  return { ok: true, value: Object.fromEntries(entries) };
}

/** The data of the values of a list port. */
export async function listData(
  list: readonly RunValue[],
  port: string,
  workingFolder: string,
): Promise<Checked<readonly JsonValue[]>> {
  const items: JsonValue[] = [];
  for (const value of list) {
    const data = await dataForm(value, port, workingFolder);
    if (!data.ok) return data;
    items.push(data.value);
  }
  return { ok: true, value: items };
}
