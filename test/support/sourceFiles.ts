import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { inRoot } from '../../scripts/lib/paths.mjs';

/** One source file of the project. */
export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** One `import`, `export … from` or `import()` in a source file, those of types included. */
export interface SourceImport {
  readonly line: number;
  /** As written. */
  readonly specifier: string;
  /** From the root, when the specifier is relative. */
  readonly target?: string;
}

const SOURCE_NAME = /\.(ts|tsx|mjs)$/;

/** Source files below folders of the root, without generated code and installed packages. */
export function sourceFiles(...folders: readonly string[]): SourceFile[] {
  const existing = folders.filter((folder) => existsSync(inRoot(folder)));
  return existing.flatMap((folder) =>
    readdirSync(inRoot(folder), { recursive: true, encoding: 'utf8' })
      .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
      .filter((path) => SOURCE_NAME.test(path) && !/(^|\/)(generated|node_modules)\//.test(path))
      .map((path) => ({ path, text: readFileSync(join(inRoot(), path), 'utf8') })),
  );
}

const IMPORT =
  /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g;

/** Imports of a file, in their order. */
export function importsOf(file: SourceFile): SourceImport[] {
  return [...file.text.matchAll(IMPORT)].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    const line = file.text.slice(0, match.index + match[0].indexOf(specifier)).split('\n').length;
    if (!specifier.startsWith('.')) return { line, specifier };
    return { line, specifier, target: posix.join(posix.dirname(file.path), specifier) };
  });
}
