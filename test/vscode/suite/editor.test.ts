import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { CANVAS_COMMANDS, COMMANDS, FLOW_EDITOR } from '../../../src/extension/contributions.ts';
import type { EditorProbe } from '../../../src/extension/testApi.ts';
import type { FlowEdit } from '../../../src/flow/edit/flowEdit.ts';
import { answerTo, closeAll, eventually, lastSent, millrace, openGraph, openText, writeFlow } from './support.ts';

const TEXT = `# The first line stays
flow: 1
nodes:
  first: # so does this
    uses: shell
    with: { run: "echo 1" }
    unknown_key: kept
  second:
    uses: shell
    in: { text: first.stdout }
    with: { run: "echo 2" }
`;

let lastRequest = 0;

/** Makes a gesture in a view and gives back the host's refusal. */
async function gesture(editor: EditorProbe, edits: readonly FlowEdit[], baseVersion = editor.document.version) {
  lastRequest += 1;
  const requestId = lastRequest;
  await editor.receive({ type: 'edit', requestId, baseVersion, edits });
  const answer = await eventually(() => answerTo(editor, requestId));
  return answer.refusal;
}

/** In which forms the tabs show a flow, from left to right. */
function shownAs(flow: vscode.Uri): readonly string[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .flatMap(({ input }) => {
      if (input instanceof vscode.TabInputCustom && input.uri.toString() === flow.toString()) return ['graph'];
      return input instanceof vscode.TabInputText && input.uri.toString() === flow.toString() ? ['text'] : [];
    });
}

async function undo(): Promise<void> {
  await vscode.commands.executeCommand('undo');
}

describe('The graph editor', () => {
  afterEach(closeAll);

  it('is what opens a flow, and diffs stay text', async () => {
    const flow = writeFlow('default.flow', TEXT);
    await vscode.commands.executeCommand('vscode.open', flow);
    const tab = await eventually(() => vscode.window.tabGroups.activeTabGroup.activeTab);
    assert.ok(tab.input instanceof vscode.TabInputCustom);
    assert.equal(tab.input.viewType, FLOW_EDITOR);
    await vscode.commands.executeCommand('vscode.diff', writeFlow('older.flow', TEXT), flow, 'diff');
    await eventually(() => vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputTextDiff);
  });

  it('makes one gesture one undo step with minimal changes, and undo gives the clean file back', async () => {
    const flow = writeFlow('gesture.flow', TEXT);
    const editor = await openGraph(flow);
    const changes: vscode.TextDocumentContentChangeEvent[] = [];
    const listener = vscode.workspace.onDidChangeTextDocument((event) => {
      if (event.document === editor.document) changes.push(...event.contentChanges);
    });
    const refusal = await gesture(editor, [
      { type: 'setValue', path: ['nodes', 'first', 'with', 'run'], value: 'echo one' },
      { type: 'move', positions: { first: [40, 80] } },
    ]);
    listener.dispose();
    assert.equal(refusal, undefined);
    const edited = editor.document.getText();
    assert.match(edited, /# so does this/);
    assert.match(edited, /unknown_key: kept/);
    assert.match(edited, /first: \[ ?40, 80 ?\]/);
    for (const change of changes) assert.ok(change.rangeLength < TEXT.length / 2, 'a change replaced most of the file');
    assert.equal(editor.document.isDirty, true);
    await undo();
    assert.equal(editor.document.getText(), TEXT);
    await eventually(() => !editor.document.isDirty);
  });

  it('gives the view the new document before anything else is asked of it', async () => {
    const editor = await openGraph(writeFlow('snapshot.flow', TEXT));
    await gesture(editor, [{ type: 'deleteNodes', ids: ['second'] }]);
    const shown = await eventually(() => {
      const document = lastSent(editor, 'document')?.document;
      return document?.version === editor.document.version && document;
    });
    assert.deepEqual(
      shown.flow.nodes.map((node) => node.id),
      ['first'],
    );
  });

  it('groups nodes and moves one into the frame, each as one undo step', async () => {
    const editor = await openGraph(writeFlow('groups.flow', TEXT));
    const group: FlowEdit = {
      type: 'setValue',
      path: ['groups', 'pair'],
      value: { title: 'Pair', nodes: ['first'] },
    };
    assert.equal(await gesture(editor, [group]), undefined);
    const grouped = editor.document.getText();
    const join: FlowEdit = { type: 'setValue', path: ['groups', 'pair', 'nodes'], value: ['first', 'second'] };
    assert.equal(await gesture(editor, [{ type: 'move', positions: { second: [10, 20] } }, join]), undefined);
    const shown = await eventually(() => {
      const flow = lastSent(editor, 'document')?.document.flow;
      return flow?.groups[0]?.nodes.length === 2 && flow;
    });
    assert.deepEqual(shown.layout, [['second', [10, 20]]]);
    await undo();
    assert.equal(editor.document.getText(), grouped);
    await undo();
    assert.equal(editor.document.getText(), TEXT);
    await eventually(() => !editor.document.isDirty);
  });

  it('refuses a gesture that was made on an older text, and changes nothing', async () => {
    const editor = await openGraph(writeFlow('stale.flow', TEXT));
    const old = editor.document.version;
    assert.equal(await gesture(editor, [{ type: 'renameNode', id: 'first', newId: 'renamed' }]), undefined);
    const text = editor.document.getText();
    const refusal = await gesture(editor, [{ type: 'deleteNodes', ids: ['second'] }], old);
    assert.match(refusal ?? '', /text changed while you worked/);
    assert.equal(editor.document.getText(), text);
  });

  it('says why an impossible gesture is refused', async () => {
    const editor = await openGraph(writeFlow('impossible.flow', TEXT));
    const refusal = await gesture(editor, [{ type: 'renameNode', id: 'first', newId: 'second' }]);
    assert.ok(refusal, 'two nodes may not have the same id');
    assert.equal(editor.document.isDirty, false);
  });

  it('shows the last good graph of a broken text, and never writes it back', async () => {
    const flow = writeFlow('broken.flow', TEXT);
    const editor = await openGraph(flow);
    await eventually(() => lastSent(editor, 'document'));
    const change = new vscode.WorkspaceEdit();
    const broken = 'flow: 1\nnodes: {{{ "\n  - x: [\n';
    change.replace(flow, new vscode.Range(0, 0, editor.document.lineCount, 0), broken);
    await vscode.workspace.applyEdit(change);
    const shown = await eventually(() => {
      const document = lastSent(editor, 'document')?.document;
      return document?.broken && document;
    });
    assert.deepEqual(
      shown.flow.nodes.map((node) => node.id),
      ['first', 'second'],
    );
    assert.ok((shown.broken?.message ?? '').length > 0);
    assert.match((await gesture(editor, [{ type: 'deleteNodes', ids: ['first'] }])) ?? '', /cannot be read/);
    await editor.document.save();
    assert.equal(readFileSync(flow.fsPath, 'utf8'), broken, 'saving a broken text changed it');
    await undo();
    const mended = await eventually(() => {
      const document = lastSent(editor, 'document')?.document;
      return document && !document.broken && document.version === editor.document.version && document;
    });
    assert.equal(mended.flow.nodes.length, 2);
    assert.equal(editor.document.getText(), TEXT);
  });

  it('fills a second split, and both follow every change', async () => {
    const api = await millrace();
    const flow = writeFlow('split.flow', TEXT);
    await openGraph(flow);
    await vscode.commands.executeCommand('workbench.action.splitEditorRight');
    const editors = await eventually(() => {
      const ready = api
        .editors()
        .filter((editor) => editor.ready && editor.document.uri.toString() === flow.toString());
      return ready.length === 2 && ready;
    });
    for (const editor of editors)
      assert.equal((await eventually(() => lastSent(editor, 'document'))).document.flow.nodes.length, 2);
    const [first, second] = editors;
    assert.ok(first && second);
    await gesture(first, [{ type: 'deleteNodes', ids: ['second'] }]);
    for (const editor of editors)
      await eventually(() => lastSent(editor, 'document')?.document.flow.nodes.length === 1);
  });

  it('gives a view that was hidden the whole picture again', async () => {
    const flow = writeFlow('hidden.flow', TEXT);
    const editor = await openGraph(flow);
    await openText(writeFlow('other.flow', TEXT));
    await eventually(() => !editor.ready);
    const change = new vscode.WorkspaceEdit();
    change.replace(flow, new vscode.Range(3, 2, 3, 7), 'changed');
    await vscode.workspace.applyEdit(change);
    await vscode.commands.executeCommand('vscode.openWith', flow, FLOW_EDITOR);
    await eventually(() => editor.ready && lastSent(editor, 'document')?.document.flow.nodes[0]?.id === 'changed');
  });

  it('changes between text and graph in place, or shows both', async () => {
    const flow = writeFlow('both.flow', TEXT);
    await openGraph(flow);
    await vscode.commands.executeCommand(COMMANDS.openAsText);
    await eventually(() => shownAs(flow).join() === 'text');
    await vscode.commands.executeCommand(COMMANDS.openAsGraph);
    await eventually(() => shownAs(flow).join() === 'graph');
    await vscode.commands.executeCommand(COMMANDS.openAsTextToSide);
    await eventually(() => shownAs(flow).join() === 'graph,text');
  });

  it('hands commands of the palette to the canvas that has the focus', async () => {
    const editor = await openGraph(writeFlow('command.flow', TEXT));
    await vscode.commands.executeCommand(CANVAS_COMMANDS.fit);
    const sent = await eventually(() => lastSent(editor, 'canvasCommand'));
    assert.deepEqual(sent.command, { command: 'fit' });
  });

  it('shows a node of the graph in the text', async () => {
    const flow = writeFlow('reveal.flow', TEXT);
    const editor = await openGraph(flow);
    await editor.receive({ type: 'revealText', node: 'second' });
    const shown = await eventually(() =>
      vscode.window.visibleTextEditors.find((text) => text.document === editor.document),
    );
    await eventually(() => shown.selection.active.line === 7);
  });

  it('ignores messages that are none', async () => {
    const editor = await openGraph(writeFlow('strange.flow', TEXT));
    await editor.receive({ type: 'edit' } as never);
    await editor.receive(null as never);
    assert.equal(editor.document.getText(), TEXT);
  });

  it('makes a new flow that is valid and opens as a graph', async () => {
    const api = await millrace();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    let done = false;
    const made = vscode.commands.executeCommand<vscode.Uri | undefined>(COMMANDS.newFlow, folder);
    void made.then(() => {
      done = true;
    });
    // Takes the name that the box suggests, as soon as the box is there.
    await eventually(() => {
      if (!done) void vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return done;
    });
    const flow = await made;
    assert.ok(flow);
    const editor = await eventually(() =>
      api.editors().find((probe) => probe.document.uri.toString() === flow.toString() && probe.ready),
    );
    assert.deepEqual((await eventually(() => lastSent(editor, 'document'))).document.diagnostics, []);
  });
});
