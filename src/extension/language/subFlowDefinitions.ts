import * as vscode from 'vscode';
import { isSubFlowPath } from '../../flow/subflow/subFlowPath.ts';
import { FLOW_LANGUAGE } from '../contributions.ts';
import type { DocumentService } from '../documents/documentService.ts';
import { rangeOf } from '../documents/flowDiagnostics.ts';
import { subFlowUri } from '../documents/projectFlows.ts';

/** Leads from `uses: ./other.flow` to that file: “Go to Definition”, and a click with the modifier key. */
export class SubFlowDefinitions implements vscode.DefinitionProvider, vscode.Disposable {
  readonly #documents: DocumentService;
  readonly #registration = vscode.languages.registerDefinitionProvider({ language: FLOW_LANGUAGE }, this);

  constructor(documents: DocumentService) {
    this.#documents = documents;
  }

  provideDefinition(document: vscode.TextDocument, position: vscode.Position): vscode.LocationLink[] {
    const { flow } = this.#documents.read(document);
    const path = flow.pathAt(document.offsetAt(position));
    const [section, id, key] = path;
    if (section !== 'nodes' || key !== 'uses') return [];
    const uses = flow.model.nodes.find((node) => node.id === id)?.uses ?? '';
    const targetUri = isSubFlowPath(uses) ? subFlowUri(document.uri, uses) : undefined;
    const span = flow.spanOf(path, 'value');
    if (!targetUri || !span) return [];
    const start = new vscode.Range(0, 0, 0, 0);
    return [{ targetUri, targetRange: start, originSelectionRange: rangeOf(document, span) }];
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
