import * as vscode from 'vscode';
import type { CanvasCommand } from '../../messages/host.ts';
import { FLOW_EDITOR } from '../contributions.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import type { EditorServices } from './editorServices.ts';
import { FlowEditorSession } from './flowEditorSession.ts';
import { loadPage } from './webviewPage.ts';

/** Opens flows as graphs and knows the graph editors that are open. */
export class FlowEditorProvider implements vscode.CustomTextEditorProvider, vscode.Disposable {
  readonly #services: EditorServices;
  readonly #disposables = new Disposables();
  readonly #sessions = new Set<FlowEditorSession>();

  constructor(services: EditorServices) {
    this.#services = services;
    this.#disposables.add(
      vscode.window.registerCustomEditorProvider(FLOW_EDITOR, this, {
        // A hidden view is let go and made anew from the same snapshots: memory follows what is seen.
        webviewOptions: { retainContextWhenHidden: false },
        supportsMultipleEditorsPerDocument: true,
      }),
    );
  }

  /** All open graph editors. */
  get sessions(): readonly FlowEditorSession[] {
    return [...this.#sessions];
  }

  /** The graph editor that has the focus. */
  get active(): FlowEditorSession | undefined {
    return this.sessions.find((session) => session.panel.active);
  }

  resolveCustomTextEditor(document: vscode.TextDocument, panel: vscode.WebviewPanel): void {
    const session = new FlowEditorSession(document, panel, this.#services);
    this.#sessions.add(session);
    panel.onDidDispose(() => {
      this.#sessions.delete(session);
      session.dispose();
    });
    loadPage(panel.webview, this.#services.extensionUri);
  }

  /** Has the focused canvas do something; false when no graph editor has the focus. */
  commandActive(command: CanvasCommand): boolean {
    this.active?.command(command);
    return this.active !== undefined;
  }

  /** Shows a node in the graph, opening the graph when no editor shows it. */
  async reveal(flow: vscode.Uri, node: string): Promise<void> {
    const shown = () => this.sessions.filter((session) => session.document.uri.toString() === flow.toString());
    const session = shown().find((candidate) => candidate.panel.visible) ?? shown()[0];
    if (session) session.panel.reveal();
    else await vscode.commands.executeCommand('vscode.openWith', flow, FLOW_EDITOR);
    const target = session ?? shown()[0];
    target?.command({ command: 'reveal', node });
  }

  dispose(): void {
    for (const session of this.#sessions) session.dispose();
    this.#disposables.dispose();
  }
}
