import * as vscode from 'vscode';
import { copyNodes } from '../../flow/edit/copyNodes.ts';
import { isRefusal } from '../../flow/edit/refusal.ts';
import type { ViewMessage } from '../../messages/view.ts';
import type { DocumentService } from '../documents/documentService.ts';

/** Puts nodes on the clipboard as text; where that cannot be done, says why. */
export async function copyToClipboard(
  documents: DocumentService,
  document: vscode.TextDocument,
  { nodes, positions }: ViewMessage & { readonly type: 'copyNodes' },
): Promise<void> {
  const copied = copyNodes(documents.read(document).flow, nodes, positions);
  if (isRefusal(copied)) void vscode.window.showWarningMessage(copied.message);
  else await vscode.env.clipboard.writeText(copied);
}
