import * as vscode from 'vscode';
import { BUILTIN_CATALOG } from '../../flow/catalog/builtinCatalog.ts';
import type { Diagnostic } from '../../flow/diagnostic.ts';
import type { FlowDocument } from '../../flow/document.ts';
import { parseFlow } from '../../flow/parse/parseFlow.ts';
import { validateFlow } from '../../flow/validate/validateFlow.ts';
import { FLOW_LANGUAGE } from '../contributions.ts';
import { Coalescer } from '../lifecycle/coalescer.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import { toEditorDiagnostic } from './flowDiagnostics.ts';

/** One version of a text, read. */
export interface ReadFlow {
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly flow: FlowDocument;
  readonly diagnostics: readonly Diagnostic[];
  /** The newest reading that was not broken; `flow` itself unless that is broken. Absent while there was none. */
  readonly lastGood: FlowDocument | undefined;
}

/** How long typing must pause before problems and views follow, in milliseconds. */
const SETTLE_MS = 40;

/**
 * Reads every open flow once per version of its text and tells who shows it. All readers share the same objects, and an
 * untouched node is the same object from one version to the next.
 */
export class DocumentService implements vscode.Disposable {
  readonly #disposables = new Disposables();
  readonly #read = new Map<string, ReadFlow>();
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
    if (known?.document === document && known.version === document.version) return known;
    const flow = parseFlow(document.getText(), known?.flow);
    const lastGood = flow.broken ? known?.lastGood : flow;
    const diagnostics = validateFlow(flow, BUILTIN_CATALOG);
    const read: ReadFlow = { document, version: document.version, flow, diagnostics, lastGood };
    if (!document.isClosed) this.#read.set(key, read);
    return read;
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
    this.#changed.set(document.uri.toString(), document);
    this.#settle.request();
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
