/** Whether a `uses` means another file rather than a kind. */
export function isSubFlowPath(uses: string): boolean {
  return /^\.{1,2}[\\/]/.test(uses) || uses.endsWith('.flow');
}

/** What is wrong with the way in which a `uses` names a file, and what was probably meant. */
export interface PathFault {
  readonly message: string;
  readonly replacement?: string;
}

/** Why a text cannot name a sub-flow; undefined when it can. */
export function subFlowPathFault(uses: string): PathFault | undefined {
  if (uses.includes('\\')) {
    const replacement = uses.replaceAll('\\', '/');
    return {
      message: `Write "${replacement}", with forward slashes: the flow then runs on every system.`,
      replacement,
    };
  }
  if (/^(\/|[A-Za-z]:|[a-z]+:\/\/)/.test(uses)) {
    return { message: `"${uses}" must be a path from this file's folder, such as ./clean.flow.` };
  }
  if (!uses.endsWith('.flow')) return { message: `"${uses}" names no flow: the name of its file ends in .flow.` };
  if (uses.startsWith('./') || uses.startsWith('../')) return undefined;
  return { message: `Write "./${uses}" for the flow in the file ${uses}.`, replacement: `./${uses}` };
}

/**
 * Path of the file that a sub-flow's `uses` names, from the top of the project like `from`, the path of the file that
 * says so; undefined when it leads out of the project.
 */
export function resolveSubFlow(from: string, uses: string): string | undefined {
  const steps = from.split('/').slice(0, -1);
  for (const step of uses.split('/')) {
    if (step === '' || step === '.') continue;
    if (step !== '..') steps.push(step);
    else if (steps.pop() === undefined) return undefined;
  }
  return steps.join('/');
}

/** The folder of one file as seen from that of another, such as `../shared`; empty when it is the same. */
export function relativeFolder(from: string, to: string): string {
  const start = from.split('/').slice(0, -1);
  const end = to.split('/').slice(0, -1);
  let common = 0;
  while (common < start.length && common < end.length && start[common] === end[common]) common++;
  return [...start.slice(common).map(() => '..'), ...end.slice(common)].join('/');
}

/** The path of a file as seen from the folder of another, such as `../shared/clean.flow`. */
export function relativePath(from: string, to: string): string {
  const folder = relativeFolder(from, to);
  return folder === '' ? fileNameOf(to) : `${folder}/${fileNameOf(to)}`;
}

/** The `uses` by which the flow at a path names the one at another. */
export function subFlowUses(from: string, to: string): string {
  const way = relativePath(from, to);
  return way.startsWith('../') ? way : `./${way}`;
}

/** The last part of a path. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
