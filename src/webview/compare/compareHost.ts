import type { ComparisonHostMessage, ComparisonViewMessage } from '../../messages/comparison.ts';

/** The one way from a comparison to the extension host. */
export interface CompareHost {
  post(message: ComparisonViewMessage): void;
  /** Calls `listener` with each message of the host; the result ends that. */
  subscribe(listener: (message: ComparisonHostMessage) => void): () => void;
}

interface VsCodeApi {
  postMessage(message: ComparisonViewMessage): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** Connects to the host of this webview. May be called once per page. */
export function connectToCompareHost(): CompareHost {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    subscribe: (listener) => {
      const onMessage = ({ data }: MessageEvent<unknown>) => {
        if (isHostMessage(data)) listener(data);
      };
      window.addEventListener('message', onMessage);
      return () => window.removeEventListener('message', onMessage);
    },
  };
}

/** Other scripts of the webview's frame post messages too. */
function isHostMessage(value: unknown): value is ComparisonHostMessage {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
