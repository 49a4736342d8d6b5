import type { HostMessage } from '../../messages/host.ts';
import type { ViewMessage } from '../../messages/view.ts';

/** What a view keeps across being hidden and a reload of the window. Plain JSON. */
export interface SavedViewState {
  readonly viewport?: { readonly x: number; readonly y: number; readonly zoom: number };
  readonly selection?: readonly string[];
  readonly collapsed?: readonly string[];
  readonly inspectorOpen?: boolean | null;
  readonly inspectorWidth?: number;
  readonly minimapOpen?: boolean;
}

/** The one way to the extension host. */
export interface HostConnection {
  post(message: ViewMessage): void;
  /** Calls `listener` with each message of the host; the result ends that. */
  subscribe(listener: (message: HostMessage) => void): () => void;
  loadState(): SavedViewState;
  saveState(state: SavedViewState): void;
}

interface VsCodeApi {
  postMessage(message: ViewMessage): void;
  getState(): unknown;
  setState(state: SavedViewState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** Connects to the host of this webview. May be called once per page: VS Code hands out its interface once. */
export function connectToHost(): HostConnection {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    subscribe: (listener) => {
      const onMessage = (event: MessageEvent<unknown>) => {
        if (isHostMessage(event.data)) listener(event.data);
      };
      window.addEventListener('message', onMessage);
      return () => window.removeEventListener('message', onMessage);
    },
    loadState: () => {
      const state = api.getState();
      return isRecord(state) ? state : {};
    },
    saveState: (state) => api.setState(state),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Other scripts of the webview's frame post messages too; those of the host all carry a `type`. */
function isHostMessage(value: unknown): value is HostMessage {
  return isRecord(value) && typeof value['type'] === 'string';
}
