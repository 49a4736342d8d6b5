import * as vscode from 'vscode';
import type { DocumentService } from '../documents/documentService.ts';
import { rangeOf } from '../documents/flowDiagnostics.ts';

/** Where a node stands in its text, from its id to the end of its block; undefined when the text has no such node. */
function nodeRange(documents: DocumentService, document: vscode.TextDocument, node: string): vscode.Range | undefined {
  const span = documents.read(document).flow.spanOf(['nodes', node]);
  return span && rangeOf(document, span);
}

/** The node whose block holds a place of the text. */
export function nodeAt(
  documents: DocumentService,
  document: vscode.TextDocument,
  position: vscode.Position,
): string | undefined {
  const path = documents.read(document).flow.pathAt(document.offsetAt(position));
  return path[0] === 'nodes' && typeof path[1] === 'string' ? path[1] : undefined;
}

/**
 * Opens the text at a node, in an editor that shows it already or beside the graph.
 * @param line Line within the node's block, counted from 0.
 */
export async function showInText(
  documents: DocumentService,
  document: vscode.TextDocument,
  node: string,
  line = 0,
): Promise<void> {
  const start = nodeRange(documents, document, node)?.start;
  await openTextAt(document, line === 0 ? start : start && new vscode.Position(start.line + line, 0));
}

/** Opens the text with the cursor at a place, in an editor that shows it already or beside the graph. */
export async function openTextAt(document: vscode.TextDocument, position: vscode.Position | undefined): Promise<void> {
  await vscode.window.showTextDocument(document, {
    viewColumn: editorsOf(document)[0]?.viewColumn ?? vscode.ViewColumn.Beside,
    ...(position ? { selection: new vscode.Range(position, position) } : {}),
  });
}

/** Brings the first of these nodes into sight in every text editor that shows the document; no selection changes. */
export function highlightInText(
  documents: DocumentService,
  document: vscode.TextDocument,
  nodes: readonly string[],
): void {
  const first = nodes[0];
  const range = first === undefined ? undefined : nodeRange(documents, document, first);
  if (!range) return;
  const block = new vscode.Range(range.start.line, 0, range.start.line, 0);
  for (const editor of editorsOf(document)) {
    if (editor === vscode.window.activeTextEditor) continue;
    editor.revealRange(block, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}

function editorsOf(document: vscode.TextDocument): readonly vscode.TextEditor[] {
  return vscode.window.visibleTextEditors.filter((editor) => editor.document === document);
}
