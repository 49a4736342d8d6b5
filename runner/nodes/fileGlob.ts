import { relative, resolve } from 'node:path';
import { glob } from 'tinyglobby';
import { FailureCode, refuse } from '../engine/failures.ts';
import { GLOB_FILES } from '../executors/limits.ts';
import { listSetting } from '../executors/settings.ts';
import { type NodeFunction, nodeError, output, textForm } from './node.ts';

/** `file.glob`: the files that match patterns, as paths relative to the working folder in the order of their characters. */
export const runFileGlob: NodeFunction = async ({ task, values, signal }) => {
  const patterns = await listSetting(task, 'patterns', textForm(task));
  if (!patterns.ok) return patterns;
  const exclude = await listSetting(task, 'exclude', textForm(task));
  if (!exclude.ok) return exclude;
  if (patterns.value.length === 0) return nodeError('The setting `patterns` names no pattern.', 'patterns');
  const outside = patterns.value.find((pattern) => leavesFolder(pattern));
  if (outside !== undefined) {
    const message = `The pattern \`${outside}\` leads outside the working folder. Patterns are relative to it and go down only.`;
    return nodeError(message, 'patterns');
  }
  const found = await glob([...patterns.value], {
    cwd: task.workdir,
    ignore: [...exclude.value],
    absolute: true,
    // A link may lead outside, or back to where it stands.
    followSymbolicLinks: false,
    expandDirectories: false,
    signal,
  });
  if (found.length > GLOB_FILES) {
    const message = `The patterns match ${found.length} files; at most ${GLOB_FILES} are listed. Narrow them.`;
    return refuse(FailureCode.FAILURE_CODE_LIMIT_REACHED, message, 'patterns');
  }
  const files = found.map((file) => relative(task.workingFolder, resolve(file)).replaceAll('\\', '/')).sort();
  return output('files', await values.json(files, 'list of text'));
};

function leavesFolder(pattern: string): boolean {
  const parts = pattern.replace(/^!/, '').split(/[\\/]/);
  return parts.includes('..') || parts[0] === '' || /^[A-Za-z]:$/.test(parts[0] ?? '');
}
