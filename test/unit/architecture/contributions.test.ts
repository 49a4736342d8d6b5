import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inRoot } from '../../../scripts/lib/paths.mjs';
import { EXTENSION_FILES } from '../../../scripts/lib/unpackedExtension.mjs';
import {
  CANVAS_COMMANDS,
  COMMANDS,
  COMPARE_VIEW,
  CONTEXT_KEYS,
  FLOW_EDITOR,
  FLOW_LANGUAGE,
  FLOW_LOG_LANGUAGE,
  RUNS_VIEW,
  SETTINGS,
  TREE_CONTEXTS,
  VIEW_CONTAINER,
} from '../../../src/extension/contributions.ts';

/** The parts of the manifest that name ids. */
interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category: string }[];
    readonly customEditors: readonly { readonly viewType: string; readonly priority: unknown }[];
    readonly languages: readonly { readonly id: string }[];
    readonly viewsContainers: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly menus?: Readonly<
      Record<string, readonly { readonly command?: string; readonly alt?: string; readonly when?: string }[]>
    >;
    readonly keybindings?: readonly { readonly command: string; readonly when?: string }[];
  };
}

const text = readFileSync(inRoot('package.json'), 'utf8');
const { contributes } = JSON.parse(text) as Manifest;

function sorted(values: Iterable<string>): string[] {
  return [...new Set(values)].sort();
}

/** Every string in the manifest's contributions. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(stringsIn);
}

const strings = stringsIn(contributes);
const conditions = stringsIn([contributes.menus, contributes.keybindings, contributes.commands]);

describe('The manifest and the typed ids', () => {
  it('name the same commands', () => {
    const declared = contributes.commands.map((entry) => entry.command);
    expect(sorted(declared)).toEqual(sorted([...Object.values(COMMANDS), ...Object.values(CANVAS_COMMANDS)]));
  });

  it('name the same settings', () => {
    expect(sorted(Object.keys(contributes.configuration.properties))).toEqual(sorted(Object.values(SETTINGS)));
  });

  it('name the same editors, languages and views', () => {
    expect(contributes.customEditors.map((entry) => entry.viewType)).toEqual([FLOW_EDITOR]);
    expect(sorted(contributes.languages.map((entry) => entry.id))).toEqual(sorted([FLOW_LANGUAGE, FLOW_LOG_LANGUAGE]));
    expect(Object.keys(contributes.views)).toEqual([VIEW_CONTAINER]);
    expect(Object.values(contributes.viewsContainers).flatMap((entries) => entries.map((entry) => entry.id))).toEqual([
      VIEW_CONTAINER,
    ]);
    expect(Object.values(contributes.views).flatMap((entries) => entries.map((entry) => entry.id))).toEqual([
      RUNS_VIEW,
    ]);
  });

  it('know every command that a menu, a key or a link uses', () => {
    const known = new Set(contributes.commands.map((entry) => entry.command));
    const inMenus = Object.values(contributes.menus ?? {}).flat();
    const alternatives = inMenus.flatMap((entry) => entry.alt ?? []);
    const used = [...inMenus, ...(contributes.keybindings ?? [])].flatMap((entry) => entry.command ?? []);
    const linked = strings.flatMap((value) =>
      [...value.matchAll(/\(command:(millrace\.[\w.]+)/g)].map((match) => match[1] ?? ''),
    );
    expect([...used, ...alternatives, ...linked].filter((command) => !known.has(command))).toEqual([]);
  });

  it('know the same context keys', () => {
    const keys = conditions
      .filter((value) => /[=!&|]|\bin\b|^millrace\.\w+$/.test(value))
      .flatMap((value) => value.match(/\bmillrace\.[a-zA-Z.]+/g) ?? [])
      .filter(
        (key) =>
          ![FLOW_EDITOR, COMPARE_VIEW, RUNS_VIEW].includes(key) &&
          !contributes.commands.some((entry) => entry.command === key),
      );
    expect(sorted(keys)).toEqual(sorted(Object.values(CONTEXT_KEYS)));
  });

  it('know the same kinds of tree items', () => {
    const patterns = conditions.flatMap((value) =>
      [...value.matchAll(/viewItem (?:==|=~) (\S+)/g)].map((match) => match[1] ?? ''),
    );
    const matches = (pattern: string, kind: string) =>
      pattern.startsWith('/') ? new RegExp(pattern.slice(1, pattern.lastIndexOf('/'))).test(kind) : pattern === kind;
    const kinds = Object.values(TREE_CONTEXTS);
    expect(patterns.filter((pattern) => !kinds.some((kind) => matches(pattern, kind)))).toEqual([]);
  });
});

describe('The manifest', () => {
  it('titles every command as one of flows', () => {
    expect(new Set(contributes.commands.map((entry) => entry.category))).toEqual(new Set(['Flow']));
  });

  it('opens graphs by default and leaves diffs to the text', () => {
    expect(contributes.customEditors[0]?.priority).toEqual({ textEditor: 'default', diffEditor: 'option' });
  });
});

describe('Files that the manifest names', () => {
  const files = sorted(strings.filter((value) => value.startsWith('./')).map((value) => value.slice(2)));

  it('exist', () => {
    expect(files).not.toEqual([]);
    expect(files.filter((file) => !existsSync(inRoot(file)))).toEqual([]);
  });

  it('are packed', () => {
    const packed = (file: string) => EXTENSION_FILES.some((entry) => file === entry || file.startsWith(`${entry}/`));
    expect(files.filter((file) => !packed(file))).toEqual([]);
  });

  it('are packed by vsce too', () => {
    const kept = readFileSync(inRoot('.vscodeignore'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1).replace(/\/\*\*$/, ''));
    expect(sorted(kept)).toEqual(sorted([...EXTENSION_FILES, 'dist']));
  });
});
