import type { HostMessage } from '../../../src/messages/host.ts';
import type { ViewMessage } from '../../../src/messages/view.ts';
import type { HostConnection, SavedViewState } from '../../../src/webview/store/hostConnection.ts';
import { catalogMessage, snapshotOf } from './snapshots.ts';

type EditMessage = Extract<ViewMessage, { type: 'edit' }>;

/** A host that notes what it is told and sends what the test says. */
export class FakeHost implements HostConnection {
  readonly posted: ViewMessage[] = [];
  saved: SavedViewState = {};
  readonly #listeners = new Set<(message: HostMessage) => void>();

  post(message: ViewMessage): void {
    this.posted.push(message);
  }

  subscribe(listener: (message: HostMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  loadState(): SavedViewState {
    return this.saved;
  }

  saveState(state: SavedViewState): void {
    this.saved = state;
  }

  send(message: HostMessage): void {
    for (const listener of this.#listeners) listener(structuredClone(message));
  }

  /** Sends what a host sends first, for a document with this text. */
  open(text: string, version = 1): void {
    this.send(catalogMessage());
    this.send({ type: 'environment', environment: { runnable: true } });
    this.openVersion(text, version);
  }

  /** Sends another version of the document. */
  openVersion(text: string, version: number): void {
    this.send({ type: 'document', document: snapshotOf(text, version) });
  }

  /** Sends a document whose text cannot be read any more: the last good graph, and what is wrong. */
  openBroken(goodText: string, version: number, broken: { readonly message: string; readonly line: number }): void {
    this.send({ type: 'document', document: { ...snapshotOf(goodText, version), broken } });
  }

  /** Every edit so far. */
  get edits(): readonly EditMessage[] {
    return this.posted.filter((message): message is EditMessage => message.type === 'edit');
  }

  /** The edits of the newest edit message. */
  get lastEdits(): EditMessage['edits'] {
    return this.edits.at(-1)?.edits ?? [];
  }
}
