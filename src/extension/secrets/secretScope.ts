import * as vscode from 'vscode';
import { fileName } from '../documents/flowTarget.ts';

/** What the secrets of a flow belong to. */
export interface SecretScope {
  /** URI, as text. */
  readonly id: string;
  /** For people. */
  readonly words: string;
}

/** The workspace folder of a flow, or the flow itself where it is in none. */
export function secretScope(flow: vscode.Uri): SecretScope {
  const folder = vscode.workspace.getWorkspaceFolder(flow);
  if (folder) return { id: folder.uri.toString(), words: `the folder ${folder.name}` };
  return { id: flow.toString(), words: `the flow ${fileName(flow)}` };
}
