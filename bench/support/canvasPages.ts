import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { repositoryRoot } from '../../test/contract/support/repository.ts';

/** A page of the bench: what ships, or React Flow alone. */
export type PageName = 'canvas' | 'plain';

const SIZE = { width: 1_400, height: 900 };
const ORIGIN = 'http://bench.invalid';

/** The script of a page, by its address. */
export const PAGE_SCRIPT: Readonly<Record<PageName, string>> = { canvas: '/main.js', plain: '/plainCanvas.js' };

/** Files by address, all in memory; nothing is read from a network. */
export type PageFiles = ReadonlyMap<string, string>;

/** Builds the bench's own scripts and reads the webview's from `dist/`. */
export async function pageFiles(): Promise<PageFiles> {
  const root = repositoryRoot();
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['flowHost', 'pageProbe', 'plainCanvas'].map((name) => `bench/support/${name}.ts`),
    outdir: '/',
    write: false,
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'warning',
  });
  const files = new Map(outputFiles.map(({ path, text }) => [path, text]));
  for (const name of ['main.js', 'main.css', 'layoutWorker.js']) {
    files.set(`/${name}`, readFileSync(join(root, 'dist', 'webview', name), 'utf8'));
  }
  const style = join(root, 'node_modules', '@xyflow', 'react', 'dist', 'style.css');
  files.set('/plainCanvas.css', readFileSync(style, 'utf8'));
  files.set('/canvas.html', html('flow', '/main.css'));
  files.set('/plain.html', html('none', '/plainCanvas.css'));
  return files;
}

function html(host: string, style: string): string {
  return `<!DOCTYPE html>
<html data-host="${host}"><head><meta charset="utf-8"><link rel="stylesheet" href="${style}">
<style>html, body, #root { height: 100%; margin: 0 }</style></head>
<body class="vscode-dark"><div id="root" data-worker-source="/layoutWorker.js"></div>
<script src="/pageProbe.js"></script></body></html>`;
}

/** Opens a page in a profile of its own, with its probe and without its script. */
export async function openPage(browser: Browser, files: PageFiles, name: PageName): Promise<Page> {
  const context = await browser.newContext({ viewport: SIZE });
  const page = await context.newPage();
  await page.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    const body = files.get(pathname);
    if (body === undefined) return route.fulfill({ status: 404 });
    return route.fulfill({ body, contentType: contentType(pathname) });
  });
  await page.goto(`${ORIGIN}/${name}.html`);
  return page;
}

function contentType(path: string): string {
  if (path.endsWith('.html')) return 'text/html';
  return path.endsWith('.css') ? 'text/css' : 'text/javascript';
}

/** Bytes of live JavaScript objects on the page, without those of its workers. */
export async function heapBytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}
