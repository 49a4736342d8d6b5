import { strict as assert } from 'node:assert';
import { relative } from 'node:path';
import { after, describe, it } from 'mocha';
import * as vscode from 'vscode';
import {
  closeAll,
  eventually,
  exampleFlows,
  lastSent,
  millrace,
  openGraph,
  openText,
  runToEnd,
  workspaceFolder,
} from './support.ts';

const ENDED_WELL = new Set(['succeeded', 'cached', 'skipped']);

describe('Each example', () => {
  after(closeAll);

  it('is there', () => {
    assert.ok(exampleFlows().length >= 5, `only ${exampleFlows().length} examples were found`);
  });

  for (const path of exampleFlows()) {
    describe(relative(workspaceFolder(), path), () => {
      const flow = vscode.Uri.file(path);

      it('opens as a graph of its nodes, without problems', async () => {
        const editor = await openGraph(flow);
        const shown = await eventually(() => lastSent(editor, 'document'));
        assert.ok(shown.document.flow.nodes.length > 0);
        assert.equal(shown.document.broken, undefined);
        assert.deepEqual(
          vscode.languages.getDiagnostics(flow).map((problem) => problem.message),
          [],
        );
        assert.equal(editor.document.isDirty, false, 'opening a flow changed it');
      });

      it('runs, and every view tells the same', async () => {
        const api = await millrace();
        const editor = await openGraph(flow);
        await openText(flow, vscode.ViewColumn.Beside);
        const record = await runToEnd(flow);
        const { snapshot } = record;
        const failures = [...snapshot.nodes.values()].flatMap((node) =>
          node.failure ? [`${node.id}: ${node.failure.message}`] : [],
        );
        assert.equal(snapshot.state, 'succeeded', `${snapshot.reason}\n${failures.join('\n')}\n${api.log(flow)}`);
        assert.equal(snapshot.nodes.size, record.nodeIds.length);
        for (const node of snapshot.nodes.values())
          assert.ok(ENDED_WELL.has(node.state), `${node.id} is ${node.state}`);
        assert.equal(snapshot.processesSurviving, 0);

        const own = record.nodeIds.filter((id) => !id.includes('/'));
        const run = api.tree().find((row) => row.id === record.runId);
        assert.deepEqual(
          run?.children.map((row) => row.label),
          own,
        );
        assert.match(run?.description ?? '', /^succeeded in /);
        assert.ok(
          run?.children.some((row) => row.children.length > 0),
          'no node shows an output',
        );

        const annotations = api.decorations(editor.document);
        assert.deepEqual(
          annotations.map((annotation) => annotation.node),
          own,
        );
        for (const { node, line } of annotations)
          assert.match(editor.document.lineAt(line).text, new RegExp(`^\\s+${node}:`));

        const view = await eventually(() => {
          const shown = lastSent(editor, 'run')?.run;
          return shown?.runId === record.runId && shown.state === 'succeeded' && shown;
        });
        assert.equal(view.nodes.length, own.length);

        const log = api.log(flow);
        assert.ok(/▶ .* — .*\.flow/.test(log), 'the channel does not say what runs');
        assert.ok(log.includes('✓ Run succeeded in '), 'the channel does not say how it ended');
        for (const node of record.nodeIds) assert.ok(log.includes(`[${node}]`), `the channel does not name ${node}`);
        assert.match(api.statusBar()?.text ?? '', /: succeeded$/);
        assert.deepEqual(vscode.languages.getDiagnostics(flow), []);
      });
    });
  }
});
