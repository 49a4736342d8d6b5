import { stat } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { type Checked, FailureCode, refuse } from '../engine/failures.ts';
import type { Soon } from '../values/soon.ts';
import { pathAsValue, type TaskPlace } from '../values/textForm.ts';
import { GLOB_FILES } from './limits.ts';

/**
 * The files that a node has declared and written, as file values in the order of their patterns, each once. A pattern that
 * matches nothing is a failure that names it.
 */
export function findDeclaredOutputs(
  patterns: readonly string[],
  place: TaskPlace,
  limit = GLOB_FILES,
): Soon<Checked<readonly string[]>> {
  return patterns.length === 0 ? { ok: true, value: [] } : findAll(patterns, place, limit);
}

async function findAll(
  patterns: readonly string[],
  place: TaskPlace,
  limit: number,
): Promise<Checked<readonly string[]>> {
  const found = new Set<string>();
  for (const pattern of patterns) {
    const files = await matches(pattern, place.workdir);
    if (files.length === 0) {
      return refuse(
        FailureCode.FAILURE_CODE_OUTPUT_MISSING,
        `The declared output \`${pattern}\` is not there: no file in \`${place.workdir}\` matches it. Make the node write it, or correct \`cache.outputs\`.`,
        pattern,
      );
    }
    for (const file of files) found.add(pathAsValue(file, place.workingFolder));
    if (found.size > limit) return tooMany(pattern, limit);
  }
  return { ok: true, value: [...found] };
}

async function matches(pattern: string, workdir: string): Promise<readonly string[]> {
  const { glob, isDynamicPattern } = await import('tinyglobby');
  if (!isDynamicPattern(pattern)) {
    const file = resolve(workdir, pattern);
    const found = await stat(file).catch(() => undefined);
    if (!found) return [];
    if (!found.isDirectory()) return [file];
  }
  const files = await glob([pattern], {
    cwd: workdir,
    absolute: true,
    dot: true,
    followSymbolicLinks: false,
    expandDirectories: !isDynamicPattern(pattern) || isAbsolute(pattern),
  });
  return files.sort();
}

function tooMany(pattern: string, limit: number): Checked<readonly string[]> {
  return refuse(
    FailureCode.FAILURE_CODE_LIMIT_REACHED,
    `The declared outputs match more than ${limit} files; the last pattern was \`${pattern}\`. Name fewer.`,
    pattern,
  );
}
