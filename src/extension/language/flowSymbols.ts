import * as vscode from 'vscode';
import { type OutlineEntry, type OutlineKind, outlineOf } from '../../flow/language/outline.ts';
import { FLOW_LANGUAGE } from '../contributions.ts';
import type { DocumentService } from '../documents/documentService.ts';
import { rangeOf } from '../documents/flowDiagnostics.ts';
import { readLanguage } from './readLanguage.ts';

const KINDS: Readonly<Record<OutlineKind, vscode.SymbolKind>> = {
  section: vscode.SymbolKind.Namespace,
  input: vscode.SymbolKind.Variable,
  secret: vscode.SymbolKind.Key,
  node: vscode.SymbolKind.Function,
  code: vscode.SymbolKind.String,
  output: vscode.SymbolKind.Constant,
  group: vscode.SymbolKind.Package,
};

/** Sections with inputs, nodes and outputs for the outline, the breadcrumbs, sticky lines and “Go to Symbol”. */
export class FlowSymbols implements vscode.DocumentSymbolProvider, vscode.Disposable {
  readonly #documents: DocumentService;
  readonly #registration = vscode.languages.registerDocumentSymbolProvider({ language: FLOW_LANGUAGE }, this);

  constructor(documents: DocumentService) {
    this.#documents = documents;
  }

  provideDocumentSymbols(document: vscode.TextDocument): vscode.DocumentSymbol[] {
    return outlineOf(readLanguage(this.#documents, document)).map((entry) => toSymbol(document, entry));
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

function toSymbol(document: vscode.TextDocument, entry: OutlineEntry): vscode.DocumentSymbol {
  const { name, detail, kind, span, nameSpan, children } = entry;
  const symbol = new vscode.DocumentSymbol(
    name,
    detail,
    KINDS[kind],
    rangeOf(document, span),
    rangeOf(document, nameSpan),
  );
  symbol.children = children.map((child) => toSymbol(document, child));
  return symbol;
}
