import * as vscode from 'vscode';
import type { OutputSnapshot } from '../../flow/run/snapshot.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import type { RunStore } from '../runs/runStore.ts';
import { inlineText, outputPlace } from './outputNames.ts';

/** Scheme of the read-only files that outputs appear as. */
export const OUTPUT_SCHEME = 'millrace-output';

/**
 * Shows what nodes put out as read-only files with telling names: a stored value has only its digest for a name, and
 * must not be written to. The editor chooses how to show it by the name's ending, pictures included.
 */
export class OutputFiles implements vscode.FileSystemProvider, vscode.Disposable {
  readonly #store: RunStore;
  readonly #disposables = new Disposables();
  readonly #onDidChange = this.#disposables.add(new vscode.EventEmitter<vscode.FileChangeEvent[]>());

  /** Outputs never change. */
  readonly onDidChangeFile = this.#onDidChange.event;

  constructor(store: RunStore) {
    this.#store = store;
    this.#disposables.add(vscode.workspace.registerFileSystemProvider(OUTPUT_SCHEME, this, { isReadonly: true }));
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const output = this.#require(uri);
    const size = output.reference?.size ?? Buffer.byteLength(inlineText(output));
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size, permissions: vscode.FilePermission.Readonly };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const output = this.#require(uri);
    if (!output.reference) return Buffer.from(inlineText(output));
    return vscode.workspace.fs.readFile(vscode.Uri.file(output.reference.path));
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  readDirectory(): never {
    throw vscode.FileSystemError.NoPermissions('Outputs are single files.');
  }

  createDirectory(): never {
    throw vscode.FileSystemError.NoPermissions('Outputs are read-only.');
  }

  writeFile(): never {
    throw vscode.FileSystemError.NoPermissions('Outputs are read-only.');
  }

  delete(): never {
    throw vscode.FileSystemError.NoPermissions('Outputs are read-only.');
  }

  rename(): never {
    throw vscode.FileSystemError.NoPermissions('Outputs are read-only.');
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #require(uri: vscode.Uri): OutputSnapshot {
    const place = outputPlace(uri.path);
    const output = place && this.#store.output(place);
    if (!output) throw vscode.FileSystemError.FileNotFound(uri);
    return output;
  }
}
