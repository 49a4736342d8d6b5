import * as vscode from 'vscode';
import { FLOW_EDITOR } from '../contributions.ts';
import { fileExists } from '../documents/fileExists.ts';
import { activeFlow } from '../documents/flowTarget.ts';

/** What a new flow says: small, valid, and it does something that can be seen. */
const FIRST_TEXT = `# A flow is a graph of small steps. Open it as a graph or edit it as text: both are the same file.
flow: 1
name: New flow
inputs:
  who: { type: text, default: world, description: Whom to greet }

nodes:
  greeting:
    uses: template
    in: { who: inputs.who }
    with:
      template: "Hello, {{ who }}!"
  show:
    uses: shell
    in: { text: greeting.text }
    with:
      run: |
        echo "$text"

layout:
  greeting: [0, 0]
  show: [340, 0]
`;

/** Names tried for a new file before giving up: `flow.flow`, `flow-2.flow`, … */
const NAMES_TRIED = 1_000;

/**
 * Makes a file with a first flow and opens its graph.
 * @param named Folder to make it in, from the explorer's menu; else that of the active flow, else the workspace's.
 */
export async function newFlow(named: unknown): Promise<vscode.Uri | undefined> {
  const folder = await targetFolder(named);
  const chosen = folder
    ? await askForName(folder)
    : await vscode.window.showSaveDialog({ filters: { Flow: ['flow'] }, title: 'New Flow' });
  if (!chosen) return undefined;
  await vscode.workspace.fs.writeFile(chosen, new TextEncoder().encode(FIRST_TEXT));
  await vscode.commands.executeCommand('vscode.openWith', chosen, FLOW_EDITOR);
  return chosen;
}

async function targetFolder(named: unknown): Promise<vscode.Uri | undefined> {
  if (named instanceof vscode.Uri) {
    const { type } = await vscode.workspace.fs.stat(named);
    return type & vscode.FileType.Directory ? named : vscode.Uri.joinPath(named, '..');
  }
  const active = activeFlow();
  if (active && active.scheme !== 'untitled') return vscode.Uri.joinPath(active, '..');
  return vscode.workspace.workspaceFolders?.[0]?.uri;
}

async function askForName(folder: vscode.Uri): Promise<vscode.Uri | undefined> {
  const suggestion = await freeName(folder);
  const name = await vscode.window.showInputBox({
    title: 'New Flow',
    prompt: `Name of the file in ${vscode.workspace.asRelativePath(folder)}`,
    value: suggestion,
    valueSelection: [0, suggestion.length - '.flow'.length],
    validateInput: (typed) => wrongName(folder, typed),
  });
  return name === undefined ? undefined : vscode.Uri.joinPath(folder, withExtension(name));
}

async function freeName(folder: vscode.Uri): Promise<string> {
  for (let number = 1; number <= NAMES_TRIED; number += 1) {
    const name = number === 1 ? 'flow.flow' : `flow-${number}.flow`;
    if (!(await fileExists(vscode.Uri.joinPath(folder, name)))) return name;
  }
  return '.flow';
}

async function wrongName(folder: vscode.Uri, typed: string): Promise<string | undefined> {
  const name = typed.trim();
  if (name === '' || name === '.flow') return 'Give the file a name.';
  if (await fileExists(vscode.Uri.joinPath(folder, withExtension(name))))
    return `${withExtension(name)} exists already.`;
  return undefined;
}

function withExtension(name: string): string {
  const trimmed = name.trim();
  return trimmed.endsWith('.flow') ? trimmed : `${trimmed}.flow`;
}
