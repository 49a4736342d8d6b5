import * as vscode from 'vscode';
import { holdsNodes } from '../../flow/edit/pasteNodes.ts';
import { planEdits } from '../../flow/edit/planEdits.ts';
import { FLOW_LANGUAGE } from '../contributions.ts';
import type { DocumentService } from '../documents/documentService.ts';
import { toWorkspaceEdit } from './workspaceEdit.ts';

const TEXT = 'text/plain';
const KIND = vscode.DocumentDropOrPasteEditKind.Text.append('flow', 'nodes');

/** How a text that was copied from a canvas begins. What anybody else copied is pasted as it is. */
const COPIED_ON_A_CANVAS = /^flow: 1\nnodes:\n/;

/**
 * Pastes nodes that were copied on a canvas into the text: among the nodes of the file, with ids that are free, wherever
 * the caret is.
 */
export class FlowPaste implements vscode.DocumentPasteEditProvider, vscode.Disposable {
  readonly #documents: DocumentService;
  readonly #registration: vscode.Disposable;

  constructor(documents: DocumentService) {
    this.#documents = documents;
    this.#registration = vscode.languages.registerDocumentPasteEditProvider({ language: FLOW_LANGUAGE }, this, {
      providedPasteEditKinds: [KIND],
      pasteMimeTypes: [TEXT],
    });
  }

  async provideDocumentPasteEdits(
    document: vscode.TextDocument,
    ranges: readonly vscode.Range[],
    data: vscode.DataTransfer,
  ): Promise<vscode.DocumentPasteEdit[] | undefined> {
    const text = (await data.get(TEXT)?.asString())?.replaceAll('\r\n', '\n') ?? '';
    // Into an empty file or over a selection goes the text itself.
    if (!COPIED_ON_A_CANVAS.test(text) || ranges.some((range) => !range.isEmpty) || !holdsNodes(text)) return undefined;
    const { flow } = this.#documents.read(document);
    if (document.getText().trim() === '' || flow.broken) return undefined;
    const planned = planEdits(flow, [{ type: 'pasteNodes', text }]);
    if (!planned.ok) return undefined;
    const edit = new vscode.DocumentPasteEdit('', 'Paste as Nodes of the Flow', KIND);
    edit.additionalEdit = toWorkspaceEdit(document, planned.edits);
    return [edit];
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
