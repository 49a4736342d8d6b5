import * as vscode from 'vscode';
import { FLOW_EDITOR } from '../contributions.ts';
import { chooseFlow } from '../documents/flowTarget.ts';

/** Id by which VS Code knows its own text editor. */
const TEXT_EDITOR = 'default';

/** Opens a flow as text or as graph, in the place of the active editor or beside it. */
export async function openFlowAs(form: 'text' | 'graph', place: 'here' | 'side', named: unknown): Promise<void> {
  const uri = await chooseFlow(named, `Open which flow as ${form}?`);
  if (!uri) return;
  const column = place === 'side' ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
  await vscode.commands.executeCommand('vscode.openWith', uri, form === 'text' ? TEXT_EDITOR : FLOW_EDITOR, column);
}
