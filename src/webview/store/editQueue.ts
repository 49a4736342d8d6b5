import type { FlowEdit } from '../../flow/edit/flowEdit.ts';
import type { HostMessage } from '../../messages/host.ts';
import type { HostConnection } from './hostConnection.ts';
import type { PendingRequests, Unanswered } from './pendingRequests.ts';

/** What became of an edit; `refusal` is a sentence for the person who made it. */
export interface EditOutcome {
  readonly refusal?: string;
}

/** How long an edit waits for the snapshot that the edit before it led to. */
export const SNAPSHOT_WAIT_MS = 2_000;

type EditDone = Extract<HostMessage, { type: 'editDone' }>;

/**
 * Sends edits one after the other, each on the version that the one before it made: a second gesture that comes before
 * the first one's snapshot is not refused as out of date.
 */
export class EditQueue {
  readonly #host: HostConnection;
  readonly #requests: PendingRequests;
  readonly #version: () => number;
  #last: Promise<unknown> = Promise.resolve();
  #awaited: { readonly version: number; readonly arrived: () => void } | undefined;

  /** `version` tells the version of the newest document snapshot. */
  constructor(host: HostConnection, requests: PendingRequests, version: () => number) {
    this.#host = host;
    this.#requests = requests;
    this.#version = version;
  }

  /**
   * Makes one undo step of the edits. With `baseVersion`, they hold for that version only: if the document has moved on
   * by the time that they could be sent, nothing is sent.
   */
  send(edits: readonly FlowEdit[], baseVersion?: number): Promise<EditOutcome> {
    const outcome = this.#last.then(() => this.#sendNow(edits, baseVersion));
    this.#last = outcome;
    return outcome;
  }

  /** To be called with every document snapshot. */
  onSnapshot(version: number): void {
    if (this.#awaited && version >= this.#awaited.version) this.#awaited.arrived();
  }

  async #sendNow(edits: readonly FlowEdit[], baseVersion: number | undefined): Promise<EditOutcome> {
    const current = this.#version();
    if (baseVersion !== undefined && baseVersion !== current)
      return { refusal: 'The flow was changed in the meantime, so nothing was done.' };
    const answer = await this.#requests.ask<EditDone>((requestId) =>
      this.#host.post({ type: 'edit', requestId, baseVersion: current, edits }),
    );
    if ('error' in answer) return { refusal: (answer satisfies Unanswered).error };
    if (answer.refusal !== undefined) return { refusal: answer.refusal };
    if (answer.version !== undefined) await this.#snapshotOf(answer.version);
    return {};
  }

  #snapshotOf(version: number): Promise<void> {
    if (this.#version() >= version) return Promise.resolve();
    return new Promise((resolve) => {
      const arrived = () => {
        clearTimeout(timer);
        this.#awaited = undefined;
        resolve();
      };
      const timer = setTimeout(arrived, SNAPSHOT_WAIT_MS);
      this.#awaited = { version, arrived };
    });
  }
}
