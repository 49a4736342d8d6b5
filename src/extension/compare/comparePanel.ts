import * as vscode from 'vscode';
import { BUILTIN_CATALOG } from '../../flow/catalog/builtinCatalog.ts';
import type { FlowDocument } from '../../flow/document.ts';
import { parseFlow } from '../../flow/parse/parseFlow.ts';
import { openSubFlows } from '../../flow/validate/validateFlow.ts';
import type { ComparisonHostMessage, ComparisonSnapshot, ComparisonViewMessage } from '../../messages/comparison.ts';
import { COMPARE_VIEW } from '../contributions.ts';
import { ProjectFlows } from '../documents/projectFlows.ts';
import { loadPage } from '../editor/webviewPage.ts';
import { Coalescer } from '../lifecycle/coalescer.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import { compareSnapshot } from './compareSnapshot.ts';

/** How long typing must pause before the picture follows, in milliseconds. */
const SETTLE_MS = 150;

/** One of the two flows. */
export interface CompareSide {
  readonly label: string;
  /** Where the text diff finds it. */
  readonly uri: vscode.Uri;
  /** The text as it is now. */
  readonly read: () => Promise<string>;
}

/** What a panel needs of the extension. */
export interface ComparePanelServices {
  readonly extensionUri: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
}

/** A tab with two flows as one picture. It follows what is typed, and reads anew whenever it comes to the front. */
export class ComparePanel implements vscode.Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly #disposables = new Disposables();
  readonly #settle = this.#disposables.add(new Coalescer(() => void this.#refresh(), SETTLE_MS));
  readonly #before: CompareSide;
  readonly #after: CompareSide;
  readonly #log: vscode.LogOutputChannel;
  /** The flows beside the later one, as they are on disk. */
  readonly #flows = new ProjectFlows(() => undefined);
  #ready = false;
  #shown: ComparisonSnapshot | undefined;
  #reading = 0;
  /** What was read last: blocks that are still the same need not be read again. */
  #read: FlowDocument | undefined;

  constructor(title: string, before: CompareSide, after: CompareSide, services: ComparePanelServices) {
    this.#before = before;
    this.#after = after;
    this.#log = services.log;
    this.panel = vscode.window.createWebviewPanel(COMPARE_VIEW, title, vscode.ViewColumn.Active);
    this.panel.iconPath = new vscode.ThemeIcon('diff');
    this.#disposables.add(
      this.panel.webview.onDidReceiveMessage((message: ComparisonViewMessage) => this.receive(message)),
    );
    this.#disposables.add(this.panel.onDidChangeViewState(() => this.#onViewState()));
    this.#disposables.add(vscode.workspace.onDidChangeTextDocument(({ document }) => this.#onText(document)));
    loadPage(this.panel.webview, services.extensionUri, 'compare');
  }

  /** What the page shows; undefined until it listens. */
  get shown(): ComparisonSnapshot | undefined {
    return this.#shown;
  }

  /** Does what a message from the page does. */
  receive(message: ComparisonViewMessage): void {
    switch (message.type) {
      case 'ready':
        this.#ready = true;
        void this.#refresh();
        return;
      case 'compareTexts':
        void this.compareTexts(message.node);
        return;
      case 'viewError':
        this.#log.error(`Comparison: ${message.message}\n${message.stack ?? ''}`);
        return;
      default:
        message satisfies never;
    }
  }

  /** Goes to the next difference, or the one before. */
  step(forward: boolean): void {
    this.#post({ type: 'step', forward });
  }

  /** Shows the two texts side by side, at a node where one is named. */
  async compareTexts(node?: string): Promise<void> {
    const options: vscode.TextDocumentShowOptions = { preview: true };
    const span = node === undefined ? undefined : parseFlow(await this.#after.read()).spanOf(['nodes', node], 'key');
    if (span) {
      const document = await vscode.workspace.openTextDocument(this.#after.uri);
      const place = document.positionAt(span.start);
      options.selection = new vscode.Range(place, place);
    }
    await vscode.commands.executeCommand('vscode.diff', this.#before.uri, this.#after.uri, this.panel.title, options);
  }

  dispose(): void {
    this.#ready = false;
    this.#disposables.dispose();
  }

  #onText(document: vscode.TextDocument): void {
    const changed = document.uri.toString();
    if ([this.#before, this.#after].some(({ uri }) => uri.toString() === changed)) this.#settle.request();
  }

  /** A hidden page is gone; it says that it is ready when it is back. */
  #onViewState(): void {
    if (!this.panel.visible) this.#ready = false;
    else if (this.#ready) this.#settle.request();
  }

  async #refresh(): Promise<void> {
    this.#reading += 1;
    const turn = this.#reading;
    const [before, after] = await Promise.all([textOf(this.#before), textOf(this.#after)]);
    // Another reading has begun since, and will show what is newer.
    if (turn !== this.#reading || !this.#ready) return;
    const flow = parseFlow(before.text, this.#read);
    const read = parseFlow(after.text, flow);
    this.#read = read;
    const place = this.#flows.placeOf(vscode.Uri.file(this.#after.uri.fsPath));
    this.#shown = {
      ...compareSnapshot({ label: this.#before.label, flow }, { label: this.#after.label, flow: read, place }),
      ...firstProblem(before, after),
    };
    const { catalog } = openSubFlows(read, BUILTIN_CATALOG, place);
    this.#post({ type: 'comparison', comparison: this.#shown, kinds: [...catalog.values()] });
  }

  #post(message: ComparisonHostMessage): void {
    void this.panel.webview.postMessage(message);
  }
}

interface SideText {
  readonly text: string;
  readonly problem?: string;
}

/** A text that cannot be had is told on the page, which stays open: it may come back. */
async function textOf({ label, read }: CompareSide): Promise<SideText> {
  try {
    return { text: await read() };
  } catch (error) {
    return { text: '', problem: `${label} cannot be read: ${error instanceof Error ? error.message : String(error)}.` };
  }
}

function firstProblem(...sides: readonly SideText[]): { readonly problem?: string } {
  const problem = sides.find((side) => side.problem !== undefined)?.problem;
  return problem === undefined ? {} : { problem };
}
