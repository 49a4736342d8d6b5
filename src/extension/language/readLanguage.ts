import type * as vscode from 'vscode';
import { type LanguageContext, languageContext } from '../../flow/language/languageContext.ts';
import type { DocumentService } from '../documents/documentService.ts';

/** What the features of the text know of a document as it is now. */
export function readLanguage(documents: DocumentService, document: vscode.TextDocument): LanguageContext {
  const { flow, catalog, lastGood } = documents.read(document);
  return languageContext(flow, catalog, lastGood);
}
