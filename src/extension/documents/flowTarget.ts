import * as vscode from 'vscode';
import { FLOW_EDITOR, FLOW_LANGUAGE } from '../contributions.ts';

/** The most flows that the list to choose from shows. */
const FLOWS_LISTED = 200;

/** The flow that the active tab shows, as text or as graph. */
export function activeFlow(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof vscode.TabInputCustom) return input.viewType === FLOW_EDITOR ? input.uri : undefined;
  const document = vscode.window.activeTextEditor?.document;
  return document?.languageId === FLOW_LANGUAGE ? document.uri : undefined;
}

/**
 * The flow that a command is about: the one that its menu named, else that of the active tab, else the only one of the
 * workspace, else the one that the person picks.
 */
export async function chooseFlow(named: unknown, what: string): Promise<vscode.Uri | undefined> {
  if (named instanceof vscode.Uri) return named;
  return activeFlow() ?? pickFlow(what);
}

async function pickFlow(what: string): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles('**/*.flow', '**/node_modules/**', FLOWS_LISTED);
  if (found.length === 0) {
    void vscode.window.showInformationMessage('This workspace has no .flow file yet. “Flow: New Flow” makes one.');
    return undefined;
  }
  const items = found
    .map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: what });
  return chosen?.uri;
}

/** How the flow at this place is called where its own name is not known: its file name. */
export function fileName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}
