import type { FlowEdit } from '../flow/edit/flowEdit.ts';
import type { Position } from '../flow/model.ts';

/** Commands of VS Code that a canvas may start by a button or a menu of its own. */
export type HostCommand =
  | 'run'
  | 'cancel'
  | 'runAgain'
  | 'retryFailed'
  | 'resume'
  | 'showLog'
  | 'openText'
  | 'openProblems'
  | 'manageTrust';

/** Commands of VS Code about one node. */
export type NodeCommand = 'runOnly' | 'runTo' | 'runFrom' | 'pin' | 'unpin' | 'editCode';

/** Everything that a canvas tells the extension host: what the person wants, never a changed document. */
export type ViewMessage =
  | { readonly type: 'ready' }
  | {
      readonly type: 'edit';
      readonly requestId: number;
      /** Version of the document snapshot that the gesture was made on. An older one than the text's is refused. */
      readonly baseVersion: number;
      readonly edits: readonly FlowEdit[];
    }
  | { readonly type: 'command'; readonly command: HostCommand }
  | { readonly type: 'nodeCommand'; readonly command: NodeCommand; readonly node: string }
  | { readonly type: 'select'; readonly nodes: readonly string[] }
  /** Asks for `detail` messages about this node until another is named. */
  | { readonly type: 'inspect'; readonly node: string | null }
  /** Shows the node's place in the text editor at the side. */
  | { readonly type: 'revealText'; readonly node: string; readonly line?: number }
  /** Shows a line of the file, counted as in `broken.line`, in the text editor at the side. */
  | { readonly type: 'revealLine'; readonly line: number }
  | {
      readonly type: 'readOutput';
      readonly requestId: number;
      readonly digest: string;
      readonly path: string;
      readonly offset: number;
    }
  /** Asks for the whole of a small stored value, such as an image. */
  | { readonly type: 'readOutputData'; readonly requestId: number; readonly digest: string; readonly path: string }
  | { readonly type: 'openOutput'; readonly runId: string; readonly node: string; readonly port: string }
  | { readonly type: 'openNodeLog'; readonly runId: string; readonly node: string }
  /** Shows a node of a run in the tree of runs. */
  | { readonly type: 'showRun'; readonly runId: string; readonly node: string }
  /** Opens the flow that the node stands for. */
  | { readonly type: 'openSubFlow'; readonly node: string }
  /** Puts nodes on the clipboard as text, with the places at which they are shown. */
  | {
      readonly type: 'copyNodes';
      readonly nodes: readonly string[];
      readonly positions: Readonly<Record<string, Position>>;
    }
  /** Asks for the `flows` that could be sub-flows, as they are now. */
  | { readonly type: 'listFlows' }
  /** Asks for `insertNodes` with nodes that stand for files, named by URI; with `null` the person chooses them. */
  | { readonly type: 'addFiles'; readonly files: readonly string[] | null; readonly at?: Position }
  | { readonly type: 'readClipboard'; readonly requestId: number }
  | { readonly type: 'copyText'; readonly text: string }
  | { readonly type: 'viewError'; readonly message: string; readonly stack?: string };
