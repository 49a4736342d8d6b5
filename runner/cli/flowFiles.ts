import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { FlowDocument } from '../../src/flow/document.ts';
import { parseFlow } from '../../src/flow/parse/parseFlow.ts';
import type { AbsentFlow, FlowPlace } from '../../src/flow/subflow/flowFiles.ts';
import { joinPath, pathWithin, projectFolder } from '../../src/flow/subflow/project.ts';
import { reasonOf } from './loadFlow.ts';

/** Where a flow's file stands in its project, and the other flows there. Each file is read once. */
export function placeOfFlow(file: string): FlowPlace {
  const own = withSlashes(resolve(file));
  const top = projectFolder(own, withSlashes(process.cwd()), (folder) => existsSync(joinPath(folder, '.git')));
  const known = new Map<string, FlowDocument | AbsentFlow>();
  const read = (path: string) => {
    const found = known.get(path) ?? readFlow(top, path);
    known.set(path, found);
    return found;
  };
  return { path: pathWithin(top, own) ?? own, files: { read } };
}

function readFlow(top: string, path: string): FlowDocument | AbsentFlow {
  const file = joinPath(top, path);
  try {
    const real = withSlashes(realpathSync(file));
    if (pathWithin(withSlashes(realpathSync(top)), real) === undefined) {
      return { absent: `${path} leads out of the project through a symbolic link.` };
    }
    return parseFlow(readFileSync(file, 'utf8'));
  } catch (fault) {
    return { absent: `${path} cannot be read: ${reasonOf(fault)}.` };
  }
}

function withSlashes(path: string): string {
  return sep === '/' ? path : path.replaceAll(sep, '/');
}
