import * as vscode from 'vscode';
import { codeText } from '../../flow/language/nodeCode.ts';
import { planCode } from '../../flow/language/planCode.ts';
import type { DocumentService, ReadFlow } from '../documents/documentService.ts';
import { toWorkspaceEdit } from '../language/workspaceEdit.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import { CODE_SCHEME, type CodeTarget, codeTarget } from './codeUri.ts';

/** Code that an editor has read: what it saw, and when that last changed. */
interface OpenCode {
  readonly target: CodeTarget;
  /** The code in the flow. */
  text: string;
  /** What the editor last read or wrote. */
  seen: string;
  changedMs: number;
  readonly watcher: vscode.Disposable;
}

/**
 * The code of nodes as files, so that it has an editor of its own: with the language's completion, undo, save, hot exit and
 * conflicts as for any file. Saving writes the block into the flow; a change of the flow is a change of the file.
 */
export class CodeFiles implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #documents: DocumentService;
  readonly #disposables = new Disposables();
  readonly #open = new Map<string, OpenCode>();
  readonly #onDidChange = this.#disposables.add(new vscode.EventEmitter<vscode.FileChangeEvent[]>());

  readonly onDidChangeFile = this.#onDidChange.event;

  constructor(documents: DocumentService) {
    this.#documents = documents;
    this.#disposables.add(vscode.workspace.registerFileSystemProvider(CODE_SCHEME, this, { isCaseSensitive: true }));
    this.#disposables.add(documents.onDidRead((read) => this.#compare(read)));
    this.#disposables.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#forget(uri)));
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { text, changedMs } = await this.#read(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: changedMs, size: Buffer.byteLength(text) };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const code = await this.#read(uri);
    code.seen = code.text;
    return Buffer.from(code.text);
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const code = await this.#read(uri);
    refuseUnseen(code);
    const written = new TextDecoder().decode(content);
    const { flow } = code.target;
    const document = await vscode.workspace.openTextDocument(flow);
    const read = this.#documents.read(document);
    if (read.flow.broken) {
      throw vscode.FileSystemError.Unavailable('The text of the flow has an error. Mend that first, then save again.');
    }
    const planned = planCode(read.flow, code.target, written);
    if (!planned.ok) throw vscode.FileSystemError.Unavailable(planned.refusal.message);
    // What the editor wrote is known here before the flow tells of it, so that it is no change from outside.
    const before = { ...code };
    note(code, written);
    if (planned.edits.length === 0) return;
    const wasDirty = document.isDirty;
    if (!(await vscode.workspace.applyEdit(toWorkspaceEdit(document, planned.edits)))) {
      Object.assign(code, { text: before.text, seen: before.seen });
      throw vscode.FileSystemError.Unavailable(
        'The flow did not take the change: it is read-only, or was just changed.',
      );
    }
    this.#documents.publish(document);
    // A flow with changes of its own is left for its author to save.
    if (!wasDirty && !document.isUntitled) await document.save();
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  readDirectory(): never {
    throw vscode.FileSystemError.NoPermissions('The code of a node is a single file.');
  }

  createDirectory(): never {
    throw vscode.FileSystemError.NoPermissions('The code of a node is a single file.');
  }

  delete(): never {
    throw vscode.FileSystemError.NoPermissions('Remove the node or its setting in the flow.');
  }

  rename(): never {
    throw vscode.FileSystemError.NoPermissions('Rename the node in the flow.');
  }

  dispose(): void {
    for (const { watcher } of this.#open.values()) watcher.dispose();
    this.#disposables.dispose();
  }

  /** The code as the flow has it now. While the flow's text is broken it stays what it was. */
  async #read(uri: vscode.Uri): Promise<OpenCode> {
    const key = uri.toString();
    const target = codeTarget(uri);
    if (!target) throw vscode.FileSystemError.FileNotFound(uri);
    const known = this.#open.get(key);
    const read = this.#documents.read(await vscode.workspace.openTextDocument(target.flow));
    const text = textIn(read, target);
    if (read.flow.broken && known) return known;
    if (text === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    if (!known) {
      const opened = { target, text, seen: text, changedMs: Date.now(), watcher: this.#watchFlow(target.flow) };
      this.#open.set(key, opened);
      return opened;
    }
    if (known.text !== text && withoutFinalEnding(known.text) !== withoutFinalEnding(text)) change(known, text);
    return known;
  }

  /** A flow that no editor shows is not read again by itself. */
  #watchFlow(flow: vscode.Uri): vscode.Disposable {
    const folder = vscode.Uri.joinPath(flow, '..');
    const name = flow.path.slice(flow.path.lastIndexOf('/') + 1).replace(/[{}[\]*?]/g, '[$&]');
    const watcher = vscode.workspace.createFileSystemWatcher(
      new vscode.RelativePattern(folder, name),
      true,
      false,
      true,
    );
    const subscription = watcher.onDidChange(async () => {
      this.#compare(this.#documents.read(await vscode.workspace.openTextDocument(flow)));
    });
    return vscode.Disposable.from(subscription, watcher);
  }

  /** Tells the editors of a flow's code what the flow's text changed under them. */
  #compare(read: ReadFlow): void {
    if (read.flow.broken) return;
    const flow = read.document.uri.toString();
    for (const [key, code] of this.#open) {
      if (code.target.flow.toString() !== flow) continue;
      const text = textIn(read, code.target);
      if (text === undefined) {
        this.#onDidChange.fire([{ type: vscode.FileChangeType.Deleted, uri: vscode.Uri.parse(key) }]);
      } else if (withoutFinalEnding(text) !== withoutFinalEnding(code.text)) {
        change(code, text);
        this.#onDidChange.fire([{ type: vscode.FileChangeType.Changed, uri: vscode.Uri.parse(key) }]);
      }
    }
  }

  #forget(uri: vscode.Uri): void {
    const key = uri.toString();
    this.#open.get(key)?.watcher.dispose();
    this.#open.delete(key);
  }
}

function textIn(read: ReadFlow, target: CodeTarget): string | undefined {
  const flow = read.flow.broken ? read.lastGood : read.flow;
  return flow && codeText(flow.model, target);
}

/** The flow got another text; whoever has the older one sees by the time that it is old. */
function change(code: OpenCode, text: string): void {
  code.text = text;
  code.changedMs = Math.max(code.changedMs + 1, Date.now());
}

function note(code: OpenCode, text: string): void {
  change(code, text);
  code.seen = text;
}

/**
 * An editor compares times and sizes to find that a file changed under it, and so overlooks a change to a text of the same
 * size. Such a one is told here, once; who saves again means it.
 */
function refuseUnseen(code: OpenCode): void {
  const unseen = code.seen !== code.text && Buffer.byteLength(code.seen) === Buffer.byteLength(code.text);
  if (!unseen) return;
  code.seen = code.text;
  throw vscode.FileSystemError.Unavailable(
    'The code was changed in the flow meanwhile. Save again to overwrite that, or revert to take it over.',
  );
}

/** Whether the last line has an ending is up to the flow where the code is a single line. */
function withoutFinalEnding(text: string): string {
  return text.replace(/\r?\n$/, '');
}
