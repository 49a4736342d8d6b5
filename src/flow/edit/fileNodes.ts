import type { JsonObject, Position } from '../model.ts';
import { setOwn } from '../ownKeys.ts';
import { fileNameOf, relativePath, subFlowUses } from '../subflow/subFlowPath.ts';
import { freeIdAmong } from './freeId.ts';

/** A file that shall become nodes. */
export interface ProjectFile {
  /** From the top of the project, with forward slashes, like the path of the flow. */
  readonly path: string;
  /** Whether its first line names the program that runs it (`#!`). */
  readonly namesInterpreter: boolean;
}

/** Nodes that stand for files, and why there are none for the others. */
export interface FileNodes {
  /** A flow of these nodes, as `pasteNodes` takes it; empty without any. */
  readonly text: string;
  /** Sentences for the person who chose the files. */
  readonly refused: readonly string[];
}

/** Distances between the corners of the cards: from what reads a file to what makes data of it, and between files. */
const COLUMN = 320;
const ROW = 160;

/** Programs that run scripts whose first line does not say which; those with null run by themselves. */
const INTERPRETERS: ReadonlyMap<string, string | null> = new Map([
  ['sh', 'sh'],
  ['bash', 'bash'],
  ['zsh', 'zsh'],
  ['fish', 'fish'],
  ['ps1', 'pwsh'],
  ['bat', null],
  ['cmd', null],
  ['py', 'python3'],
  ['rb', 'ruby'],
  ['pl', 'perl'],
  ['php', 'php'],
  ['lua', 'lua'],
  ['r', 'Rscript'],
  ['js', 'node'],
  ['mjs', 'node'],
  ['cjs', 'node'],
  ['ts', 'node'],
  ['mts', 'node'],
  ['cts', 'node'],
]);

/** Kinds that make data of what a file says. */
const PARSERS: ReadonlyMap<string, { readonly uses: string; readonly with?: JsonObject }> = new Map([
  ['csv', { uses: 'csv.parse' }],
  ['tsv', { uses: 'csv.parse', with: { delimiter: '\t' } }],
  ['json', { uses: 'json.parse' }],
]);

/** Endings of common files that hold no text. */
const BINARY: ReadonlySet<string> = new Set(
  'png jpg jpeg gif webp ico bmp tiff pdf zip gz tgz bz2 xz 7z tar xlsx xls docx pptx parquet avro sqlite db wasm'.split(
    ' ',
  ),
);

/**
 * What files become when they are put into the flow at a path: a script runs, a table or JSON is read and parsed, another
 * flow is a sub-flow, and whatever else is read.
 */
export function fileNodes(flow: string, files: readonly ProjectFile[]): FileNodes {
  const nodes: Record<string, JsonObject> = {};
  const layout: Record<string, Position> = {};
  const refused: string[] = [];
  const taken = new Set<string>();
  let y = 0;
  for (const file of files) {
    const fault = faultOf(flow, file.path);
    if (fault !== undefined) {
      refused.push(fault);
      continue;
    }
    let [x, source] = [0, ''];
    for (const { wanted, value } of nodesOf(flow, file)) {
      const id = freeIdAmong(taken, wanted);
      taken.add(id);
      setOwn(nodes, id, source === '' ? value : { ...value, in: { text: `${source}.content` } });
      setOwn(layout, id, [x, y]);
      [x, source] = [x + COLUMN, id];
    }
    y += ROW;
  }
  // JSON is YAML too, and pasting writes nodes in braces in the manner of the file.
  return { text: taken.size > 0 ? JSON.stringify({ flow: 1, nodes, layout }) : '', refused };
}

/** Why a file cannot stand in a flow; undefined when it can. */
function faultOf(flow: string, path: string): string | undefined {
  if (path === flow) return 'A flow cannot contain itself.';
  const ending = endingOf(path);
  if (ending === 'flow' || INTERPRETERS.has(ending) || !relativePath(flow, path).startsWith('../')) return undefined;
  return `${path} is outside of the flow's folder, from which nodes read files. Move it there, or copy it with a command.`;
}

interface WantedNode {
  readonly wanted: string;
  readonly value: JsonObject;
}

/** The nodes of one file; each takes what the one before it has read. */
function nodesOf(flow: string, { path, namesInterpreter }: ProjectFile): readonly WantedNode[] {
  const ending = endingOf(path);
  const wanted = stemOf(path);
  if (ending === 'flow') return [{ wanted, value: { uses: subFlowUses(flow, path) } }];
  const told = relativePath(flow, path).replaceAll('${', () => '$${');
  const interpreter = INTERPRETERS.get(ending);
  if (interpreter !== undefined) {
    const named = namesInterpreter || interpreter === null ? {} : { interpreter };
    return [{ wanted, value: { uses: 'script', with: { path: told, ...named } } }];
  }
  const parser = PARSERS.get(ending);
  if (parser) {
    const read = { wanted: `read_${wanted}`, value: { uses: 'file.read', with: { path: told } } };
    return [read, { wanted, value: { ...parser } }];
  }
  const form = BINARY.has(ending) ? { as: 'bytes' } : {};
  return [{ wanted, value: { uses: 'file.read', with: { path: told, ...form } } }];
}

function endingOf(path: string): string {
  return (/.\.([^./]+)$/.exec(fileNameOf(path))?.[1] ?? '').toLowerCase();
}

/** The name of the file without its ending, and without the dot that hides it. */
function stemOf(path: string): string {
  return fileNameOf(path)
    .replace(/^\./, '')
    .replace(/(?<=.)\.[^.]*$/, '');
}
