import { strict as assert } from 'node:assert';
import { basename } from 'node:path';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { COMMANDS, SETTINGS } from '../../../src/extension/contributions.ts';
import {
  closeAll,
  eventually,
  isAlive,
  lastSent,
  millrace,
  nodeReaches,
  nodeStates,
  openGraph,
  openText,
  runToEnd,
  start,
  until,
  writeFlow,
} from './support.ts';

/** A flow whose second node waits until somebody ends it. */
function waiting(name: string): vscode.Uri {
  return writeFlow(
    `waiting-${name}.flow`,
    `flow: 1\nname: ${name}\nnodes:\n  quick:\n    uses: shell\n    with: { run: "echo ${name} quick" }\n  slow:\n    uses: shell\n    after: [quick]\n    with: { run: "echo waiting; exec sleep 600" }\n  never:\n    uses: shell\n    after: [slow]\n    with: { run: "echo never" }\n`,
  );
}

const FAILING = `flow: 1
name: Failing
nodes:
  good:
    uses: shell
    with: { run: "echo fine" }
  bad:
    uses: shell
    after: [good]
    with: { run: "echo about to fail >&2; exit 3" }
  after_bad:
    uses: shell
    in: { text: bad.stdout }
    with: { run: "echo never" }
`;

const SAY = 'flow: 1\nnodes:\n  say:\n    uses: shell\n    with: { run: "echo something to read" }\n';

describe('A run', () => {
  afterEach(closeAll);

  it('that fails says why at the node, everywhere', async () => {
    const api = await millrace();
    const flow = writeFlow('failing.flow', FAILING);
    const { document } = await openText(flow);
    const record = await runToEnd(flow);
    assert.equal(record.snapshot.state, 'failed');
    assert.deepEqual(nodeStates(record), { good: 'succeeded', bad: 'failed', after_bad: 'skipped' });

    const problem = await eventually(() => vscode.languages.getDiagnostics(flow)[0]);
    assert.equal(document.getText(problem.range), 'bad');
    assert.match(problem.message, /^bad failed: .*exit code 3/);

    const annotation = api.decorations(document).find(({ node }) => node === 'bad');
    assert.match(annotation?.text ?? '', /^✗ failed in .*exit code 3/);
    assert.equal(annotation?.gutter, 'failed');
    const row = api.tree()[0]?.children.find(({ label }) => label === 'bad');
    assert.match(row?.description ?? '', /^failed in .*exit code 3/);
    assert.match(api.log(flow), /\[bad\] about to fail/);
    assert.match(api.statusBar()?.text ?? '', /Failing: failed/);
  });

  it('clears the problems of the run before', async () => {
    const flow = writeFlow('mended.flow', FAILING);
    await openText(flow);
    await runToEnd(flow);
    await eventually(() => vscode.languages.getDiagnostics(flow).length === 1);
    const change = new vscode.WorkspaceEdit();
    change.replace(flow, new vscode.Range(9, 0, 10, 0), '    with: { run: "echo well" }\n');
    await vscode.workspace.applyEdit(change);
    const record = await runToEnd(flow);
    assert.equal(record.snapshot.state, 'succeeded', 'the text in the editor was not what ran');
    await eventually(() => vscode.languages.getDiagnostics(flow).length === 0);
  });

  it('is not started while the text has errors', async () => {
    const api = await millrace();
    const flow = writeFlow('invalid.flow', 'flow: 1\nnodes:\n  a: { uses: nonsense_kind }\n');
    const before = api.runs().length;
    assert.equal(await vscode.commands.executeCommand(COMMANDS.run, flow), undefined);
    assert.equal(api.runs().length, before);
  });

  it('needs a file on disk', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'flow', content: 'flow: 1\nnodes: {}\n' });
    assert.equal(await vscode.commands.executeCommand(COMMANDS.run, document.uri), undefined);
  });

  it('takes the inputs that it is given and remembers them', async () => {
    const api = await millrace();
    const flow = writeFlow(
      'inputs.flow',
      'flow: 1\ninputs:\n  who: { type: text }\nnodes:\n  greet:\n    uses: shell\n    in: { who: inputs.who }\n    with: { run: "echo hello $who" }\n',
    );
    const runId = await vscode.commands.executeCommand<string>(COMMANDS.run, flow, { inputs: { who: 'miller' } });
    assert.match((await api.finished(runId))?.snapshot.nodes.get('greet')?.logTail.join() ?? '', /hello miller/);
    const again = await vscode.commands.executeCommand<string>(COMMANDS.runAgain, flow);
    assert.match((await api.finished(again))?.snapshot.nodes.get('greet')?.logTail.join() ?? '', /hello miller/);
  });

  it('asks for an input without default, and does not start when the person goes away', async () => {
    const flow = writeFlow(
      'asked.flow',
      'flow: 1\ninputs:\n  who: { type: text }\nnodes:\n  greet:\n    uses: shell\n    in: { who: inputs.who }\n    with: { run: "echo hello $who" }\n',
    );
    let settled = false;
    const asked = vscode.commands.executeCommand<string | undefined>(COMMANDS.run, flow);
    const closing = eventually(() => {
      void vscode.commands.executeCommand('workbench.action.closeQuickOpen');
      return settled;
    });
    assert.equal(await asked, undefined);
    settled = true;
    await closing;
  });

  it('is cancelled: shown at once, ended with its processes', async () => {
    const api = await millrace();
    const flow = waiting('cancelled');
    const editor = await openGraph(flow);
    const runId = await start(flow);
    await nodeReaches(runId, 'slow', 'running');
    const cancelling = vscode.commands.executeCommand(COMMANDS.cancel, flow);
    const atOnce = api.runs()[0]?.snapshot;
    await cancelling;
    const record = await api.finished(runId);
    assert.ok(atOnce?.cancelling || record?.snapshot.state === 'cancelled');
    assert.equal(record?.snapshot.state, 'cancelled');
    assert.deepEqual(record && nodeStates(record), { quick: 'succeeded', slow: 'cancelled', never: 'skipped' });
    assert.equal(record?.snapshot.processesSurviving, 0);
    await eventually(() => lastSent(editor, 'run')?.run?.state === 'cancelled');
  });

  it('is refused while the same flow runs', async () => {
    const api = await millrace();
    const flow = waiting('twice');
    const runId = await start(flow);
    await nodeReaches(runId, 'slow', 'running');
    assert.equal(await vscode.commands.executeCommand(COMMANDS.run, flow), undefined);
    assert.equal(api.runs().filter((record) => record.flow === flow.toString()).length, 1);
    await vscode.commands.executeCommand(COMMANDS.cancel, flow);
    await api.finished(runId);
  });

  it('does not mix with another that goes on at the same time', async () => {
    const api = await millrace();
    const [one, other] = [waiting('one'), waiting('other')];
    const [oneId, otherId] = [await start(one), await start(other)];
    await Promise.all([nodeReaches(oneId, 'slow', 'running'), nodeReaches(otherId, 'slow', 'running')]);
    assert.equal(api.statusBar()?.text, '$(loading~spin) 2 flows');
    await vscode.commands.executeCommand(COMMANDS.cancel, one);
    assert.equal((await api.finished(oneId))?.snapshot.state, 'cancelled');
    const still = api.runs().find((record) => record.runId === otherId);
    assert.equal(still?.snapshot.state, 'running');
    assert.match(api.log(one), /one quick/);
    assert.doesNotMatch(api.log(one), /other quick/);
    assert.match(api.log(other), /other quick/);
    await vscode.commands.executeCommand(COMMANDS.cancel, other);
    assert.equal((await api.finished(otherId))?.snapshot.state, 'cancelled');
  });

  it('survives the death of its runner in words, and Run Again starts a new one', async () => {
    const api = await millrace();
    const flow = waiting('lost');
    const { document } = await openText(flow);
    const runId = await start(flow);
    await nodeReaches(runId, 'slow', 'running');
    const runner = api.runnerProcess();
    assert.ok(runner);
    process.kill(runner, 'SIGKILL');
    const record = await api.finished(runId);
    assert.equal(record?.snapshot.state, 'crashed');
    assert.match(record?.snapshot.reason ?? '', /ended by signal SIGKILL/);
    assert.deepEqual(record && nodeStates(record), { quick: 'succeeded', slow: 'crashed', never: 'skipped' });
    assert.equal(api.runnerProcess(), undefined);
    assert.match(api.decorations(document).find(({ node }) => node === 'slow')?.text ?? '', /^✗ crashed/);
    assert.match(api.log(flow), /✗ Run crashed: The runner was ended by signal SIGKILL/);

    const again = await vscode.commands.executeCommand<string>(COMMANDS.runAgain, flow);
    await nodeReaches(again, 'slow', 'running');
    const next = api.runnerProcess();
    assert.ok(next && next !== runner && isAlive(next));
    await vscode.commands.executeCommand(COMMANDS.cancel, flow);
    assert.equal((await api.finished(again))?.snapshot.state, 'cancelled');
  });

  it('whose runner hangs is ended by restarting the runner', async () => {
    const api = await millrace();
    const flow = waiting('hanging');
    const runId = await start(flow);
    await nodeReaches(runId, 'slow', 'running');
    const runner = api.runnerProcess();
    assert.ok(runner);
    process.kill(runner, 'SIGSTOP');
    void vscode.commands.executeCommand(COMMANDS.cancel, flow);
    await vscode.commands.executeCommand(COMMANDS.restartRunner);
    assert.equal((await api.finished(runId))?.snapshot.state, 'crashed');
    const next = await runToEnd(writeFlow('after-restart.flow', SAY));
    assert.equal(next.snapshot.state, 'succeeded');
  });

  it('is served by a runner that ends when it was not needed for a while, and comes back for the next run', async () => {
    const api = await millrace();
    const settings = vscode.workspace.getConfiguration();
    const first = await runToEnd(writeFlow('idle.flow', SAY));
    assert.equal(first.snapshot.state, 'succeeded');
    const runner = api.runnerProcess();
    assert.ok(runner);
    await settings.update(SETTINGS.idleTimeout, 0.0001, vscode.ConfigurationTarget.Workspace);
    await eventually(() => !isAlive(runner));
    assert.equal(api.runnerProcess(), undefined);
    await settings.update(SETTINGS.idleTimeout, undefined, vscode.ConfigurationTarget.Workspace);
    const next = await runToEnd(writeFlow('idle.flow', SAY));
    assert.equal(next.snapshot.state, 'succeeded');
    assert.notEqual(api.runnerProcess(), runner);
  });

  it('has outputs that open in an editor', async () => {
    const flow = writeFlow(
      'outputs.flow',
      'flow: 1\nnodes:\n  say:\n    uses: shell\n    with: { run: "echo something to read" }\n',
    );
    const record = await runToEnd(flow);
    await vscode.commands.executeCommand(COMMANDS.openOutput, { runId: record.runId, node: 'say', port: 'stdout' });
    const shown = await eventually(
      () => vscode.window.activeTextEditor?.document.uri.scheme === 'millrace-output' && vscode.window.activeTextEditor,
    );
    assert.equal(shown.document.getText(), 'something to read');
    assert.equal(basename(shown.document.fileName), 'say.stdout.txt');
    await vscode.commands.executeCommand(COMMANDS.openNodeLog, { runId: record.runId, node: 'say' });
    await eventually(
      () =>
        vscode.window.activeTextEditor?.document.getText().includes('something to read') &&
        vscode.window.activeTextEditor.document.uri.scheme === 'file',
    );
  });

  it('has large outputs that open under a telling name, and cannot be changed', async () => {
    const flow = writeFlow(
      'large.flow',
      'flow: 1\nnodes:\n  count:\n    uses: shell\n    with: { run: "seq 1 30000" }\n',
    );
    const record = await runToEnd(flow);
    const output = record.snapshot.nodes.get('count')?.outputs.find(({ port }) => port === 'stdout');
    assert.ok(output?.reference, 'the output was expected to be stored');
    await vscode.commands.executeCommand(COMMANDS.openOutput, { runId: record.runId, node: 'count', port: 'stdout' });
    const shown = await eventually(
      () =>
        vscode.window.activeTextEditor?.document.fileName.endsWith('count.stdout.txt') &&
        vscode.window.activeTextEditor,
    );
    assert.equal(shown.document.lineAt(shown.document.lineCount - 1).text, '30000');
    assert.equal(vscode.workspace.fs.isWritableFileSystem(shown.document.uri.scheme), false);
  });

  it('is forgotten on request, once it has ended', async () => {
    const api = await millrace();
    await runToEnd(
      writeFlow('forgotten.flow', 'flow: 1\nnodes:\n  say:\n    uses: shell\n    with: { run: "echo" }\n'),
    );
    const cleared = until(
      (listener) => api.onDidChangeRuns(listener),
      () => (api.runs().length === 0 ? true : undefined),
    );
    await vscode.commands.executeCommand(COMMANDS.clearRuns);
    await cleared;
    assert.deepEqual(api.tree(), []);
  });

  it('is possible only in a trusted window, and only for a file', async () => {
    const api = await millrace();
    const flow = writeFlow('trust.flow', 'flow: 1\nnodes: {}\n');
    assert.deepEqual(api.permission(flow, true), { runnable: true });
    assert.match(api.permission(flow, false).reason ?? '', /trusted workspace/);
    assert.match(api.permission(vscode.Uri.parse('untitled:Untitled-1'), true).reason ?? '', /Save this flow first/);
    assert.match(
      api.permission(vscode.Uri.parse('vscode-vfs://github/a/b.flow'), true).reason ?? '',
      /not on this machine/,
    );
  });
});
