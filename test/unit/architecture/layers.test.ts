import { isBuiltin } from 'node:module';
import { build, type Metafile } from 'esbuild';
import { describe, expect, it, vi } from 'vitest';
import { programOptions } from '../../../esbuild.mjs';
import { importsOf, type SourceFile, type SourceImport, sourceFiles } from '../../support/sourceFiles.ts';

// Bundling takes longer than a test may on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

/** What a layer may import besides itself. */
interface LayerRule {
  readonly layers: readonly string[];
  readonly node: boolean;
  readonly vscode: boolean;
}

/** The arrows of docs and ARCHITECTURE: everything that is not here is forbidden. */
const RULES: Readonly<Record<string, LayerRule>> = {
  proto: { layers: [], node: false, vscode: false },
  'src/flow': { layers: ['proto'], node: false, vscode: false },
  'src/messages': { layers: ['src/flow'], node: false, vscode: false },
  'src/webview': { layers: ['src/flow', 'src/messages'], node: false, vscode: false },
  'src/extension': { layers: ['proto', 'src/flow', 'src/messages'], node: true, vscode: true },
  runner: { layers: ['proto', 'src/flow'], node: true, vscode: false },
};

const LAYERS = Object.keys(RULES);

function layerOf(path: string): string | undefined {
  return LAYERS.find((layer) => path.startsWith(`${layer}/`));
}

/** Why an import is forbidden, or nothing. */
function objection(file: SourceFile, found: SourceImport): string | undefined {
  const layer = layerOf(file.path);
  const rule = layer === undefined ? undefined : RULES[layer];
  if (layer === undefined || rule === undefined) return 'the file belongs to no layer';
  if (found.target === undefined) {
    if (found.specifier === 'vscode' && !rule.vscode) return `${layer} must not know VS Code`;
    if (isBuiltin(found.specifier) && !rule.node) return `${layer} must not know Node`;
    return undefined;
  }
  const target = layerOf(found.target);
  if (target === layer || (target !== undefined && rule.layers.includes(target))) return undefined;
  return `${layer} must not import ${target ?? 'what belongs to no layer'}`;
}

function violations(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) =>
    importsOf(file).flatMap((found) => {
      const why = objection(file, found);
      return why === undefined ? [] : [`${file.path}:${found.line}: '${found.specifier}': ${why}`];
    }),
  );
}

/** Everything that ended up in a bundle: files of this project by layer, and modules that stay outside. */
function contentsOf(metafile: Metafile): { layers: string[]; outside: string[] } {
  const layers = Object.keys(metafile.inputs).map(layerOf);
  const outside = Object.values(metafile.outputs)
    .flatMap((output) => output.imports)
    .filter((found) => found.external)
    .map((found) => (isBuiltin(found.path) ? 'node' : found.path));
  return {
    layers: [...new Set(layers.filter((layer) => layer !== undefined))].sort(),
    outside: [...new Set(outside)].sort(),
  };
}

async function bundleContents(name: 'extension' | 'webview' | 'runner') {
  const { metafile } = await build({ ...programOptions(name), write: false });
  if (!metafile) throw new Error('the build options do not ask for a metafile');
  return contentsOf(metafile);
}

describe('The layers', () => {
  const files = sourceFiles(...LAYERS);

  it('are found', () => {
    for (const layer of LAYERS) expect(files.filter((file) => layerOf(file.path) === layer)).not.toEqual([]);
  });

  it('import along the arrows only', () => {
    expect(violations(files)).toEqual([]);
  });

  it.each([
    ['src/flow/example.ts', "import { readFileSync } from 'node:fs';", 'must not know Node'],
    ['proto/example.ts', "import type { FlowModel } from '../src/flow/model.ts';", 'must not import src/flow'],
    ['runner/a/example.ts', "import * as vscode from 'vscode';", 'must not know VS Code'],
    ['src/webview/example.tsx', "const lazy = import('../../runner/main.ts');", 'must not import runner'],
    ['src/messages/example.ts', "export { a } from '../extension/extension.ts';", 'must not import src/extension'],
  ])('are enforced: %s', (path, text, why) => {
    expect(violations([{ path, text }])).toEqual([expect.stringContaining(why)]);
  });
});

describe('The bundles', () => {
  it('have an extension without the runner and the view', async () => {
    const { layers, outside } = await bundleContents('extension');
    expect(layers).toContain('src/extension');
    expect(layers).not.toContain('runner');
    expect(layers).not.toContain('src/webview');
    expect(outside).toEqual(['node', 'vscode']);
  });

  it('have a view that needs nothing from outside', async () => {
    const { layers, outside } = await bundleContents('webview');
    expect(layers).not.toContain('runner');
    expect(layers).not.toContain('src/extension');
    expect(layers).toContain('src/webview');
    expect(outside).toEqual([]);
  });

  it('have a runner without the editor', async () => {
    expect(await bundleContents('runner')).toEqual({ layers: ['proto', 'runner', 'src/flow'], outside: ['node'] });
  });
});
