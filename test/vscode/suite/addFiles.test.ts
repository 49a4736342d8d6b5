import { strict as assert } from 'node:assert';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import type { EditorProbe } from '../../../src/extension/testApi.ts';
import { closeAll, eventually, lastSent, openGraph, workspaceFolder, writeFlow } from './support.ts';

const TEXT = `flow: 1
nodes:
  first:
    uses: shell
    with: { run: "echo 1" }
`;

function write(name: string, text: string): string {
  const path = join(workspaceFolder(), name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return vscode.Uri.file(path).toString();
}

/** Drops files on a graph and waits for the text that comes of it: the page inserts what the extension makes of them. */
async function drop(editor: EditorProbe, files: readonly string[]): Promise<string> {
  const before = editor.document.version;
  await editor.receive({ type: 'addFiles', files, at: [40, 300] });
  await eventually(() => editor.document.version > before);
  return editor.document.getText();
}

describe('Files on the canvas', () => {
  afterEach(closeAll);

  it('become nodes in one undo step', async () => {
    const script = write('dropped/tools/tidy.sh', '#!/bin/sh\necho tidy\n');
    const editor = await openGraph(writeFlow('dropped/here.flow', TEXT));
    const table = write('dropped/rows.csv', 'a,b\n1,2\n');
    const flow = write('other/part.flow', TEXT);
    const text = await drop(editor, [script, table, flow]);
    assert.match(text, / tidy:\n +uses: script\n +with:\n +path: tools\/tidy\.sh\n/);
    assert.match(text, / read_rows:\n +uses: file\.read\n +with:\n +path: rows\.csv\n/);
    assert.match(text, / rows:\n +uses: csv\.parse\n +in:\s+(\{ )?text: read_rows\.content/);
    assert.match(text, / part:\n +uses: \.\.\/other\/part\.flow\n/);
    assert.match(text, /layout:\n/);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), TEXT);
    assert.equal(editor.document.isDirty, false);
  });

  it('name the interpreter of a script whose first line does not', async () => {
    const editor = await openGraph(writeFlow('interpreter.flow', TEXT));
    const text = await drop(editor, [write('plain.py', 'print(1)\n')]);
    assert.match(text, /path: plain\.py\n +interpreter: python3\n/);
  });

  it('are offered when they are other flows of the project that no folder hides', async () => {
    write('offered/part/sum.flow', TEXT);
    write('offered/node_modules/x/hidden.flow', TEXT);
    const editor = await openGraph(writeFlow('offered/main.flow', TEXT));
    const offered = () => {
      const { flows = [] } = lastSent(editor, 'flows') ?? {};
      return flows.map(({ uses }) => uses).filter((uses) => uses.startsWith('./') || uses.endsWith('orders.flow'));
    };
    await editor.receive({ type: 'listFlows' });
    await eventually(() => lastSent(editor, 'flows'));
    assert.deepEqual(offered(), ['../http-orders/orders.flow', './part/sum.flow']);
    write('offered/later.flow', TEXT);
    await eventually(async () => {
      await editor.receive({ type: 'listFlows' });
      return offered().includes('./later.flow') || undefined;
    });
  });

  it('stay out when they are folders, gone or outside of the project; the others come', async () => {
    const editor = await openGraph(writeFlow('partly.flow', TEXT));
    const folder = vscode.Uri.file(dirname(workspaceFolder())).toString();
    const near = write('near.txt', 'near');
    const own = editor.document.uri.toString();
    const text = await drop(editor, [
      folder,
      own,
      write('near/x.txt', 'x').replace('/x.txt', ''),
      `${near}.gone`,
      near,
    ]);
    const ids = [...text.matchAll(/^ {2}(\w+):$/gm)].map(([, id]) => id);
    assert.deepEqual(ids, ['first', 'near']);
  });
});
