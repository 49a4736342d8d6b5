import * as vscode from 'vscode';
import { FLOW_EDITOR } from '../contributions.ts';
import { chooseFlow } from '../documents/flowTarget.ts';

/** Id by which VS Code knows its own text editor. */
const TEXT_EDITOR = 'default';

/** Opens a flow as text or as graph: in the place of the other form, or beside it. */
export async function openFlowAs(form: 'text' | 'graph', place: 'here' | 'side', named: unknown): Promise<void> {
  const uri = await chooseFlow(named, `Open which flow as ${form}?`);
  if (!uri) return;
  const before = place === 'here' ? activeTabOf(uri) : undefined;
  const column = place === 'side' ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
  await vscode.commands.executeCommand('vscode.openWith', uri, form === 'text' ? TEXT_EDITOR : FLOW_EDITOR, column);
  if (before && !isForm(before, form)) await closeOther(before);
}

/** The active tab, when it shows this flow. */
function activeTabOf(uri: vscode.Uri): vscode.Tab | undefined {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  const input = tab?.input;
  const shows = input instanceof vscode.TabInputCustom || input instanceof vscode.TabInputText;
  return shows && input.uri.toString() === uri.toString() ? tab : undefined;
}

function isForm(tab: vscode.Tab, form: 'text' | 'graph'): boolean {
  return tab.input instanceof vscode.TabInputCustom === (form === 'graph');
}

/** Closes the form that was left. Not one with unsaved changes: VS Code would ask about a text that stays open. */
async function closeOther(before: vscode.Tab): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  if (tabs.includes(before) && !before.isDirty) await vscode.window.tabGroups.close(before, true);
}
