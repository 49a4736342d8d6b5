import { strict as assert } from 'node:assert';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { closeAll, eventually, openText, writeFlow } from './support.ts';

describe('The text of a flow', () => {
  afterEach(closeAll);

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

  it('has no problems as an old version beside its diff', async () => {
    const provider = vscode.workspace.registerTextDocumentContentProvider('old-version', {
      provideTextDocumentContent: () => 'flow: 1\nnodes:\n  a: { uses: nonsense_kind }\n',
    });
    const old = vscode.Uri.parse('old-version:/slip.flow');
    const present = writeFlow('present.flow', 'flow: 1\nnodes:\n  a: { uses: other_nonsense }\n');
    await vscode.commands.executeCommand('vscode.diff', old, present, 'diff');
    await eventually(() => vscode.languages.getDiagnostics(present).length > 0);
    assert.deepEqual(vscode.languages.getDiagnostics(old), []);
    provider.dispose();
  });

  it('has an outline of sections with inputs and nodes', async () => {
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
      symbols.map((symbol) => [symbol.name, ...symbol.children.map((child) => child.name)]),
      [
        ['inputs', 'day'],
        ['nodes', 'a'],
      ],
    );
    assert.deepEqual(
      symbols[1]?.children[0]?.children.map((child) => child.name),
      ['run'],
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
