import * as vscode from 'vscode';
import type { FlowPath } from '../../flow/model.ts';
import { FLOW_LANGUAGE } from '../contributions.ts';
import type { DocumentService, ReadFlow } from '../documents/documentService.ts';
import { rangeOf } from '../documents/flowDiagnostics.ts';

/** Inputs, nodes and outputs for the outline, the breadcrumbs and “Go to Symbol”. */
export class FlowSymbols implements vscode.DocumentSymbolProvider, vscode.Disposable {
  readonly #documents: DocumentService;
  readonly #registration = vscode.languages.registerDocumentSymbolProvider({ language: FLOW_LANGUAGE }, this);

  constructor(documents: DocumentService) {
    this.#documents = documents;
  }

  provideDocumentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
    const read = this.#documents.read(document);
    const { model } = read.flow;
    const inputs = model.inputs.map((input) =>
      symbol(read, ['inputs', input.name], input.name, input.type, vscode.SymbolKind.Variable),
    );
    const nodes = model.nodes.map((node) =>
      symbol(read, ['nodes', node.id], node.id, node.name ?? node.uses, vscode.SymbolKind.Function),
    );
    const outputs = model.outputs.map((output) =>
      symbol(read, ['outputs', output.name], output.name, 'output', vscode.SymbolKind.Constant),
    );
    return [...inputs, ...nodes, ...outputs].filter((found) => found !== undefined);
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

function symbol(
  read: ReadFlow,
  path: FlowPath,
  name: string,
  detail: string,
  kind: vscode.SymbolKind,
): vscode.DocumentSymbol | undefined {
  const whole = read.flow.spanOf(path);
  const key = read.flow.spanOf(path, 'key');
  if (!whole || !key) return undefined;
  return new vscode.DocumentSymbol(name, detail, kind, rangeOf(read.document, whole), rangeOf(read.document, key));
}
