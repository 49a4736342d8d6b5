import { strict as assert } from 'node:assert';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { COMMANDS } from '../../../src/extension/contributions.ts';
import { closeAll, eventually, openText, writeFlow } from './support.ts';

const FLOW = `flow: 1
nodes:
  # comments stay
  greet:
    uses: shell
    with:
      run: |
        echo one
        echo two
    timeout: 30s
  rows: { uses: csv.parse }
`;

async function openCode(flow: vscode.Uri, node = 'greet'): Promise<vscode.TextEditor> {
  const editor = await vscode.commands.executeCommand<vscode.TextEditor | undefined>(COMMANDS.editCode, flow, { node });
  assert.ok(editor);
  return editor;
}

async function replaceAll(editor: vscode.TextEditor, text: string): Promise<void> {
  const { document } = editor;
  const whole = new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
  assert.ok(await editor.edit((edit) => edit.replace(whole, text)));
}

async function textOf(flow: vscode.Uri): Promise<string> {
  return (await vscode.workspace.openTextDocument(flow)).getText();
}

describe('The code of a node', () => {
  afterEach(closeAll);

  it('opens in its language without the indentation of the flow', async () => {
    const { document } = await openCode(writeFlow('code-open.flow', FLOW));
    assert.equal(document.getText(), 'echo one\necho two\n');
    assert.equal(document.languageId, 'shellscript');
    assert.equal(document.isDirty, false);
  });

  it('is saved into its block and into the file, and undo works in both', async () => {
    const flow = writeFlow('code-save.flow', FLOW);
    const editor = await openCode(flow);
    await replaceAll(editor, 'echo three\nif true; then\n  echo four\nfi\n');
    assert.ok(await editor.document.save());
    const saved = FLOW.replace(
      'echo one\n        echo two',
      'echo three\n        if true; then\n          echo four\n        fi',
    );
    assert.equal(readFileSync(flow.fsPath, 'utf8'), saved);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), 'echo one\necho two\n');
    assert.ok(await editor.document.save());
    assert.equal(readFileSync(flow.fsPath, 'utf8'), FLOW);
    await openText(flow, vscode.ViewColumn.One);
    await vscode.commands.executeCommand('undo');
    assert.equal(await textOf(flow), saved);
    await eventually(() => editor.document.getText() === 'echo three\nif true; then\n  echo four\nfi\n');
    assert.equal(editor.document.isDirty, false);
  });

  it('follows the text of the flow, typed or changed on disk', async () => {
    const flow = writeFlow('code-follow.flow', FLOW);
    const code = await openCode(flow);
    const text = await openText(flow, vscode.ViewColumn.One);
    await text.edit((edit) => edit.insert(new vscode.Position(7, 13), 's'));
    await eventually(() => code.document.getText() === 'echo sone\necho two\n');
    await text.document.save();
    writeFileSync(flow.fsPath, FLOW.replace('echo one', 'echo outside'));
    await eventually(() => code.document.getText() === 'echo outside\necho two\n');
  });

  it('leaves a flow with changes of its own unsaved', async () => {
    const flow = writeFlow('code-dirty.flow', FLOW);
    const text = await openText(flow, vscode.ViewColumn.One);
    await text.edit((edit) => edit.insert(new vscode.Position(0, 0), '# mine\n'));
    const code = await openCode(flow);
    await replaceAll(code, 'echo three\n');
    assert.ok(await code.document.save());
    assert.equal(text.document.isDirty, true);
    assert.match(text.document.getText(), /^# mine\n[^]*run: \|\n {8}echo three\n {4}timeout/);
    assert.equal(readFileSync(flow.fsPath, 'utf8'), FLOW);
  });

  it('does not overwrite what changed in the flow while it was edited', async () => {
    const flow = writeFlow('code-conflict.flow', FLOW);
    const code = await openCode(flow);
    await replaceAll(code, 'echo mine\n');
    const text = await openText(flow, vscode.ViewColumn.One);
    // Of the same length, which VS Code itself would not see.
    await text.edit((edit) => edit.replace(new vscode.Range(7, 13, 7, 16), 'ONE'));
    await text.document.save();
    const theirs = FLOW.replace('echo one', 'echo ONE');
    assert.equal(await code.document.save(), false);
    assert.equal(await textOf(flow), theirs);
    assert.equal(code.document.isDirty, true);
  });

  it('is not saved into a flow that cannot be read', async () => {
    const flow = writeFlow('code-broken.flow', FLOW);
    const code = await openCode(flow);
    await replaceAll(code, 'echo three\n');
    const text = await openText(flow, vscode.ViewColumn.One);
    await text.edit((edit) => edit.insert(new vscode.Position(1, 0), '{{{\n'));
    assert.equal(await code.document.save(), false);
    assert.doesNotMatch(text.document.getText(), /three/);
  });

  it('is told to be gone with its node', async () => {
    const flow = writeFlow('code-gone.flow', FLOW);
    const code = await openCode(flow);
    const text = await openText(flow, vscode.ViewColumn.One);
    await text.edit((edit) => edit.replace(new vscode.Range(3, 2, 3, 7), 'other'));
    await replaceAll(code, 'echo three\n');
    assert.equal(await code.document.save(), false);
    assert.doesNotMatch(text.document.getText(), /three/);
  });

  it('opens for the node at the cursor, and not for kinds without code', async () => {
    const flow = writeFlow('code-cursor.flow', FLOW);
    const text = await openText(flow);
    text.selection = new vscode.Selection(8, 4, 8, 4);
    const editor = await vscode.commands.executeCommand<vscode.TextEditor | undefined>(COMMANDS.editCode);
    assert.equal(editor?.document.getText(), 'echo one\necho two\n');
    const none = await vscode.commands.executeCommand(COMMANDS.editCode, flow, { node: 'rows' });
    assert.equal(none, undefined);
  });
});
