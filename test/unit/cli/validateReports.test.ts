import { describe, expect, it } from 'vitest';
import type { CheckedFlow } from '../../../runner/cli/checkedFlow.ts';
import { githubAnnotations } from '../../../runner/cli/githubAnnotations.ts';
import { sarifReport } from '../../../runner/cli/sarifReport.ts';
import { BUILTIN_CATALOG } from '../../../src/flow/catalog/builtinCatalog.ts';
import { parseFlow } from '../../../src/flow/parse/parseFlow.ts';
import { validateFlow } from '../../../src/flow/validate/validateFlow.ts';

function checked(file: string, text: string): CheckedFlow {
  return { file, text, diagnostics: validateFlow(parseFlow(text), BUILTIN_CATALOG) };
}

const WRONG = checked(
  './flows/is wrong.flow',
  'flow: 1\nnodes:\n  a: { name: "🚀", uses: shel }\n  b: { colour: red, uses: shell, with: { run: x } }\n',
);

describe('GitHub annotations', () => {
  it('mark each place, with columns in characters', () => {
    expect(githubAnnotations(WRONG)).toEqual([
      '::error file=flows/is wrong.flow,line=3,endLine=3,col=25,endColumn=28,title=unknown-kind::There is no kind "shel". Did you mean "shell"?',
      '::warning file=flows/is wrong.flow,line=4,endLine=4,col=8,endColumn=13,title=unknown-key::"colour" means nothing in a node and is passed over.',
    ]);
  });

  it('escape what would end a command or a property', () => {
    const diagnostic = {
      code: 'syntax',
      severity: 'information',
      message: '100%\nsure',
      span: { start: 0, end: 8 },
      path: [],
    } as const;
    expect(githubAnnotations({ file: 'a,b:c.flow', text: 'flow: 1\nx', diagnostics: [diagnostic] })).toEqual([
      '::notice file=a%2Cb%3Ac.flow,line=1,endLine=2,title=syntax::100%25%0Asure',
    ]);
  });
});

describe('The SARIF log', () => {
  it('has rules, places and fixes', () => {
    const region = { startLine: 3, startColumn: 25, endLine: 3, endColumn: 29 };
    const artifactLocation = { uri: 'flows/is%20wrong.flow' };
    expect(sarifReport([WRONG])).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          columnKind: 'unicodeCodePoints',
          tool: { driver: { name: 'Millrace', rules: [{ id: 'unknown-key' }, { id: 'unknown-kind' }] } },
          results: [
            {
              ruleId: 'unknown-kind',
              ruleIndex: 1,
              level: 'error',
              locations: [{ physicalLocation: { artifactLocation, region }, logicalLocations: [{ name: 'a' }] }],
              fixes: [
                {
                  artifactChanges: [{ replacements: [{ deletedRegion: region, insertedContent: { text: 'shell' } }] }],
                },
              ],
            },
            { ruleId: 'unknown-key', ruleIndex: 0, level: 'warning' },
          ],
        },
      ],
    });
  });

  it('is there when nothing was found', () => {
    expect(sarifReport([])).toMatchObject({ version: '2.1.0', runs: [{ results: [] }] });
  });
});
