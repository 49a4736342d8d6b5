/** What the page of a graph editor is made of. All addresses are webview addresses of files inside the extension. */
export interface EditorPage {
  /** Fresh for every page, unguessable. */
  readonly nonce: string;
  /** The origin that the webview's own files come from. */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  readonly worker: string;
  /** What the page shows; a flow to edit unless said otherwise. */
  readonly mode?: 'compare';
}

/**
 * The page of a graph editor. Nothing runs but the one script with the nonce, no style is inline, nothing comes from
 * elsewhere; the layout worker is fetched as text and started from a blob, because a webview cannot start a worker from
 * a file.
 */
export function editorHtml(page: EditorPage): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${page.nonce}'`,
    `style-src ${page.cspSource}`,
    `font-src ${page.cspSource}`,
    `img-src ${page.cspSource} data: blob:`,
    'worker-src blob:',
    `connect-src ${page.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link id="vscode-codicon-stylesheet" rel="stylesheet" href="${page.style}">
<title>Flow</title>
</head>
<body>
<div id="root" data-worker-source="${page.worker}"${page.mode === undefined ? '' : ` data-mode="${page.mode}"`}></div>
<script nonce="${page.nonce}" src="${page.script}" defer></script>
</body>
</html>
`;
}
