import type { KindDefinition } from '../flow/catalog/kind.ts';
import type { Position } from '../flow/model.ts';
import type { DocumentSnapshot } from './document.ts';
import type { NodeDetail, PinView, RunView } from './run.ts';

/** What the host asks a canvas to do because of a command of VS Code (palette, keybinding, title button, tree). */
export type CanvasCommand =
  | { readonly command: 'addNode' | 'deleteSelection' | 'duplicateSelection' | 'renameSelection' | 'selectAll' }
  | { readonly command: 'addFile' }
  /** Adds the nodes that a text holds with their middle at a place, else in the middle of what is visible. */
  | { readonly command: 'insertNodes'; readonly text: string; readonly at?: Position }
  | { readonly command: 'find' | 'copyMermaid' }
  | { readonly command: 'copySelection' | 'cutSelection' | 'paste' }
  | { readonly command: 'groupSelection' | 'ungroupSelection' }
  | { readonly command: 'fit' | 'zoomIn' | 'zoomOut' | 'tidy' | 'toggleInspector' | 'focusCanvas' }
  | { readonly command: 'reveal'; readonly node: string };

/** Whether runs are possible, and if not, why, in words. */
export interface HostEnvironment {
  readonly runnable: boolean;
  readonly reason?: string;
}

/** Answer to one `readOutput`: whole characters of a stored value from `offset` on. */
export interface OutputPage {
  readonly digest: string;
  readonly offset: number;
  readonly text: string;
  readonly nextOffset?: number;
  readonly totalBytes: number;
}

/** Another flow of the project, which could be a sub-flow. */
export interface OfferedFlow {
  /** How this flow names it. */
  readonly uses: string;
  /** Its file, as a URI. */
  readonly file: string;
}

/** Everything that the extension host tells a canvas. Each message is complete in itself; the latest of a type wins. */
export type HostMessage =
  | { readonly type: 'catalog'; readonly kinds: readonly KindDefinition[] }
  | { readonly type: 'environment'; readonly environment: HostEnvironment }
  | { readonly type: 'document'; readonly document: DocumentSnapshot }
  | { readonly type: 'run'; readonly run: RunView | null }
  | { readonly type: 'detail'; readonly detail: NodeDetail | null }
  | { readonly type: 'pins'; readonly pins: readonly PinView[] }
  | { readonly type: 'flows'; readonly flows: readonly OfferedFlow[] }
  | { readonly type: 'canvasCommand'; readonly command: CanvasCommand }
  /** `version` is that of the text after the edit, so that the next edit can wait for its snapshot. */
  | { readonly type: 'editDone'; readonly requestId: number; readonly refusal?: string; readonly version?: number }
  /** Answer to `readClipboard`. */
  | { readonly type: 'clipboard'; readonly requestId: number; readonly text: string }
  | { readonly type: 'outputPage'; readonly requestId: number; readonly page?: OutputPage; readonly error?: string }
  | { readonly type: 'outputData'; readonly requestId: number; readonly base64?: string; readonly error?: string };
