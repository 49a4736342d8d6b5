import { strict as assert } from 'node:assert';
import { rmSync, writeFileSync } from 'node:fs';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { closeAll, eventually, openText, writeFlow } from './support.ts';

const CHILD = `flow: 1
inputs:
  rows: { type: json }
nodes:
  keep: { uses: merge, in: { rows: inputs.rows } }
outputs:
  kept: keep.value
`;

const PARENT = `flow: 1
nodes:
  data: { uses: constant, with: { value: 1 } }
  clean: { uses: ./child.flow, in: { rows: data } }
  show: { uses: shell, in: { kept: clean.kept }, with: { run: 'true' } }
`;

function messages(flow: vscode.Uri): readonly string[] {
  return vscode.languages.getDiagnostics(flow).map(({ message }) => message);
}

describe('A flow that uses another one', () => {
  afterEach(closeAll);

  it('is checked again when that one changes, in its editor or on disk', async () => {
    const child = writeFlow('child.flow', CHILD);
    const parent = writeFlow('parent.flow', PARENT);
    await openText(parent);
    await eventually(() => messages(parent).length === 0);
    const editor = await openText(child);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(child, new vscode.Range(6, 2, 6, 6), 'held');
    await vscode.workspace.applyEdit(edit);
    await eventually(() =>
      messages(parent).some((text) => text.includes('"clean" has no out-port "kept"; it has held.')),
    );
    await editor.document.save();
    await closeAll();
    await openText(parent);
    writeFileSync(child.fsPath, CHILD.replace('kept: keep.value', 'kept: nothing.value'));
    await eventually(() =>
      messages(parent).some((text) => text.startsWith('child.flow has an error, line 7: There is no node "nothing".')),
    );
    rmSync(child.fsPath);
    await eventually(() =>
      messages(parent).some((text) => text.includes('child.flow cannot be read: there is no such file.')),
    );
    writeFileSync(child.fsPath, CHILD);
    await eventually(() => messages(parent).length === 0);
  });

  it('leads to it by “Go to Definition”', async () => {
    const child = writeFlow('child.flow', CHILD);
    const parent = writeFlow('parent.flow', PARENT);
    await openText(parent);
    const found = await vscode.commands.executeCommand<readonly (vscode.Location | vscode.LocationLink)[]>(
      'vscode.executeDefinitionProvider',
      parent,
      new vscode.Position(3, 22),
    );
    assert.deepEqual(
      found.map((place) => ('targetUri' in place ? place.targetUri : place.uri).toString()),
      [child.toString()],
    );
  });
});
