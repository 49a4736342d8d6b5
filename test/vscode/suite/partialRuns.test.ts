import { strict as assert } from 'node:assert';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { COMMANDS } from '../../../src/extension/contributions.ts';
import type { RunRecord } from '../../../src/extension/runs/runStore.ts';
import {
  closeAll,
  eventually,
  lastSent,
  millrace,
  nodeReaches,
  nodeStates,
  openGraph,
  openText,
  runToEnd,
  workspaceFolder,
  writeFlow,
} from './support.ts';

/** Every node notes in a file that it ran, so that a test sees what really did. */
function chain(name: string): { readonly flow: vscode.Uri; readonly ran: () => readonly string[] } {
  const trace = join(workspaceFolder(), `${name}.trace`);
  rmSync(trace, { force: true });
  const flow = writeFlow(
    `${name}.flow`,
    `flow: 1
name: ${name}
nodes:
  read:
    uses: shell
    with: { run: "echo read >> ${name}.trace; echo data" }
  chart:
    uses: shell
    in: { data: read.stdout }
    with: { run: "echo chart >> ${name}.trace; test -e ${name}.broken && exit 3; echo chart of $data" }
  publish:
    uses: shell
    in: { chart: chart.stdout }
    with: { run: "echo publish >> ${name}.trace; echo published $chart" }
`,
  );
  return {
    flow,
    ran: () => {
      const lines = existsSync(trace) ? readFileSync(trace, 'utf8').trim().split('\n') : [];
      rmSync(trace, { force: true });
      return lines;
    },
  };
}

function breakIt(name: string, broken: boolean): void {
  const file = join(workspaceFolder(), `${name}.broken`);
  if (broken) writeFileSync(file, '');
  else rmSync(file, { force: true });
}

/** Runs a command that starts a run, to the end of that run. */
async function runBy(command: string, ...values: readonly unknown[]): Promise<RunRecord> {
  const api = await millrace();
  const runId = await vscode.commands.executeCommand<string | undefined>(command, ...values);
  assert.ok(runId, `${command} started no run`);
  const record = await api.finished(runId);
  assert.ok(record);
  return record;
}

function output(record: RunRecord, node: string): unknown {
  return record.snapshot.nodes.get(node)?.outputs.find(({ port }) => port === 'stdout')?.value;
}

describe('A part of a flow', () => {
  afterEach(closeAll);

  it('is one node alone, on what an earlier run made', async () => {
    const api = await millrace();
    const { flow, ran } = chain('alone');
    const { document } = await openText(flow);
    const whole = await runToEnd(flow);
    assert.deepEqual(ran(), ['read', 'chart', 'publish']);
    const record = await runBy(COMMANDS.runOnly, flow, { node: 'chart' });
    assert.deepEqual(ran(), ['chart']);
    assert.deepEqual(nodeStates(record), { read: 'cached', chart: 'succeeded', publish: 'skipped' });
    assert.equal(output(record, 'chart'), 'chart of data');
    assert.equal(record.snapshot.partial?.kept[0]?.runId, whole.runId);

    const log = api.log(flow);
    assert.match(
      log,
      /Run Only This Node: chart\n.* Runs: chart\n.* Kept from the run of .*: read\n.*Not part of this run: publish/,
    );
    assert.match(log, new RegExp(`Kept from the run of [^\\n]*\\(${whole.runId}\\): read`));
    assert.match(api.tree()[0]?.description ?? '', /^only chart · succeeded in/);
    const annotation = (node: string) => api.decorations(document).find((placed) => placed.node === node);
    assert.match(annotation('read')?.text ?? '', /^kept from the run of/);
    assert.equal(annotation('publish')?.gutter, 'quiet');
    assert.match(annotation('publish')?.text ?? '', /^✓ succeeded in .* · run of/);
  });

  it('is everything up to a node, or from it on', async () => {
    const { flow, ran } = chain('upto');
    const upTo = await runBy(COMMANDS.runTo, flow, { node: 'chart' });
    assert.deepEqual(ran(), ['read', 'chart']);
    assert.deepEqual(nodeStates(upTo), { read: 'succeeded', chart: 'succeeded', publish: 'skipped' });
    const from = await runBy(COMMANDS.runFrom, flow, { node: 'chart' });
    assert.deepEqual(ran(), ['chart', 'publish']);
    assert.equal(output(from, 'publish'), 'published chart of data');
  });

  it('can be named by one value, as a key binding gives it', async () => {
    const { flow, ran } = chain('bound');
    await runBy(COMMANDS.runTo, { flow: flow.toString(), node: 'read' });
    assert.deepEqual(ran(), ['read']);
  });

  it('is of the node at the text cursor or of the selected one of the graph', async () => {
    const { flow, ran } = chain('cursor');
    await runToEnd(flow);
    ran();
    const editor = await openText(flow);
    const place = editor.document.positionAt(editor.document.getText().indexOf('echo publish'));
    editor.selection = new vscode.Selection(place, place);
    await runBy(COMMANDS.runOnly);
    assert.deepEqual(ran(), ['publish']);
    await closeAll();
    const graph = await openGraph(flow);
    await graph.receive({ type: 'select', nodes: ['chart'] });
    await runBy(COMMANDS.runOnly);
    assert.deepEqual(ran(), ['chart']);
  });

  it('is of the node of an item of the Runs tree', async () => {
    const api = await millrace();
    const { flow, ran } = chain('item');
    await runToEnd(flow);
    ran();
    const item = api.tree()[0]?.children.find(({ label }) => label === 'publish')?.item;
    await runBy(COMMANDS.runOnly, item);
    assert.deepEqual(ran(), ['publish']);
  });

  it('is refused when what it needs was never made, and leaves no run behind', async () => {
    const api = await millrace();
    const { flow, ran } = chain('never');
    const before = api.runs().length;
    assert.equal(await vscode.commands.executeCommand(COMMANDS.runOnly, flow, { node: 'publish' }), undefined);
    assert.equal(api.runs().length, before);
    assert.deepEqual(ran(), []);
  });

  it('is shown on the canvas with what is known of the rest', async () => {
    const { flow } = chain('canvas');
    const editor = await openGraph(flow);
    await runToEnd(flow);
    await editor.receive({ type: 'nodeCommand', command: 'runOnly', node: 'chart' });
    const shown = await eventually(() => {
      const run = lastSent(editor, 'run')?.run;
      return run?.asked && run.state === 'succeeded' ? run : undefined;
    });
    assert.deepEqual(
      shown.nodes.map(({ id, part }) => [id, part?.role]),
      [
        ['read', 'kept'],
        ['chart', undefined],
        ['publish', 'left-out'],
      ],
    );
    await editor.receive({ type: 'inspect', node: 'publish' });
    const detail = await eventually(() => lastSent(editor, 'detail')?.detail ?? undefined);
    assert.equal(detail.node.state, 'succeeded', 'the result of the run before is gone');
    assert.notEqual(detail.runId, shown.runId);
  });

  it('keeps the problem of a failed node that it leaves out', async () => {
    const { flow } = chain('problem');
    breakIt('problem', true);
    await openText(flow);
    await runToEnd(flow);
    await eventually(() => vscode.languages.getDiagnostics(flow).length === 1);
    await runBy(COMMANDS.runOnly, flow, { node: 'read' });
    assert.match(vscode.languages.getDiagnostics(flow)[0]?.message ?? '', /^chart failed/);
    breakIt('problem', false);
    await runToEnd(flow);
    await eventually(() => vscode.languages.getDiagnostics(flow).length === 0);
  });
});

describe('What a run did not finish', () => {
  afterEach(closeAll);

  it('is retried after a failure, with the inputs of that run', async () => {
    const api = await millrace();
    const { flow, ran } = chain('retried');
    breakIt('retried', true);
    const failed = await runToEnd(flow);
    assert.equal(failed.snapshot.state, 'failed');
    assert.equal(api.tree()[0]?.context, 'run.finished.failed');
    ran();
    breakIt('retried', false);
    const record = await runBy(COMMANDS.retryFailed, flow);
    assert.deepEqual(ran(), ['chart', 'publish']);
    assert.equal(record.snapshot.state, 'succeeded');
    assert.equal(output(record, 'publish'), 'published chart of data');
    assert.deepEqual(record.snapshot.partial?.asked, { verb: 'retry', baseRunId: failed.runId });
    assert.match(api.tree()[0]?.description ?? '', /^retry of what failed · succeeded/);
  });

  it('is taken up again after a cancel', async () => {
    const api = await millrace();
    const flow = writeFlow(
      'resumed.flow',
      'flow: 1\nname: resumed\nnodes:\n  quick:\n    uses: shell\n    with: { run: "echo quick" }\n  slow:\n    uses: shell\n    in: { text: quick.stdout }\n    with: { run: "test -e resumed.go || exec sleep 600; echo after $text" }\n',
    );
    const runId = await vscode.commands.executeCommand<string>(COMMANDS.run, flow);
    await nodeReaches(runId, 'slow', 'running');
    await vscode.commands.executeCommand(COMMANDS.cancel, flow);
    assert.equal((await api.finished(runId))?.snapshot.state, 'cancelled');
    assert.equal(api.tree()[0]?.context, 'run.finished.stopped');
    writeFileSync(join(workspaceFolder(), 'resumed.go'), '');
    const record = await runBy(COMMANDS.resume, { runId });
    assert.deepEqual(nodeStates(record), { quick: 'cached', slow: 'succeeded' });
    assert.equal(output(record, 'slow'), 'after quick');
  });

  it('asks for no inputs: the run that is gone on from has them', async () => {
    const flow = writeFlow(
      'retriedInputs.flow',
      'flow: 1\ninputs:\n  who: { type: text }\nnodes:\n  greet:\n    uses: shell\n    in: { who: inputs.who }\n    with: { run: "test -e retriedInputs.go || exit 1; echo hello $who" }\n',
    );
    await runBy(COMMANDS.run, flow, { inputs: { who: 'miller' } });
    writeFileSync(join(workspaceFolder(), 'retriedInputs.go'), '');
    const record = await runBy(COMMANDS.retryFailed, flow);
    assert.equal(output(record, 'greet'), 'hello miller');
  });

  it('is offered above the flow in its text', async () => {
    const { flow } = chain('offered');
    breakIt('offered', true);
    await openText(flow);
    await runToEnd(flow);
    const titles = await eventually(async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', flow);
      const all = lenses.map(({ command }) => command?.title ?? '');
      return all.includes('Retry Failed') ? all : undefined;
    });
    assert.deepEqual(titles.slice(0, 3), ['▶ Run', 'Retry Failed', 'Graph']);
    assert.deepEqual(titles.slice(4, 7), ['Run to Here', 'Run Only This Node', 'Run from Here']);
    breakIt('offered', false);
  });
});
