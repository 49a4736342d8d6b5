import { strict as assert } from 'node:assert';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { COMMANDS } from '../../../src/extension/contributions.ts';
import { closeAll, eventually, millrace, openGraph, runToEnd, writeFlow } from './support.ts';

const VALUE = 'correct-horse-battery';

const FLOW = `flow: 1
name: Hushed
secrets: [VAULT_TOKEN]
nodes:
  tell:
    uses: shell
    secrets: [VAULT_TOKEN]
    with: { run: 'echo "told $VAULT_TOKEN"; printf %s "$VAULT_TOKEN" | base64; test "$VAULT_TOKEN" = "$(printf correct-%s-battery horse)"' }
  other:
    uses: shell
    in: { told: tell.stdout }
    with: { run: 'echo "none \${VAULT_TOKEN-}"' }
`;

describe('A secret', () => {
  afterEach(closeAll);

  it('that was set reaches the node that names it, and is shown nowhere', async () => {
    const api = await millrace();
    const flow = writeFlow('hushed.flow', FLOW);
    await vscode.commands.executeCommand(COMMANDS.setSecret, flow, { name: 'VAULT_TOKEN', value: VALUE });
    const editor = await openGraph(flow);
    const record = await runToEnd(flow);
    assert.equal(record.snapshot.state, 'succeeded');
    // The page itself, which shows no node, may ask for none right after, and before the view was told.
    await eventually(async () => {
      await editor.receive({ type: 'inspect', node: 'tell' });
      const details = editor.sent.flatMap((message) => (message.type === 'detail' && message.detail) || []);
      return details.some(({ node }) => node.id === 'tell' && node.outputs.length > 0) || undefined;
    });
    const outputs = record.snapshot.nodes.get('tell')?.outputs ?? [];
    assert.deepEqual(
      outputs.map(({ tainted }) => tainted),
      outputs.map(() => true),
    );
    assert.match(api.log(flow), /\[tell\] told \*\*\*/);
    const snapshot = { ...record.snapshot, nodes: [...record.snapshot.nodes.values()] };
    const shown = JSON.stringify([snapshot, editor.sent, api.log(flow), api.tree(), api.statusBar()]);
    for (const form of [VALUE, Buffer.from(VALUE).toString('base64')]) assert.equal(shown.includes(form), false, form);
  });

  it('is there for a part of the flow too', async () => {
    const api = await millrace();
    const flow = writeFlow('secret-part.flow', FLOW);
    await vscode.commands.executeCommand(COMMANDS.setSecret, flow, { name: 'VAULT_TOKEN', value: VALUE });
    const runId = await vscode.commands.executeCommand<string>(COMMANDS.runTo, flow, { node: 'tell' });
    assert.equal((await api.finished(runId))?.snapshot.state, 'succeeded');
    assert.match(api.log(flow), /\[tell\] told \*\*\*/);
  });

  it('that was deleted gives way to the environment', async () => {
    const api = await millrace();
    const flow = writeFlow('secret-gone.flow', FLOW.replace(/test .*'/, "echo ${#VAULT_TOKEN} characters'"));
    await vscode.commands.executeCommand(COMMANDS.setSecret, flow, { name: 'VAULT_TOKEN', value: VALUE });
    await vscode.commands.executeCommand(COMMANDS.deleteSecret, flow, { name: 'VAULT_TOKEN' });
    process.env['VAULT_TOKEN'] = 'of-the-environment';
    const record = await runToEnd(flow);
    delete process.env['VAULT_TOKEN'];
    assert.equal(record.snapshot.state, 'succeeded');
    assert.match(api.log(flow), /\[tell\] 18 characters/);
    assert.match(api.log(flow), /\[other\] none\b/);
    assert.equal(api.log(flow).includes('of-the-environment'), false);
  });
});
