import type * as vscode from 'vscode';
import type { CanvasCommand, HostMessage } from '../../messages/host.ts';
import { LatestSender } from '../lifecycle/latestSender.ts';

/** Commands that wait for a view that is not there yet; older ones are dropped. */
const COMMANDS_KEPT = 20;

/** Messages that are remembered for tests. */
const SENT_KEPT = 50;

/** Messages of which only the newest counts. */
export type ViewSnapshot = Extract<
  HostMessage,
  { readonly type: 'document' | 'run' | 'pins' | 'detail' | 'environment' | 'catalog' | 'flows' }
>;

/**
 * The way from the host to one canvas. A view that is hidden is gone and hears nothing; once it says that it is ready
 * it is told everything anew. Snapshots of one kind overtake each other, never their successors; commands wait for the
 * view to come back.
 */
export class ViewChannel {
  readonly #webview: vscode.Webview;
  #senders = new Map<ViewSnapshot['type'], LatestSender<ViewSnapshot>>();
  readonly #sent: HostMessage[] = [];
  readonly #keepsSent: boolean;
  #waiting: CanvasCommand[] = [];
  #open = false;

  /** `keepsSent`: whether `sent` remembers anything. */
  constructor(webview: vscode.Webview, keepsSent: boolean) {
    this.#webview = webview;
    this.#keepsSent = keepsSent;
  }

  /** The newest messages that were sent, oldest first; none unless asked for at construction. */
  get sent(): readonly HostMessage[] {
    return [...this.#sent];
  }

  /** Whether the view listens. */
  get open(): boolean {
    return this.#open;
  }

  /** The view listens: `snapshots` are sent first, then the commands that waited. */
  begin(snapshots: readonly ViewSnapshot[]): void {
    this.#open = true;
    this.#senders = new Map();
    for (const snapshot of snapshots) this.show(snapshot);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const command of waiting) void this.#post({ type: 'canvasCommand', command });
  }

  /** The view is gone, until `begin`. */
  end(): void {
    this.#open = false;
  }

  /** Sends a snapshot, after the one of its kind that is on its way. */
  show(snapshot: ViewSnapshot): void {
    if (!this.#open) return;
    let sender = this.#senders.get(snapshot.type);
    if (!sender) {
      sender = new LatestSender((message) => this.#post(message));
      this.#senders.set(snapshot.type, sender);
    }
    sender.post(snapshot);
  }

  /** Has the view do something, now or as soon as it is there. */
  command(command: CanvasCommand): void {
    if (this.#open) void this.#post({ type: 'canvasCommand', command });
    else this.#waiting = [...this.#waiting, command].slice(-COMMANDS_KEPT);
  }

  /** Answers a request of the view; a view that is gone has forgotten its request. */
  answer(message: Extract<HostMessage, { readonly requestId: number }>): void {
    if (this.#open) void this.#post(message);
  }

  #post(message: HostMessage): Thenable<boolean> {
    if (this.#keepsSent) {
      this.#sent.push(message);
      this.#sent.splice(0, this.#sent.length - SENT_KEPT);
    }
    return this.#webview.postMessage(message);
  }
}
