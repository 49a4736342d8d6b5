import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  CANVAS_COMMANDS,
  COMMANDS,
  CONTEXT_KEYS,
  FLOW_EDITOR,
  FLOW_LANGUAGE,
  FLOW_LOG_LANGUAGE,
  RUNS_VIEW,
  SETTINGS,
  TREE_CONTEXTS,
  VIEW_CONTAINER,
} from '../../../src/extension/contributions.ts';

interface MenuItem {
  readonly command: string;
  readonly alt?: string;
  readonly when?: string;
}

const root = new URL('../../../', import.meta.url);
const text = readFileSync(new URL('package.json', root), 'utf8');
const { contributes } = JSON.parse(text) as {
  contributes: {
    commands: readonly { command: string; title: string; category: string }[];
    customEditors: readonly { viewType: string; priority: unknown }[];
    languages: readonly { id: string }[];
    configuration: { properties: Record<string, unknown> };
    viewsContainers: { activitybar: readonly { id: string }[] };
    views: Record<string, readonly { id: string }[]>;
    menus: Record<string, readonly MenuItem[]>;
    keybindings: readonly MenuItem[];
  };
};

const sorted = (values: Iterable<string>) => [...values].sort();
const menuItems = Object.values(contributes.menus).flat();

describe('The manifest and the code name the same', () => {
  it('commands', () => {
    const inCode = [...Object.values(COMMANDS), ...Object.values(CANVAS_COMMANDS)];
    expect(sorted(contributes.commands.map(({ command }) => command))).toEqual(sorted(inCode));
  });

  it('editors, languages, views and settings', () => {
    expect(contributes.customEditors.map(({ viewType }) => viewType)).toEqual([FLOW_EDITOR]);
    expect(sorted(contributes.languages.map(({ id }) => id))).toEqual(sorted([FLOW_LANGUAGE, FLOW_LOG_LANGUAGE]));
    expect(contributes.viewsContainers.activitybar.map(({ id }) => id)).toEqual([VIEW_CONTAINER]);
    expect(
      Object.values(contributes.views)
        .flat()
        .map(({ id }) => id),
    ).toEqual([RUNS_VIEW]);
    expect(sorted(Object.keys(contributes.configuration.properties))).toEqual(sorted(Object.values(SETTINGS)));
  });

  it('context keys', () => {
    const clauses = [...menuItems, ...contributes.keybindings].map(({ when }) => when ?? '').join('\n');
    const ids = new Set([...Object.values(COMMANDS), ...Object.values(CANVAS_COMMANDS), FLOW_EDITOR, RUNS_VIEW]);
    const keys = new Set([...clauses.matchAll(/millrace\.[\w.]+/g)].map(([key]) => key).filter((key) => !ids.has(key)));
    expect(sorted(keys)).toEqual(sorted(Object.values(CONTEXT_KEYS)));
  });

  it('kinds of items in the tree', () => {
    const values: readonly string[] = Object.values(TREE_CONTEXTS);
    const named = menuItems.flatMap(({ when }) =>
      [...(when ?? '').matchAll(/viewItem == ([\w.]+)/g)].map((match) => match[1] ?? ''),
    );
    expect(named.filter((value) => !values.includes(value))).toEqual([]);
  });
});

describe('The manifest', () => {
  it('names only commands of its own in menus and key bindings', () => {
    const known = new Set(contributes.commands.map(({ command }) => command));
    const used = [...menuItems, ...contributes.keybindings].flatMap(({ command, alt }) =>
      alt ? [command, alt] : [command],
    );
    expect(used.filter((command) => !known.has(command))).toEqual([]);
  });

  it('titles every command as one of flows', () => {
    expect(new Set(contributes.commands.map(({ category }) => category))).toEqual(new Set(['Flow']));
  });

  it('opens graphs by default and leaves diffs to the text', () => {
    expect(contributes.customEditors[0]?.priority).toEqual({ textEditor: 'default', diffEditor: 'option' });
  });

  it('names only files that exist', () => {
    const files = [...text.matchAll(/"\.\/((?!dist\/)[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
  });
});
