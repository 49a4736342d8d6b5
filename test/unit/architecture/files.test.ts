import { describe, expect, it } from 'vitest';
import { isGenerated } from '../../../scripts/generate.mjs';
import { type SourceFile, sourceFiles } from '../../support/sourceFiles.ts';

/** Above this a file holds more than one noun. */
const MAX_LINES = 500;

const PRODUCT = sourceFiles('proto', 'src', 'runner');
const EVERYTHING = [...PRODUCT, ...sourceFiles('test', 'bench', 'scripts')];

/** This file spells out the words that it looks for. */
const ALL_BUT_THIS = EVERYTHING.filter((file) => file.path !== 'test/unit/architecture/files.test.ts');

/** Places in files that match a pattern, as `path:line: text`. */
function places(files: readonly SourceFile[], pattern: RegExp): string[] {
  return files.flatMap((file) =>
    file.text
      .split('\n')
      .map((line, index) => ({ line, place: `${file.path}:${index + 1}: ${line.trim()}` }))
      .filter(({ line }) => pattern.test(line))
      .map(({ place }) => place),
  );
}

/** Exported declarations without a doc comment right above them. */
function undocumented(files: readonly SourceFile[]): string[] {
  const declaration = /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|const|let|interface) /;
  return files.flatMap((file) => {
    const lines = file.text.split('\n');
    return lines.flatMap((line, index) => {
      const above = lines[index - 1]?.trim() ?? '';
      const isOverload = above.startsWith('export function');
      if (!declaration.test(line) || above.endsWith('*/') || isOverload) return [];
      return [`${file.path}:${index + 1}: ${line.trim()}`];
    });
  });
}

/** The generated protobuf code imports its library, and therefore what stands in for it, as a default export. */
function isLibraryStandIn(place: string): boolean {
  return place.startsWith('proto/protobufRuntime.ts:');
}

function isBarrel(file: SourceFile): boolean {
  const code = file.text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '').trim();
  return code !== '' && code.replaceAll(/export\s[^;]*?\sfrom\s*'[^']+';?/g, '').trim() === '';
}

describe('Source files', () => {
  it(`have at most ${MAX_LINES} lines`, () => {
    const long = EVERYTHING.map((file) => ({ path: file.path, lines: file.text.split('\n').length - 1 }));
    expect(long.filter((file) => file.lines > MAX_LINES)).toEqual([]);
  });

  it('have no default exports', () => {
    expect(places(EVERYTHING, /^export default|\bas default\b/).filter((place) => !isLibraryStandIn(place))).toEqual(
      [],
    );
  });

  it('have no barrels', () => {
    expect(PRODUCT.filter(isBarrel).map((file) => file.path)).toEqual([]);
  });

  it('say what every exported function, class, constant and interface is', () => {
    expect(undocumented(PRODUCT)).toEqual([]);
  });

  it('leave nothing for later', () => {
    expect(places(ALL_BUT_THIS, /\b(TODO|FIXME|XXX)\b/)).toEqual([]);
  });

  it('leave out no test', () => {
    expect(places(ALL_BUT_THIS, /\b(?:it|test|describe|suite)\.(?:only|skip|todo|fails)\b/)).toEqual([]);
  });
});

describe('The protobuf code', () => {
  it('was generated from the contract as it is', () => {
    expect(isGenerated()).toBe(true);
  });
});
