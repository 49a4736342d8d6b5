import type { Catalog } from '../catalog/kind.ts';
import type { FlowModel, FlowNode } from '../model.ts';
import { ownValue } from '../ownKeys.ts';

/** Names one piece of code of a flow. */
export interface CodePlace {
  readonly node: string;
  readonly setting: string;
}

/** A piece of code and what it is written in. */
export interface NodeCode extends CodePlace {
  /** Ending of a file of its language, such as `sh`, by which an editor knows it. */
  readonly extension: string;
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  shell: 'sh',
  sql: 'sql',
  python: 'py',
  typescript: 'ts',
  javascript: 'js',
  jsonata: 'jsonata',
  liquid: 'liquid',
  json: 'json',
};

/** Programs that a node's `shell` may name, by the ending of their scripts. */
const INTERPRETERS: readonly (readonly [program: RegExp, extension: string])[] = [
  [/^(?:pwsh|powershell)/, 'ps1'],
  [/^fish$/, 'fish'],
  [/^cmd/, 'bat'],
  [/^(?:node|bun|deno)$/, 'js'],
  [/^python/, 'py'],
  [/^ruby$/, 'rb'],
  [/^perl$/, 'pl'],
];

/** The code that a node has, or could have; undefined for kinds without any. */
export function nodeCode(node: FlowNode, catalog: Catalog): NodeCode | undefined {
  const kind = catalog.get(node.uses);
  const [setting, schema] = Object.entries(kind?.settings ?? {}).find(([, each]) => each.format === 'code') ?? [];
  if (setting === undefined) return undefined;
  return { node: node.id, setting, extension: extensionOf(node, schema?.language ?? '') };
}

function extensionOf(node: FlowNode, language: string): string {
  const shell = language === 'shell' ? ownValue(node.with, 'shell') : undefined;
  const program = typeof shell === 'string' ? (/([^\\/]+?)(?:\.exe)?$/.exec(shell.trim())?.[1] ?? '') : '';
  return INTERPRETERS.find(([pattern]) => pattern.test(program))?.[1] ?? EXTENSIONS[language] ?? 'txt';
}

/** The text of a piece of code; undefined when its node is not there. */
export function codeText(model: FlowModel, { node, setting }: CodePlace): string | undefined {
  const found = model.nodes.find(({ id }) => id === node);
  if (!found) return undefined;
  const value = ownValue(found.with, setting);
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
}
