import * as vscode from 'vscode';
import { COMMANDS, FLOW_LOG_LANGUAGE } from '../contributions.ts';
import { findLogLinks } from './logLinkFinder.ts';

/** Makes node names in the output channels lead to the node. */
export class LogLinks implements vscode.DocumentLinkProvider, vscode.Disposable {
  readonly #registration = vscode.languages.registerDocumentLinkProvider({ language: FLOW_LOG_LANGUAGE }, this);

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    return findLogLinks(document.getText()).map((link) => {
      const range = new vscode.Range(link.line, link.start, link.line, link.end);
      const argument = { flow: vscode.Uri.file(link.flow).toString(), node: link.node };
      const query = encodeURIComponent(JSON.stringify([argument]));
      const shown = new vscode.DocumentLink(range, vscode.Uri.parse(`command:${COMMANDS.revealNode}?${query}`));
      shown.tooltip = `Show ${link.node} in the graph`;
      return shown;
    });
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
