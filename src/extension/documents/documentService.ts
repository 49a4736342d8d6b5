import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import { BUILTIN_CATALOG } from '../../flow/catalog/builtinCatalog.ts';
import type { Catalog } from '../../flow/catalog/kind.ts';
import type { Diagnostic } from '../../flow/diagnostic.ts';
import type { FlowDocument } from '../../flow/document.ts';
import { parseFlow } from '../../flow/parse/parseFlow.ts';
import type { FlowPlace } from '../../flow/subflow/flowFiles.ts';
import { subFlowsOf } from '../../flow/subflow/subFlowTree.ts';
import { openSubFlows, validateFlow } from '../../flow/validate/validateFlow.ts';
import { FLOW_LANGUAGE } from '../contributions.ts';
import { Coalescer } from '../lifecycle/coalescer.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import { toEditorDiagnostic } from './flowDiagnostics.ts';
import { ProjectFlows, slashed } from './projectFlows.ts';

/** One version of a text, read. */
export interface ReadFlow {
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly flow: FlowDocument;
  readonly diagnostics: readonly Diagnostic[];
  /** The kinds of its nodes, with those that stand for other flows. */
  readonly catalog: Catalog;
  /** The newest reading that was not broken; `flow` itself unless that is broken. Absent while there was none. */
  readonly lastGood: FlowDocument | undefined;
}

/** What is kept of an open flow. */
interface Known {
  readonly read: ReadFlow;
  /** Which changes of other flows it knows of. */
  readonly round: number;
}

/** One version of a text, parsed. */
interface Parsed {
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly flow: FlowDocument;
}

/** The most flows of a workspace that are offered as sub-flows. */
const FLOWS_LISTED = 200;

/** How long typing must pause before problems and views follow, in milliseconds. */
const SETTLE_MS = 40;

/**
 * Reads every open flow once per version of its text and tells who shows it. All readers share the same objects, and an
 * untouched node is the same object from one version to the next. When a flow changes, those that use others are read anew.
 */
export class DocumentService implements vscode.Disposable {
  readonly #disposables = new Disposables();
  readonly #read = new Map<string, Known>();
  readonly #parsed = new Map<string, Parsed>();
  readonly #project = new ProjectFlows((file) => this.#openFlow(file));
  /** Flows of the workspace; undefined until somebody asks, and when that may have changed. */
  #files: Thenable<readonly vscode.Uri[]> | undefined;
  /** Counts the changes of any flow. */
  #round = 0;
  readonly #changed = new Map<string, vscode.TextDocument>();
  readonly #problems = this.#disposables.add(vscode.languages.createDiagnosticCollection('flow'));
  readonly #onDidRead = this.#disposables.add(new vscode.EventEmitter<ReadFlow>());
  readonly #settle = this.#disposables.add(new Coalescer(() => this.#publishChanged(), SETTLE_MS));

  /** A flow was opened or its text changed; at most once per pause in typing. */
  readonly onDidRead = this.#onDidRead.event;

  constructor() {
    this.#disposables.add(vscode.workspace.onDidOpenTextDocument((document) => this.#noteChange(document)));
    this.#disposables.add(vscode.workspace.onDidChangeTextDocument((event) => this.#onChange(event)));
    this.#disposables.add(vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)));
    const watcher = this.#disposables.add(vscode.workspace.createFileSystemWatcher('**/*.flow'));
    for (const happened of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) {
      this.#disposables.add(happened((uri) => this.#fileChanged(uri)));
    }
    this.#disposables.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('files.exclude')) this.#files = undefined;
      }),
    );
    for (const document of vscode.workspace.textDocuments) this.#noteChange(document);
  }

  /** Whether this service reads the document. */
  isFlow(document: vscode.TextDocument): boolean {
    return document.languageId === FLOW_LANGUAGE;
  }

  /** The document as it is now, read at most once per version. */
  read(document: vscode.TextDocument): ReadFlow {
    const key = document.uri.toString();
    const known = this.#read.get(key);
    const flow = this.#parse(document);
    const { read: earlier, round } = known ?? {};
    const isSame = earlier?.document === document && earlier.flow === flow && earlier.version === document.version;
    if (isSame && (round === this.#round || subFlowsOf(flow).length === 0)) return earlier;
    const place = this.placeOf(document.uri);
    const diagnostics = validateFlow(flow, BUILTIN_CATALOG, place);
    const { catalog } = openSubFlows(flow, BUILTIN_CATALOG, place);
    const lastGood = flow.broken ? earlier?.lastGood : flow;
    const read: ReadFlow = { document, version: document.version, flow, diagnostics, catalog, lastGood };
    if (!document.isClosed) this.#read.set(key, { read, round: this.#round });
    return read;
  }

  /** Flows of the workspace but those in excluded folders; looked for again only when there may be others. */
  flowFiles(): Thenable<readonly vscode.Uri[]> {
    this.#files ??= vscode.workspace.findFiles('**/*.flow', '**/node_modules/**', FLOWS_LISTED);
    return this.#files;
  }

  /** Where a flow finds those that it uses; undefined for one that is in no file. */
  placeOf(uri: vscode.Uri): FlowPlace | undefined {
    return this.#project.placeOf(uri);
  }

  /** Tells about the document's present text at once instead of after a pause in typing. */
  publish(document: vscode.TextDocument): void {
    if (this.#changed.delete(document.uri.toString())) this.#publish(document);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #onChange(event: vscode.TextDocumentChangeEvent): void {
    if (event.contentChanges.length > 0) this.#noteChange(event.document);
  }

  #noteChange(document: vscode.TextDocument): void {
    if (!this.isFlow(document)) return;
    this.#othersChanged();
    this.#changed.set(document.uri.toString(), document);
    this.#settle.request();
  }

  #fileChanged(uri: vscode.Uri): void {
    this.#project.forget(uri);
    this.#files = undefined;
    this.#othersChanged();
    this.#settle.request();
  }

  /** Open flows that use others have to be checked again. */
  #othersChanged(): void {
    this.#round += 1;
    for (const [key, { read }] of this.#read) {
      if (subFlowsOf(read.flow).length > 0) this.#changed.set(key, read.document);
    }
  }

  #parse(document: vscode.TextDocument): FlowDocument {
    const key = document.uri.toString();
    const known = this.#parsed.get(key);
    if (known?.document === document && known.version === document.version) return known.flow;
    const flow = parseFlow(document.getText(), known?.flow);
    if (!document.isClosed) this.#parsed.set(key, { document, version: document.version, flow });
    return flow;
  }

  #openFlow(file: string): FlowDocument | undefined {
    const open = this.#parsed.get(vscode.Uri.file(file).toString())?.document;
    if (!open || open.isClosed || slashed(open.uri) !== file) return undefined;
    // VS Code keeps the text of a deleted file for a while.
    return open.isDirty || existsSync(file) ? this.#parse(open) : undefined;
  }

  #publishChanged(): void {
    const documents = [...this.#changed.values()];
    this.#changed.clear();
    for (const document of documents) this.#publish(document);
  }

  #publish(document: vscode.TextDocument): void {
    if (document.isClosed) return;
    const read = this.read(document);
    if (isEdited(document)) {
      const shown = read.diagnostics.map((diagnostic) => toEditorDiagnostic(document, diagnostic));
      this.#problems.set(document.uri, shown);
    }
    this.#onDidRead.fire(read);
  }

  #forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    this.#read.delete(key);
    this.#parsed.delete(key);
    if (this.isFlow(document)) this.#othersChanged();
    this.#changed.delete(key);
    if (this.isFlow(document)) this.#problems.delete(document.uri);
  }
}

/** Whether people work on this text: an old version, as in the left half of a diff, is read but has no problems. */
function isEdited(document: vscode.TextDocument): boolean {
  const { scheme } = document.uri;
  if (scheme === 'file' || scheme === 'untitled') return true;
  return (vscode.workspace.workspaceFolders ?? []).some((folder) => folder.uri.scheme === scheme);
}
