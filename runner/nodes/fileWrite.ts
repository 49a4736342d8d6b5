import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Checked } from '../engine/failures.ts';
import type { RunValue, Task } from '../executors/executor.ts';
import { CSV_TEXT, JSON_LINES, mediaTypeOfPath } from '../store/mediaTypes.ts';
import { essenceOf } from '../store/preview.ts';
import { csvText } from '../values/csvText.ts';
import { readTable } from '../values/table.ts';
import { pathAsValue } from '../values/textForm.ts';
import { contentOf } from '../values/valueContent.ts';
import { type NodeFunction, nodeError, output, requiredInput } from './node.ts';
import { explainFileError, workspacePath } from './workspacePath.ts';

/** What is written: text at hand, or the content of a file. */
type Source = { readonly text: string } | { readonly file: string };

/** `file.write`: writes a file in one step: nobody ever sees half of it. */
export const runFileWrite: NodeFunction = async ({ task, signal }) => {
  const content = requiredInput(task, 'content');
  if (!content.ok) return content;
  const path = await workspacePath(task, 'path');
  if (!path.ok) return path;
  const source = await sourceOf(content.value, path.value.absolute, task);
  if (!source.ok) return source;
  try {
    const target = await targetOf(path.value.absolute);
    if (!target.ok) return nodeError(`\`${path.value.told}\` is a folder, not a file.`, 'path');
    await mkdir(dirname(target.value.path), { recursive: true });
    await replaceFile(target.value, source.value, signal);
  } catch (error) {
    return nodeError(await explainFileError(error, path.value), 'path');
  }
  return output('path', { kind: 'inline', value: pathAsValue(path.value.absolute, task.workingFolder), type: 'file' });
};

/** Tables take the form that the file's name asks for; other data is written as JSON that people can read. */
async function sourceOf(value: RunValue, path: string, task: Task): Promise<Checked<Source>> {
  const form = essenceOf(mediaTypeOfPath(path));
  const isRecords = value.type === 'table' || (value.kind === 'inline' && Array.isArray(value.value));
  if (isRecords && (form === essenceOf(CSV_TEXT) || form === JSON_LINES || value.kind === 'stored')) {
    const rows = await readTable(value, 'content', task.workingFolder);
    if (!rows.ok) return rows;
    if (form === essenceOf(CSV_TEXT)) return { ok: true, value: { text: csvText(rows.value) } };
    if (form === JSON_LINES)
      return { ok: true, value: { text: rows.value.map((row) => `${JSON.stringify(row)}\n`).join('') } };
    return { ok: true, value: { text: `${JSON.stringify(rows.value, null, 2)}\n` } };
  }
  const content = contentOf(value, task.workingFolder);
  if (content.form === 'file') return { ok: true, value: { file: content.path } };
  const isData = value.kind === 'inline' && typeof value.value === 'object' && value.value !== null;
  return { ok: true, value: { text: isData ? `${JSON.stringify(value.value, null, 2)}\n` : content.text } };
}

/** The file to replace: through a symbolic link, so that the link stays; with the permissions that it has. */
async function targetOf(path: string): Promise<Checked<{ path: string; mode: number | undefined }>> {
  const real = await realpath(path).catch(() => path);
  const found = await stat(real).catch(() => undefined);
  if (found?.isDirectory()) return nodeError('is a folder');
  return { ok: true, value: { path: real, mode: found && found.mode & 0o7777 } };
}

async function replaceFile(
  target: { readonly path: string; readonly mode: number | undefined },
  source: Source,
  signal: AbortSignal,
): Promise<void> {
  const mark = randomBytes(6).toString('hex');
  const temporary = join(dirname(target.path), `.${basename(target.path).slice(0, 100)}.${mark}.tmp`);
  const handle = await open(temporary, 'wx');
  try {
    const chunks = 'text' in source ? source.text : createReadStream(source.file, { signal });
    try {
      await handle.writeFile(chunks);
    } finally {
      await handle.close();
    }
    if (target.mode !== undefined) await chmod(temporary, target.mode);
    await rename(temporary, target.path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
