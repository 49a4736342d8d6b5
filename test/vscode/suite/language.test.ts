import { strict as assert } from 'node:assert';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { closeAll, eventually, openText, writeFlow } from './support.ts';

interface SyntaxToken {
  readonly c: string;
  readonly t: string;
}

describe('The text of a flow', () => {
  afterEach(closeAll);

  it('is highlighted, with the languages of its code blocks', async () => {
    const flow = writeFlow(
      'colours.flow',
      [
        'flow: 1 # one',
        'nodes:',
        '  a:',
        '    uses: shell',
        '    with:',
        '      run: |',
        '        echo "$text" | sort',
        '    timeout: 30s',
        '  b:',
        '    uses: sql',
        '    with:',
        '      query: |',
        '        select 1',
        '  c:',
        '    uses: python',
        '    with:',
        '      code: |',
        '        def run(x):',
        '  d:',
        '    uses: typescript',
        '    with:',
        '      code: |',
        '        export const x = 1',
        '  e:',
        '    uses: http',
        '    with: { url: "https://example.com/${day}" }',
        '',
      ].join('\n'),
    );
    await openText(flow);
    const tokens = await vscode.commands.executeCommand<readonly SyntaxToken[]>('_workbench.captureSyntaxTokens', flow);
    const scopeOf = (text: string) => tokens.find((token) => token.c.trim() === text)?.t ?? '';
    assert.match(scopeOf('nodes'), /entity\.name\.tag/);
    assert.match(scopeOf('# one'), /comment/);
    assert.match(scopeOf('shell'), /entity\.name\.type\.kind/);
    assert.match(scopeOf('echo'), /meta\.embedded\.block\.shell/);
    assert.match(scopeOf('30s'), /constant\.numeric\.flow$/);
    assert.match(scopeOf('select'), /meta\.embedded\.block\.sql keyword/);
    assert.match(scopeOf('def'), /meta\.embedded\.block\.python/);
    assert.match(scopeOf('const'), /meta\.embedded\.block\.typescript/);
    assert.match(scopeOf('day'), /meta\.interpolation/);
  });

  it('has its problems in the Problems panel, with a quick fix for a slip of the pen', async () => {
    const flow = writeFlow('slip.flow', 'flow: 1\nnodes:\n  a:\n    uses: shel\n    with: { run: echo }\n');
    await openText(flow);
    const problem = await eventually(() => vscode.languages.getDiagnostics(flow)[0]);
    assert.equal(problem.range.start.line, 3);
    assert.equal(problem.source, 'flow');
    const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      flow,
      problem.range,
    );
    const [fix] = actions.filter((action) => action.title.includes('shell'));
    assert.ok(fix?.edit);
    await vscode.workspace.applyEdit(fix.edit);
    await eventually(() => vscode.languages.getDiagnostics(flow).length === 0);
  });

  it('is checked before it has a file', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'flow',
      content: 'flow: 1\nnodes:\n  a: { uses: nonsense_kind }\n',
    });
    await eventually(() => vscode.languages.getDiagnostics(document.uri).length > 0);
  });

  it('has an outline of inputs and nodes', async () => {
    const flow = writeFlow(
      'outline.flow',
      'flow: 1\ninputs:\n  day: { type: text }\nnodes:\n  a:\n    uses: shell\n    with: { run: echo }\n',
    );
    await openText(flow);
    const symbols = await vscode.commands.executeCommand<readonly vscode.DocumentSymbol[]>(
      'vscode.executeDocumentSymbolProvider',
      flow,
    );
    assert.deepEqual(
      symbols.map((symbol) => symbol.name),
      ['day', 'a'],
    );
  });

  it('offers to run the flow above its first line', async () => {
    const flow = writeFlow('lens.flow', '# a comment\nflow: 1\nnodes: {}\n');
    await openText(flow);
    const lenses = await vscode.commands.executeCommand<readonly vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      flow,
    );
    assert.deepEqual(
      lenses.map((lens) => lens.command?.title),
      ['▶ Run', 'Graph'],
    );
    assert.equal(lenses[0]?.range.start.line, 1);
  });
});
