import { strict as assert } from 'node:assert';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { COMMANDS } from '../../../src/extension/contributions.ts';
import {
  closeAll,
  eventually,
  lastSent,
  millrace,
  openGraph,
  runToEnd,
  workspaceFolder,
  writeFlow,
} from './support.ts';

const FLOW = `flow: 1
name: Told
nodes:
  first:
    uses: shell
    with: { run: "echo told by the first" }
  second:
    uses: shell
    after: [first]
    with: { run: "echo oops >&2; exit 4" }
`;

/** Runs a flow by the command line program, as a person does in a terminal. */
async function runInTerminal(flow: vscode.Uri): Promise<void> {
  const extension = vscode.extensions.getExtension('millrace.millrace');
  assert.ok(extension);
  const program = join(extension.extensionPath, 'dist', 'runner', 'millrace.mjs');
  const child = spawn(process.execPath, [program, 'run', flow.fsPath], { cwd: workspaceFolder(), stdio: 'ignore' });
  await once(child, 'exit');
}

describe('A run of a terminal or an earlier session', () => {
  afterEach(closeAll);
  after(async () => {
    await vscode.commands.executeCommand(COMMANDS.clearRuns);
  });

  it('can be gone on from', async () => {
    const api = await millrace();
    const flow = writeFlow('gone-on.flow', FLOW.replace('name: Told', 'name: Gone on'));
    await runInTerminal(flow);
    await api.refreshHistory();
    const row = api.tree().find(({ item, label }) => item.kind === 'past' && label === 'Gone on');
    assert.ok(row);
    writeFlow('gone-on.flow', FLOW.replace('exit 4', 'exit 0'));
    const runId = await vscode.commands.executeCommand<string | undefined>(COMMANDS.retryFailed, row.item);
    assert.ok(runId);
    const record = await api.finished(runId);
    assert.equal(record?.snapshot.state, 'succeeded');
    assert.equal(record.snapshot.nodes.get('first')?.kept?.runId, row.item.runId);
  });

  it('is in the tree, is shown on the canvas as it ended, and has a log', async () => {
    const api = await millrace();
    const flow = writeFlow('told.flow', FLOW);
    await runInTerminal(flow);
    await api.refreshHistory();
    const row = api.tree().find(({ item, label }) => item.kind === 'past' && label === 'Told');
    assert.ok(row);
    assert.match(row.description, / · failed in /);
    assert.equal(row.context, 'past.finished.failed');
    assert.match(row.tooltip, /exit code 4/);

    await vscode.commands.executeCommand(COMMANDS.showLog, row.item);
    const shown = await eventually(
      () => vscode.window.activeTextEditor?.document.uri.scheme === 'millrace-log' && vscode.window.activeTextEditor,
    );
    assert.match(shown.document.getText(), /told by the first/);
    assert.match(shown.document.getText(), /exit code 4/);

    const editor = await openGraph(flow);
    assert.equal(lastSent(editor, 'run')?.run ?? undefined, undefined);
    await vscode.commands.executeCommand(COMMANDS.showOnCanvas, row.item);
    const sent = await eventually(() => lastSent(editor, 'run')?.run ?? undefined);
    assert.equal(sent.state, 'failed');
    assert.deepEqual(
      sent.nodes.map(({ id, state }) => [id, state]),
      [
        ['first', 'succeeded'],
        ['second', 'failed'],
      ],
    );
    assert.equal(api.tree().find(({ item }) => item.runId === row.item.runId)?.children.length, 2);

    const next = await runToEnd(flow);
    await eventually(() => lastSent(editor, 'run')?.run?.runId === next.runId);
  });
});
