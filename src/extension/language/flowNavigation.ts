import * as vscode from 'vscode';
import { definitionAt, highlightsAt, referencesAt } from '../../flow/language/navigation.ts';
import { FLOW_LANGUAGE } from '../contributions.ts';
import type { DocumentService } from '../documents/documentService.ts';
import { rangeOf } from '../documents/flowDiagnostics.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import { readLanguage } from './readLanguage.ts';

/** “Go to Definition”, “Find All References”, and the marks on all places of what the cursor is on. */
export class FlowNavigation
  implements vscode.DefinitionProvider, vscode.ReferenceProvider, vscode.DocumentHighlightProvider, vscode.Disposable
{
  readonly #documents: DocumentService;
  readonly #disposables = new Disposables();

  constructor(documents: DocumentService) {
    this.#documents = documents;
    const selector = { language: FLOW_LANGUAGE };
    this.#disposables.add(vscode.languages.registerDefinitionProvider(selector, this));
    this.#disposables.add(vscode.languages.registerReferenceProvider(selector, this));
    this.#disposables.add(vscode.languages.registerDocumentHighlightProvider(selector, this));
  }

  provideDefinition(document: vscode.TextDocument, position: vscode.Position): vscode.LocationLink[] {
    const found = definitionAt(readLanguage(this.#documents, document), document.offsetAt(position));
    if (!found) return [];
    const originSelectionRange = rangeOf(document, found.from);
    return found.targets.map((target) => {
      const targetRange = rangeOf(document, target);
      return { originSelectionRange, targetUri: document.uri, targetRange, targetSelectionRange: targetRange };
    });
  }

  provideReferences(
    document: vscode.TextDocument,
    position: vscode.Position,
    { includeDeclaration }: vscode.ReferenceContext,
  ): vscode.Location[] {
    const context = readLanguage(this.#documents, document);
    const spans = referencesAt(context, document.offsetAt(position), includeDeclaration) ?? [];
    return spans.map((span) => new vscode.Location(document.uri, rangeOf(document, span)));
  }

  provideDocumentHighlights(document: vscode.TextDocument, position: vscode.Position): vscode.DocumentHighlight[] {
    const places = highlightsAt(readLanguage(this.#documents, document), document.offsetAt(position)) ?? [];
    return places.map(({ span, isDefinition }) => {
      const kind = isDefinition ? vscode.DocumentHighlightKind.Write : vscode.DocumentHighlightKind.Read;
      return new vscode.DocumentHighlight(rangeOf(document, span), kind);
    });
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
