import { readdir, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { didYouMean, nearest } from '../../src/flow/suggest.ts';
import type { Checked } from '../engine/failures.ts';
import type { Task } from '../executors/executor.ts';
import { textSetting } from '../executors/settings.ts';
import { nodeError, textForm } from './node.ts';

/** A path of a setting, and where it leads. */
export interface WorkspacePath {
  /** As the author wrote it, with names filled in; for messages. */
  readonly told: string;
  readonly absolute: string;
}

/**
 * The file that a path setting leads to. A relative path starts in the task's folder and may not leave the working
 * folder, neither by `..` nor through a symbolic link. An absolute path has to be meant: written as such in the setting,
 * or the whole setting is a `${name}` whose value is a file.
 */
export async function workspacePath(task: Task, setting: string): Promise<Checked<WorkspacePath>> {
  const told = await textSetting(task, setting, textForm(task));
  if (!told.ok) return told;
  if (told.value === '') return nodeError(`The setting \`${setting}\` is empty; name a file.`, setting);
  if (told.value.includes('\0')) return nodeError(`The setting \`${setting}\` contains a null byte.`, setting);
  const absolute = resolve(task.workdir, told.value);
  if (isMeantAbsolute(task, setting) || (await isInside(absolute, task))) {
    return { ok: true, value: { told: told.value, absolute } };
  }
  return nodeError(
    `\`${told.value}\` leads outside the working folder \`${task.workingFolder}\`. Name a file inside it, or write an absolute path if you mean that file.`,
    setting,
  );
}

function isMeantAbsolute(task: Task, setting: string): boolean {
  const written = task.settings[setting];
  if (typeof written !== 'string') return false;
  if (isAbsolute(written)) return true;
  const name = /^\$\{([^{}]*)\}$/.exec(written)?.[1]?.trim() ?? '';
  const value = task.inputs.get(name) ?? task.flowInputs.get(name);
  return value !== undefined && (value.kind === 'stored' || value.type === 'file' || value.type === 'image');
}

async function isInside(path: string, task: Task): Promise<boolean> {
  const real = await realPathOf(path);
  for (const folder of new Set([task.workingFolder, task.workdir])) {
    if (contains(await realPathOf(folder), real)) return true;
  }
  return false;
}

/** The path without symbolic links, as far as it exists. */
async function realPathOf(path: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined) return real;
  const parent = dirname(path);
  return parent === path ? path : join(await realPathOf(parent), basename(path));
}

function contains(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith('../') && !way.startsWith('..\\') && !isAbsolute(way);
}

/** What a file system error about a file means, in a sentence. */
export async function explainFileError(error: unknown, path: WorkspacePath): Promise<string> {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  switch (code) {
    case 'ENOENT': {
      const siblings = await readdir(dirname(path.absolute)).catch(() => []);
      return `\`${path.told}\` does not exist.${didYouMean(nearest(basename(path.absolute), siblings))}`;
    }
    case 'EACCES':
    case 'EPERM':
      return `\`${path.told}\` may not be opened: permission denied.`;
    case 'EISDIR':
      return `\`${path.told}\` is a folder.`;
    case 'ENOTDIR':
      return `\`${path.told}\` leads through something that is not a folder.`;
    case 'EEXIST':
      return `\`${path.told}\` needs a folder where there is a file.`;
    case 'ENOSPC':
    case 'EDQUOT':
      return `There is no room left for \`${path.told}\`.`;
    case 'EROFS':
      return `\`${path.told}\` is on a disk that cannot be written.`;
    case 'ELOOP':
      return `\`${path.told}\` leads through symbolic links in a circle.`;
    default:
      return `\`${path.told}\`: ${(error as Error).message}.`;
  }
}
