import { strict as assert } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { COMMANDS, COMPARE_VIEW } from '../../../src/extension/contributions.ts';
import { closeAll, eventually, millrace, openText, workspaceFolder, writeFlow } from './support.ts';

const TEXT = `flow: 1
nodes:
  one: { uses: constant, with: { value: 1 } }
  two: { uses: merge, in: { a: one.value } }
`;

function git(...args: readonly string[]): string {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com'];
  return execFileSync('git', [...identity, ...args], { cwd: workspaceFolder(), encoding: 'utf8' });
}

/** A flow that is committed. */
function committed(name: string, text = TEXT): vscode.Uri {
  const flow = writeFlow(name, text);
  git('add', name);
  git('commit', '--quiet', '-m', `Add ${name}`);
  return flow;
}

/** The comparison that shows some text in its tab's title, once its page is told what to show. */
function shown(title: string) {
  return eventually(async () => {
    const found = (await millrace()).comparisons().find(({ panel }) => panel.title.includes(title));
    return found?.shown && { found, shown: found.shown };
  });
}

describe('The comparison of flows', () => {
  afterEach(closeAll);

  it('shows what differs from the last commit, as menus of the source control view ask for it', async () => {
    const flow = committed('head.flow');
    writeFlow('head.flow', TEXT.replaceAll('one', 'first'));
    await vscode.commands.executeCommand(COMMANDS.compareWithHead, { resourceUri: flow });
    const { shown: picture } = await shown('head.flow (HEAD');
    assert.equal(picture.summary, '1 node renamed');
    assert.deepEqual(
      picture.differences.map(({ node, mark }) => [node, mark]),
      [['first', 'renamed']],
    );
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    assert.ok(tab?.input instanceof vscode.TabInputWebview);
    assert.ok(tab.input.viewType.endsWith(COMPARE_VIEW));
  });

  it('follows what is typed, and says when the text cannot be read', async () => {
    const flow = committed('typed.flow');
    await vscode.commands.executeCommand(COMMANDS.compareWithHead, flow);
    const { found, shown: before } = await shown('typed.flow');
    assert.equal(before.summary, 'No differences');
    const editor = await openText(flow, vscode.ViewColumn.Beside);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '# typed\n'));
    await eventually(() => found.shown?.summary === 'Only comments and formatting differ');
    await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), 'oops: {\n'));
    await eventually(() => found.shown?.problem?.includes('cannot be read as a flow'));
    assert.deepEqual(found.shown?.document.flow.nodes, []);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('opens once for the same two flows, and the texts side by side at a node', async () => {
    const flow = committed('once.flow');
    writeFlow('once.flow', TEXT.replace('value: 1', 'value: 2'));
    await vscode.commands.executeCommand(COMMANDS.compareWithHead, flow);
    const { found } = await shown('once.flow');
    await vscode.commands.executeCommand(COMMANDS.compareWithHead, flow);
    assert.equal((await millrace()).comparisons().length, 1);
    found.receive({ type: 'compareTexts', node: 'two' });
    const input = await eventually(() => {
      const { activeTab } = vscode.window.tabGroups.activeTabGroup;
      return activeTab?.input instanceof vscode.TabInputTextDiff && activeTab.input;
    });
    assert.equal((await vscode.workspace.openTextDocument(input.original)).getText(), TEXT);
    assert.equal(input.modified.toString(), flow.toString());
    await eventually(() => vscode.window.activeTextEditor?.selection.active.line === 3);
  });

  it('compares two files that are selected together', async () => {
    const left = writeFlow('left.flow', TEXT);
    const right = writeFlow('right.flow', TEXT.replace('a: one.value', 'a: one'));
    await vscode.commands.executeCommand(COMMANDS.compareWithFile, right, [left, right]);
    const { shown: picture } = await shown('left.flow ↔ right.flow');
    assert.equal(picture.summary, '1 node rewired');
  });

  it('does not take the text through a converter that git is set up with', async () => {
    const flow = committed('converted.flow', `# A comment\n${TEXT}`);
    const attributes = writeFlow('.gitattributes', '*.flow diff=flow\n');
    git('config', 'diff.flow.textconv', 'echo');
    await vscode.commands.executeCommand(COMMANDS.compareWithHead, flow);
    assert.equal((await shown('converted.flow')).shown.summary, 'No differences');
    git('config', '--unset', 'diff.flow.textconv');
    rmSync(attributes.fsPath);
  });
});
