import * as vscode from 'vscode';
import { type FileRevision, textInRevision } from './gitFiles.ts';

/** Scheme of texts from git, for the text diff. */
const REVISION_SCHEME = 'millrace-revision';

/** Gives VS Code's text diff the texts of earlier revisions. */
export class RevisionTexts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #registration: vscode.Disposable;

  constructor() {
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(REVISION_SCHEME, this);
  }

  /** The address of a file in a revision. */
  addressOf(file: vscode.Uri, { revision, path }: FileRevision): vscode.Uri {
    return file.with({ scheme: REVISION_SCHEME, query: JSON.stringify([revision, path]) });
  }

  provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const [revision, path] = JSON.parse(uri.query) as [string, string];
    return textInRevision(uri.with({ scheme: 'file', query: '' }).fsPath, { revision, path });
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
