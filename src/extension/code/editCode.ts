import * as vscode from 'vscode';
import { nodeCode } from '../../flow/language/nodeCode.ts';
import { chooseNode, type NodePlaceParts } from '../runs/nodePlace.ts';
import { codeUri } from './codeUri.ts';

/**
 * Opens the code of a node in an editor of its own, beside the flow. `target` and `given` are what `chooseNode` takes.
 *
 * @returns The editor, when one was opened.
 */
export async function editCode(
  target: unknown,
  given: unknown,
  parts: NodePlaceParts,
): Promise<vscode.TextEditor | undefined> {
  const place = await chooseNode(target, given, 'Edit the code of which node?', parts);
  if (!place) return undefined;
  const { flow, catalog } = parts.documents.read(await vscode.workspace.openTextDocument(place.uri));
  const node = flow.model.nodes.find(({ id }) => id === place.node);
  const code = node && nodeCode(node, catalog);
  if (!code) {
    const why = node
      ? `“${place.node}” is a ${node.uses || 'node without a kind'}, which has no code.`
      : `There is no node “${place.node}”.`;
    void vscode.window.showInformationMessage(why);
    return undefined;
  }
  const document = await vscode.workspace.openTextDocument(codeUri(place.uri, code));
  return vscode.window.showTextDocument(document, { viewColumn: columnFor(document), preview: false });
}

/** Where the code is open already, else beside the flow. */
function columnFor(document: vscode.TextDocument): vscode.ViewColumn {
  const uri = document.uri.toString();
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === uri);
  return shown?.viewColumn ?? vscode.ViewColumn.Beside;
}
