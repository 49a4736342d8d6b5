import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { Pin } from '../../../proto/messages.ts';
import { PeerError } from '../../../proto/peer.ts';
import type { DocumentService } from '../documents/documentService.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import { type RunnerConnection, RunnerUnavailable } from '../runner/runnerConnection.ts';
import { runPermission } from '../runs/runPermission.ts';
import type { RunRecord, RunStore } from '../runs/runStore.ts';

/** Where the runner keeps a flow's state, and the pins in it, relative to the flow's folder. */
const STATE_FOLDER = '.millrace';
const PINS_FOLDER = 'pins';

/** A pinned node and where its outputs come from. */
export interface PinRecord {
  readonly node: string;
  readonly runId: string;
  /** When the node ended there, in milliseconds since the epoch. */
  readonly timeMs: number;
}

/** What the store works with. */
export interface PinStoreParts {
  readonly documents: DocumentService;
  readonly runs: RunStore;
  readonly connection: RunnerConnection;
  readonly log: (line: string) => void;
}

const NONE: readonly PinRecord[] = [];

/**
 * The pins of every open flow, as the runner tells them. It is asked when a flow is opened, when a run of it begins
 * (pins may have changed on the command line) and after each change; never where there is no pin yet, so that looking at
 * a flow starts no runner.
 */
export class PinStore implements vscode.Disposable {
  readonly #parts: PinStoreParts;
  readonly #disposables = new Disposables();
  readonly #onDidChange = this.#disposables.add(new vscode.EventEmitter<string>());
  readonly #pins = new Map<string, readonly PinRecord[]>();
  /** The latest look at the pins of each open flow. */
  readonly #looks = new Map<string, Promise<void>>();
  /** The newest run of each flow that pins were asked for at. */
  readonly #runs = new Map<string, string>();

  /** Pins of a flow, given as its URI, have changed. */
  readonly onDidChange = this.#onDidChange.event;

  constructor(parts: PinStoreParts) {
    this.#parts = parts;
    this.#disposables.add(parts.documents.onDidRead(({ document }) => this.#opened(document.uri)));
    this.#disposables.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#looks.delete(uri.toString())));
    this.#disposables.add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#trusted()));
    this.#disposables.add(parts.runs.onDidChange((records) => this.#runsChanged(records)));
  }

  /** Pins of a flow, as far as they are known. */
  of(flow: string): readonly PinRecord[] {
    return this.#pins.get(flow) ?? NONE;
  }

  /** Whether a node is pinned, as far as is known. */
  has(flow: string, node: string): boolean {
    return this.of(flow).some((pin) => pin.node === node);
  }

  /** Resolves when the latest look at a flow's pins is over; undefined when nobody has looked yet. For tests. */
  looked(flow: string): Promise<void> | undefined {
    return this.#looks.get(flow);
  }

  /**
   * Pins a node's outputs, or takes the pin away.
   * @param runId The run whose outputs are meant; absent: the latest in which the node succeeded.
   * @returns Why it was not done, in words.
   */
  async change(
    uri: vscode.Uri,
    change: { readonly node: string; readonly unpin: boolean; readonly runId?: string },
  ): Promise<string | undefined> {
    const permission = runPermission(uri);
    if (!permission.runnable) return permission.reason ?? '';
    try {
      this.#set(uri, await this.#parts.connection.pin({ ...placeOf(uri), ...change }));
      return undefined;
    } catch (error) {
      return refusalOf(error);
    }
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #opened(uri: vscode.Uri): void {
    if (!this.#looks.has(uri.toString())) this.#look(uri);
  }

  #trusted(): void {
    for (const flow of this.#looks.keys()) this.#look(vscode.Uri.parse(flow));
  }

  #runsChanged(records: readonly RunRecord[]): void {
    for (const record of records) {
      const { flow, runId, snapshot } = record;
      const isLatest = this.#parts.runs.latestOf(flow) === record;
      if (snapshot.state === 'pending' || !isLatest || this.#runs.get(flow) === runId) continue;
      this.#runs.set(flow, runId);
      this.#look(vscode.Uri.parse(flow));
    }
  }

  #look(uri: vscode.Uri): void {
    this.#looks.set(uri.toString(), this.#refresh(uri));
  }

  async #refresh(uri: vscode.Uri): Promise<void> {
    if (!runPermission(uri).runnable) return;
    try {
      this.#set(uri, (await hasPins(uri)) ? await this.#parts.connection.pins(placeOf(uri)) : []);
    } catch (error) {
      this.#parts.log(`The pins of ${uri.fsPath} cannot be read: ${refusalOf(error)}`);
    }
  }

  #set(uri: vscode.Uri, pins: readonly Pin[]): void {
    const flow = uri.toString();
    const next = pins.map(({ node, runId, timeMs }) => ({
      node: node ?? '',
      runId: runId ?? '',
      timeMs: timeMs ?? 0,
    }));
    if (JSON.stringify(next) === JSON.stringify(this.of(flow))) return;
    this.#pins.set(flow, next);
    this.#onDidChange.fire(flow);
  }
}

function placeOf(uri: vscode.Uri): { readonly stateFolder: string; readonly flowSource: string } {
  return { stateFolder: join(dirname(uri.fsPath), STATE_FOLDER), flowSource: uri.fsPath };
}

/** Whether any flow of this folder has pins. */
async function hasPins(uri: vscode.Uri): Promise<boolean> {
  try {
    const folder = vscode.Uri.joinPath(uri, '..', STATE_FOLDER, PINS_FOLDER);
    return (await vscode.workspace.fs.readDirectory(folder)).length > 0;
  } catch {
    return false;
  }
}

function refusalOf(error: unknown): string {
  if (error instanceof PeerError || error instanceof RunnerUnavailable) return error.message;
  throw error;
}
