import * as vscode from 'vscode';
import { isSubFlowPath } from '../../flow/subflow/subFlowPath.ts';
import { FLOW_EDITOR } from '../contributions.ts';
import type { DocumentService } from '../documents/documentService.ts';
import { fileExists } from '../documents/fileExists.ts';
import { subFlowUri } from '../documents/projectFlows.ts';

/** Opens the flow that a node stands for in a graph editor; says so when there is none. */
export async function openSubFlow(
  documents: DocumentService,
  document: vscode.TextDocument,
  node: string,
): Promise<void> {
  const uses = documents.read(document).flow.model.nodes.find(({ id }) => id === node)?.uses ?? '';
  if (!isSubFlowPath(uses)) return;
  const uri = subFlowUri(document.uri, uses);
  if (uri && (await fileExists(uri))) {
    await vscode.commands.executeCommand('vscode.openWith', uri, FLOW_EDITOR);
    return;
  }
  void vscode.window.showWarningMessage(`There is no flow ${uses} to open.`);
}
