import * as vscode from 'vscode';
import type { Catalog } from '../../flow/catalog/kind.ts';
import { keptWords } from '../../flow/run/partialWords.ts';
import type { CanvasCommand, HostMessage } from '../../messages/host.ts';
import type { HostCommand, NodeCommand, ViewMessage } from '../../messages/view.ts';
import { COMMANDS } from '../contributions.ts';
import { fileName } from '../documents/flowTarget.ts';
import { Coalescer } from '../lifecycle/coalescer.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import { earlierResults } from '../runs/earlierResults.ts';
import { runPermission } from '../runs/runPermission.ts';
import type { RunRecord } from '../runs/runStore.ts';
import { runView } from '../runs/runView.ts';
import { chooseFiles, nodesOfFiles } from './addFiles.ts';
import { applyIntent } from './applyIntent.ts';
import { documentSnapshot } from './documentSnapshot.ts';
import type { EditorServices } from './editorServices.ts';
import { copyToClipboard } from './nodeClipboard.ts';
import { offeredFlows } from './offeredFlows.ts';
import { openSubFlow } from './openSubFlow.ts';
import { readOutputData, readOutputPage, type StoredOutput } from './outputReader.ts';
import { highlightInText, openTextAt, showInText } from './textReveal.ts';
import { ViewChannel, type ViewSnapshot } from './viewChannel.ts';
import { readViewMessage } from './viewMessage.ts';

/** Shortest time between two pictures of a run, in milliseconds; a run of many nodes takes longer per picture. */
const RUN_INTERVAL_MS = 50;
const NODES_PER_FURTHER_MS = 40;

/** Commands of VS Code behind the buttons of a canvas. */
const HOST_COMMANDS: { readonly [Name in HostCommand]: string } = {
  run: COMMANDS.run,
  cancel: COMMANDS.cancel,
  runAgain: COMMANDS.runAgain,
  retryFailed: COMMANDS.retryFailed,
  resume: COMMANDS.resume,
  showLog: COMMANDS.showLog,
  openText: COMMANDS.openAsText,
  openProblems: 'workbench.actions.view.problems',
  manageTrust: 'workbench.trust.manage',
};

const NODE_COMMANDS: { readonly [Name in NodeCommand]: string } = {
  runOnly: COMMANDS.runOnly,
  runTo: COMMANDS.runTo,
  runFrom: COMMANDS.runFrom,
  pin: COMMANDS.pin,
  unpin: COMMANDS.unpin,
  editCode: COMMANDS.editCode,
};

/**
 * One graph editor: a view of a text. It renders the document and the latest run of its flow, and turns what the person
 * does into intents. It holds nothing that could not be made anew from these.
 */
export class FlowEditorSession implements vscode.Disposable {
  readonly document: vscode.TextDocument;
  readonly panel: vscode.WebviewPanel;
  readonly #services: EditorServices;
  readonly #channel: ViewChannel;
  readonly #disposables = new Disposables();
  readonly #runChanged = this.#disposables.add(
    new Coalescer(
      () => this.#showRun(),
      () => this.#runInterval(),
    ),
  );
  #inspected: string | null = null;
  /** What the view knows of kinds. */
  #catalog: Catalog | undefined;
  #selected: readonly string[] = [];

  constructor(document: vscode.TextDocument, panel: vscode.WebviewPanel, services: EditorServices) {
    this.document = document;
    this.panel = panel;
    this.#services = services;
    this.#channel = new ViewChannel(panel.webview, services.isTest);
    const { documents, store, pins } = services;
    this.#disposables.add(documents.onDidRead((read) => read.document === document && this.#showDocument()));
    this.#disposables.add(store.onDidChange((changed) => this.#runsChanged(changed)));
    this.#disposables.add(pins.onDidChange((flow) => flow === document.uri.toString() && this.#showPins()));
    this.#disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#showEnvironment()));
    this.#disposables.add(panel.onDidChangeViewState(() => !panel.visible && this.#channel.end()));
    this.#disposables.add(panel.webview.onDidReceiveMessage((message: unknown) => void this.receive(message)));
  }

  /** Whether the view has loaded and listens. */
  get ready(): boolean {
    return this.#channel.open;
  }

  /** The one node that is selected; undefined for none or several. */
  get selectedNode(): string | undefined {
    return this.#selected.length === 1 ? this.#selected[0] : undefined;
  }

  /** The newest messages to the view; for tests. */
  get sent(): readonly HostMessage[] {
    return this.#channel.sent;
  }

  /** Has the canvas do something, as soon as it is there. */
  command(command: CanvasCommand): void {
    this.#channel.command(command);
  }

  /** Takes what the view posted. A fault of one message is logged and costs nothing else. */
  async receive(posted: unknown): Promise<void> {
    const message = readViewMessage(posted);
    if (!message) {
      this.#services.log.warn('A graph editor posted a message that this build does not know.');
      return;
    }
    try {
      await this.#handle(message);
    } catch (error) {
      this.#services.log.error(`Message “${message.type}” of the graph editor: ${errorText(error)}`);
    }
  }

  dispose(): void {
    this.#channel.end();
    this.#disposables.dispose();
  }

  #handle(message: ViewMessage): unknown {
    switch (message.type) {
      case 'ready':
        return this.#begin();
      case 'edit':
        return this.#edit(message);
      case 'command':
        return vscode.commands.executeCommand(HOST_COMMANDS[message.command], this.document.uri);
      case 'nodeCommand':
        return vscode.commands.executeCommand(NODE_COMMANDS[message.command], this.document.uri, {
          node: message.node,
        });
      case 'select':
        this.#selected = message.nodes;
        return highlightInText(this.#services.documents, this.document, message.nodes);
      case 'inspect':
        this.#inspected = message.node;
        return this.#showDetail();
      case 'revealText':
        return showInText(this.#services.documents, this.document, message.node, message.line);
      case 'openSubFlow':
        return openSubFlow(this.#services.documents, this.document, message.node);
      case 'revealLine':
        return openTextAt(this.document, new vscode.Position(message.line - 1, 0));
      case 'readOutput':
        return this.#readOutput(message);
      case 'readOutputData':
        return this.#readOutputData(message);
      case 'openOutput':
        return vscode.commands.executeCommand(COMMANDS.openOutput, message);
      case 'openNodeLog':
        return vscode.commands.executeCommand(COMMANDS.openNodeLog, message);
      case 'showRun':
        return vscode.commands.executeCommand(COMMANDS.showRun, message);
      case 'copyNodes':
        return copyToClipboard(this.#services.documents, this.document, message);
      case 'listFlows':
        return this.#listFlows();
      case 'addFiles':
        return this.#addFiles(message);
      case 'readClipboard':
        return this.#readClipboard(message.requestId);
      case 'copyText':
        return vscode.env.clipboard.writeText(message.text);
      case 'viewError':
        return this.#services.log.error(`Graph editor: ${message.message}\n${message.stack ?? ''}`);
      default:
        return message satisfies never;
    }
  }

  /** Everything that the view shows comes before the commands that waited for it. */
  #begin(): void {
    this.#channel.begin([
      this.#catalogMessage(),
      this.#environmentMessage(),
      this.#documentMessage(),
      this.#runMessage(),
      this.#pinsMessage(),
      this.#detailMessage(),
    ]);
  }

  async #edit(message: ViewMessage & { readonly type: 'edit' }): Promise<void> {
    const refusal = await applyIntent(this.#services.documents, this.document, message);
    // A refused gesture was made on a picture that may be old; a done one has brought its own new picture.
    if (refusal !== undefined) this.#showDocument();
    const { requestId } = message;
    const { version } = this.document;
    this.#channel.answer({ type: 'editDone', requestId, version, ...(refusal === undefined ? {} : { refusal }) });
  }

  async #listFlows(): Promise<void> {
    const files = await this.#services.documents.flowFiles();
    this.#channel.show({ type: 'flows', flows: offeredFlows(this.document.uri, files) });
  }

  /** The view inserts what comes of them: the gesture is its own, on the picture that it has by then. */
  async #addFiles({ files, at }: ViewMessage & { readonly type: 'addFiles' }): Promise<void> {
    const flow = this.document.uri;
    const chosen = files?.map((file) => vscode.Uri.parse(file)) ?? (await chooseFiles(flow));
    const text = await nodesOfFiles(flow, chosen);
    if (text !== '') this.command({ command: 'insertNodes', text, ...(at && { at }) });
  }

  async #readClipboard(requestId: number): Promise<void> {
    this.#channel.answer({ type: 'clipboard', requestId, text: await vscode.env.clipboard.readText() });
  }

  /** The kinds come before a document that names them. */
  #showDocument(): void {
    const { catalog } = this.#services.documents.read(this.document);
    if (catalog !== this.#catalog) this.#channel.show(this.#catalogMessage());
    this.#channel.show(this.#documentMessage());
  }

  #showEnvironment(): void {
    this.#channel.show(this.#environmentMessage());
  }

  #catalogMessage(): ViewSnapshot {
    this.#catalog = this.#services.documents.read(this.document).catalog;
    return { type: 'catalog', kinds: [...this.#catalog.values()] };
  }

  #documentMessage(): ViewSnapshot {
    const read = this.#services.documents.read(this.document);
    return { type: 'document', document: documentSnapshot(read, fileName(this.document.uri)) };
  }

  #environmentMessage(): ViewSnapshot {
    return { type: 'environment', environment: runPermission(this.document.uri) };
  }

  #runMessage(): ViewSnapshot {
    const record = this.#latestRun();
    if (!record) return { type: 'run', run: null };
    const { store, moment } = this.#services;
    return { type: 'run', run: runView(record, { earlier: earlierResults(record, store.all()), moment }) };
  }

  #pinsMessage(): ViewSnapshot {
    const { pins, moment } = this.#services;
    const shown = pins.of(this.document.uri.toString()).map(({ node, runId, timeMs }) => ({
      id: node,
      words: keptWords({ runId, timeMs, pinned: true, changed: false }, moment),
      runId,
    }));
    return { type: 'pins', pins: shown };
  }

  #detailMessage(): ViewSnapshot {
    const record = this.#latestRun();
    const node = this.#inspected === null ? undefined : record?.snapshot.nodes.get(this.#inspected);
    if (!record || !node) return { type: 'detail', detail: null };
    // Of a node that the run leaves out, people see what is known of it from before.
    const earlier = node.leftOut && earlierResults(record, this.#services.store.all()).get(node.id);
    return { type: 'detail', detail: earlier || { runId: record.runId, node } };
  }

  #runsChanged(changed: readonly RunRecord[]): void {
    const flow = this.document.uri.toString();
    if (changed.length === 0 || changed.some((record) => record.flow === flow)) this.#runChanged.request();
  }

  #runInterval(): number {
    const nodes = this.#latestRun()?.nodeIds.length ?? 0;
    return RUN_INTERVAL_MS + Math.floor(nodes / NODES_PER_FURTHER_MS);
  }

  #latestRun(): RunRecord | undefined {
    return this.#services.store.shownOf(this.document.uri.toString());
  }

  #showRun(): void {
    this.#channel.show(this.#runMessage());
    this.#showDetail();
  }

  #showPins(): void {
    this.#channel.show(this.#pinsMessage());
  }

  #showDetail(): void {
    this.#channel.show(this.#detailMessage());
  }

  async #readOutput(message: ViewMessage & { readonly type: 'readOutput' }): Promise<void> {
    const { requestId } = message;
    try {
      const page = await readOutputPage(this.#storedOutput(message.digest), message.offset);
      this.#channel.answer({ type: 'outputPage', requestId, page });
    } catch (error) {
      this.#channel.answer({ type: 'outputPage', requestId, error: errorText(error) });
    }
  }

  async #readOutputData(message: ViewMessage & { readonly type: 'readOutputData' }): Promise<void> {
    const { requestId } = message;
    try {
      const base64 = await readOutputData(this.#storedOutput(message.digest));
      this.#channel.answer({ type: 'outputData', requestId, base64 });
    } catch (error) {
      this.#channel.answer({ type: 'outputData', requestId, error: errorText(error) });
    }
  }

  /** A view may read what its runs put out, and no other file. */
  #storedOutput(digest: string): StoredOutput {
    const stored = this.#services.store.storedOutput(digest);
    if (!stored) throw new Error('This output belongs to no run of this session any more.');
    return stored;
  }
}

function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
