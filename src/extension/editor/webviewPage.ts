import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { type EditorPage, editorHtml } from './editorHtml.ts';

/** Bytes of a page's nonce. */
const NONCE_BYTES = 18;

/** Loads Millrace's own page into a webview, which may read nothing but the page's files. */
export function loadPage(webview: vscode.Webview, extensionUri: vscode.Uri, mode?: EditorPage['mode']): void {
  const files = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  const address = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(files, name)).toString();
  webview.options = { enableScripts: true, localResourceRoots: [files] };
  webview.html = editorHtml({
    nonce: randomBytes(NONCE_BYTES).toString('base64'),
    cspSource: webview.cspSource,
    script: address('main.js'),
    style: address('main.css'),
    worker: address('layoutWorker.js'),
    ...(mode === undefined ? {} : { mode }),
  });
}
