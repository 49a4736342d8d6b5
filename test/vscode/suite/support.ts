import { strict as assert } from 'node:assert';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { COMMANDS, FLOW_EDITOR } from '../../../src/extension/contributions.ts';
import type { RunRecord } from '../../../src/extension/runs/runStore.ts';
import type { EditorProbe, TestApi } from '../../../src/extension/testApi.ts';
import type { NodeState } from '../../../src/flow/run/snapshot.ts';
import type { HostMessage } from '../../../src/messages/host.ts';

/** The extension's view for tests. */
export async function millrace(): Promise<TestApi> {
  const extension = vscode.extensions.getExtension<TestApi | undefined>('millrace.millrace');
  assert.ok(extension, 'VS Code does not know millrace.millrace');
  const api = await extension.activate();
  assert.ok(api, 'The extension does not know that VS Code runs a test');
  return api;
}

/** Folder that VS Code has open: a private copy of the examples. */
export function workspaceFolder(): string {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  assert.ok(folder, 'VS Code has no folder open');
  return folder;
}

/** Every `.flow` file directly in a folder of the examples. */
export function exampleFlows(): readonly string[] {
  const root = workspaceFolder();
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .flatMap((entry) => readdirSync(join(root, entry.name)).map((file) => join(root, entry.name, file)))
    .filter((path) => path.endsWith('.flow'));
}

/** Writes a flow into the workspace folder. */
export function writeFlow(name: string, text: string): vscode.Uri {
  const path = join(workspaceFolder(), name);
  writeFileSync(path, text);
  return vscode.Uri.file(path);
}

/** Calls `probe` now and after every event until it gives a value. A test that waits in vain fails by mocha's limit. */
export function until<T>(event: (listener: () => void) => vscode.Disposable, probe: () => T | undefined): Promise<T> {
  return new Promise<T>((resolve) => {
    const subscription = event(look);
    look();

    function look(): void {
      const value = probe();
      if (value === undefined) return;
      subscription.dispose();
      resolve(value);
    }
  });
}

/** Looks again and again, giving VS Code its turn in between, for what no event tells of. */
export async function eventually<T>(probe: () => T | undefined | false | Promise<T | undefined>): Promise<T> {
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Opens a flow as a graph and waits until its page listens. */
export async function openGraph(flow: vscode.Uri, column = vscode.ViewColumn.Active): Promise<EditorProbe> {
  const api = await millrace();
  const before = api.editors().length;
  await vscode.commands.executeCommand('vscode.openWith', flow, FLOW_EDITOR, column);
  return eventually(() => {
    const found = api.editors().filter((editor) => editor.document.uri.toString() === flow.toString());
    return api.editors().length > before || before > 0 ? found.findLast((editor) => editor.ready) : undefined;
  });
}

/** Opens a flow as text. */
export async function openText(flow: vscode.Uri, column = vscode.ViewColumn.Active): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(flow), column);
}

/** Starts a flow by its command. */
export async function start(flow: vscode.Uri): Promise<string> {
  const runId = await vscode.commands.executeCommand<string | undefined>(COMMANDS.run, flow);
  assert.ok(runId, `${flow.fsPath} was not started`);
  return runId;
}

/** Runs a flow by its command to its end. */
export async function runToEnd(flow: vscode.Uri): Promise<RunRecord> {
  const api = await millrace();
  const record = await api.finished(await start(flow));
  assert.ok(record);
  return record;
}

/** Waits until a node of a run is in a state. */
export async function nodeReaches(runId: string, node: string, state: NodeState): Promise<void> {
  const api = await millrace();
  await until(
    (listener) => api.onDidChangeRuns(listener),
    () => {
      const record = api.runs().find((run) => run.runId === runId);
      return record?.snapshot.nodes.get(node)?.state === state ? true : undefined;
    },
  );
}

/** States of a run's nodes by id. */
export function nodeStates(record: RunRecord): Record<string, NodeState> {
  return Object.fromEntries([...record.snapshot.nodes.values()].map((node) => [node.id, node.state]));
}

/** The newest message of a type that a view was sent. */
export function lastSent<Type extends HostMessage['type']>(
  editor: EditorProbe,
  type: Type,
): Extract<HostMessage, { readonly type: Type }> | undefined {
  const found = editor.sent.findLast((message) => message.type === type);
  return found as Extract<HostMessage, { readonly type: Type }> | undefined;
}

/** Answers of the host to one request of a view. */
export function answerTo(
  editor: EditorProbe,
  requestId: number,
): Extract<HostMessage, { type: 'editDone' }> | undefined {
  return editor.sent.flatMap((message) =>
    message.type === 'editDone' && message.requestId === requestId ? [message] : [],
  )[0];
}

/** Whether a process is alive. */
export function isAlive(processId: number): boolean {
  return existsSync(`/proc/${processId}`);
}

/** Closes every editor without saving. */
export async function closeAll(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty || document.isUntitled) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
