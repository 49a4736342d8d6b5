import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { COMMANDS, SETTINGS } from '../../../src/extension/contributions.ts';
import {
  closeAll,
  eventually,
  lastSent,
  millrace,
  nodeStates,
  openGraph,
  openText,
  runToEnd,
  workspaceFolder,
} from './support.ts';

const NODES = `flow: 1
nodes:
  read:
    uses: shell
    with: { run: "echo ran >> read.trace; echo data" }
  show:
    uses: shell
    in: { text: read.stdout }
    with: { run: "echo shown $text" }
`;

/** A flow in a folder of its own, so that its pins are alone in their folder. */
function inFolder(name: string): { readonly flow: vscode.Uri; readonly folder: string } {
  const folder = join(workspaceFolder(), name);
  mkdirSync(folder, { recursive: true });
  const flow = vscode.Uri.file(join(folder, 'pinned.flow'));
  return { flow, folder };
}

async function write(flow: vscode.Uri): Promise<void> {
  await vscode.workspace.fs.writeFile(flow, new TextEncoder().encode(NODES));
}

function timesRead(folder: string): number {
  const trace = join(folder, 'read.trace');
  return existsSync(trace) ? readFileSync(trace, 'utf8').trim().split('\n').length : 0;
}

async function pinnedNodes(flow: vscode.Uri): Promise<readonly string[]> {
  return (await millrace()).pins(flow).map(({ node }) => node);
}

/** Has the runner end because nobody needs it. */
async function endRunner(): Promise<void> {
  const api = await millrace();
  const settings = vscode.workspace.getConfiguration();
  await settings.update(SETTINGS.idleTimeout, 0.0001, vscode.ConfigurationTarget.Workspace);
  await eventually(() => api.runnerProcess() === undefined);
  await settings.update(SETTINGS.idleTimeout, undefined, vscode.ConfigurationTarget.Workspace);
}

describe('Pinned outputs', () => {
  afterEach(closeAll);

  it('stand in for their node until it is unpinned, and are marked everywhere', async () => {
    const api = await millrace();
    const { flow, folder } = inFolder('pin-marks');
    await write(flow);
    const editor = await openGraph(flow);
    const first = await runToEnd(flow);
    await editor.receive({ type: 'nodeCommand', command: 'pin', node: 'read' });
    assert.deepEqual(
      api.pins(flow).map(({ node, runId }) => ({ node, runId })),
      [{ node: 'read', runId: first.runId }],
    );
    const shown = await eventually(() => lastSent(editor, 'pins')?.pins[0]);
    assert.match(shown.words, /^pinned, from the run of /);
    const row = api.tree()[0]?.children.find(({ label }) => label === 'read');
    assert.match(row?.description ?? '', /^succeeded in .* · pinned$/);
    assert.equal(row?.context, 'node.log.pinned');

    const second = await runToEnd(flow);
    assert.equal(timesRead(folder), 1, 'a pinned node ran');
    assert.deepEqual(nodeStates(second), { read: 'cached', show: 'succeeded' });
    assert.equal(second.snapshot.nodes.get('read')?.kept?.pinned, true);
    assert.match(api.log(flow), new RegExp(`Pinned, from the run of [^\\n]*\\(${first.runId}\\): read`));

    await vscode.commands.executeCommand(COMMANDS.unpin, flow, { node: 'read' });
    assert.deepEqual(await pinnedNodes(flow), []);
    await runToEnd(flow);
    assert.equal(timesRead(folder), 2);
  });

  it('are marked in the text, also when the flow has not run since it was opened', async () => {
    const api = await millrace();
    const { flow } = inFolder('pin-text');
    await write(flow);
    const { document } = await openText(flow);
    await runToEnd(flow);
    await vscode.commands.executeCommand(COMMANDS.pin, flow, { node: 'show' });
    await vscode.commands.executeCommand(COMMANDS.clearRuns);
    const marks = api.decorations(document).map(({ node, gutter, text }) => [node, gutter, text.split(' of ')[0]]);
    assert.deepEqual(marks, [['show', 'pinned', 'pinned, from the run']]);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', flow);
    const titles = lenses.filter(({ range }) => range.start.line === 5).map(({ command }) => command?.title);
    assert.deepEqual(titles, ['Run to Here', 'Run Only This Node', 'Run from Here', 'Unpin Outputs']);
  });

  it('are refused in words for a node that never succeeded', async () => {
    const { flow } = inFolder('pin-never');
    await write(flow);
    await openText(flow);
    await vscode.commands.executeCommand(COMMANDS.pin, flow, { node: 'read' });
    assert.deepEqual(await pinnedNodes(flow), []);
  });

  it('are of the run of the tree’s item', async () => {
    const api = await millrace();
    const { flow } = inFolder('pin-older');
    await write(flow);
    const older = await runToEnd(flow);
    await runToEnd(flow);
    const item = api.tree().find(({ id }) => id === older.runId)?.children[0]?.item;
    await vscode.commands.executeCommand(COMMANDS.pin, item);
    assert.equal(api.pins(flow)[0]?.runId, older.runId);
  });

  it('that were taken away elsewhere are known at the next run', async () => {
    const { flow, folder } = inFolder('pin-elsewhere');
    await write(flow);
    await runToEnd(flow);
    await vscode.commands.executeCommand(COMMANDS.pin, flow, { node: 'read' });
    assert.deepEqual(await pinnedNodes(flow), ['read']);
    rmSync(join(folder, '.millrace', 'pins'), { recursive: true });
    const record = await runToEnd(flow);
    assert.equal(record.snapshot.nodes.get('read')?.state, 'succeeded');
    await (await millrace()).pinsLooked(flow);
    assert.deepEqual(await pinnedNodes(flow), []);
  });

  it('are read without a runner where there are none, and by a runner where there are', async () => {
    const api = await millrace();
    const { flow: pinned, folder } = inFolder('pin-runner');
    await write(pinned);
    await runToEnd(pinned);
    await vscode.commands.executeCommand(COMMANDS.pin, pinned, { node: 'read' });
    await endRunner();

    const { flow: plain } = inFolder('pin-none');
    await write(plain);
    await openText(plain);
    await eventually(() => api.pinsLooked(plain)?.then(() => true));
    assert.equal(api.runnerProcess(), undefined, 'looking for pins has started a runner in vain');

    const neighbour = vscode.Uri.file(join(folder, 'neighbour.flow'));
    await write(neighbour);
    await openText(neighbour);
    await eventually(() => api.pinsLooked(neighbour)?.then(() => true));
    assert.ok(api.runnerProcess(), 'nobody has asked for the pins');
    assert.deepEqual(await pinnedNodes(neighbour), []);
    assert.deepEqual(await pinnedNodes(pinned), ['read']);
  });
});
