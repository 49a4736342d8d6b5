import type * as vscode from 'vscode';
import type { HostEnvironment, HostMessage } from '../messages/host.ts';
import type { ViewMessage } from '../messages/view.ts';
import type { CompareCommands } from './compare/compareCommands.ts';
import type { ComparePanel } from './compare/comparePanel.ts';
import type { FlowEditorProvider } from './editor/flowEditorProvider.ts';
import type { FlowEditorSession } from './editor/flowEditorSession.ts';
import type { PastRuns } from './history/pastRuns.ts';
import type { PinRecord, PinStore } from './pins/pinStore.ts';
import type { RunnerConnection } from './runner/runnerConnection.ts';
import { runPermission } from './runs/runPermission.ts';
import type { RunService } from './runs/runService.ts';
import type { RunRecord, RunStore } from './runs/runStore.ts';
import type { LogChannels } from './views/logChannels.ts';
import { type RunsTreeItem, type RunsTreeRow, type TreeWords, treeChildren, treeRow } from './views/runsTreeModel.ts';
import type { StatusBar } from './views/statusBar.ts';
import type { StatusBarText } from './views/statusBarText.ts';
import type { PlacedAnnotation, TextDecorations } from './views/textDecorations.ts';

/** A graph editor, as a test sees it. */
export interface EditorProbe {
  readonly document: vscode.TextDocument;
  /** Its page has loaded and listens. */
  readonly ready: boolean;
  /** The newest messages that its view was sent, oldest first. */
  readonly sent: readonly HostMessage[];
  /** Does what a message from the view does. */
  receive(message: ViewMessage): Promise<void>;
}

/** An item of the Runs tree with what is below it. */
export interface TreeProbe extends RunsTreeRow {
  readonly item: RunsTreeItem;
  readonly children: readonly TreeProbe[];
}

/** What a test inside VS Code may look at. `activate` hands it out only where VS Code runs a test. */
export interface TestApi {
  runs(): readonly RunRecord[];
  /** Resolves when the run has ended and everybody has heard of it. */
  finished(runId: string): Promise<RunRecord | undefined>;
  /** Calls back whenever runs change. */
  onDidChangeRuns(listener: () => void): vscode.Disposable;
  tree(): readonly TreeProbe[];
  /** Reads runs of earlier sessions anew, as the tree does when it comes into sight. */
  refreshHistory(): Promise<void>;
  /** Pinned nodes of a flow. */
  pins(flow: vscode.Uri): readonly PinRecord[];
  /** Resolves when the pins of an open flow have been looked for; undefined as long as nobody does. */
  pinsLooked(flow: vscode.Uri): Promise<void> | undefined;
  decorations(document: vscode.TextDocument): readonly PlacedAnnotation[];
  statusBar(): StatusBarText | undefined;
  /** The end of what a flow's output channel says. */
  log(flow: vscode.Uri): string;
  editors(): readonly EditorProbe[];
  /** Comparisons that are open. */
  comparisons(): readonly ComparePanel[];
  /** Process id of the runner while there is one. */
  runnerProcess(): number | undefined;
  permission(flow: vscode.Uri, isTrusted: boolean): HostEnvironment;
}

/** What the test's view is made of. */
export interface TestApiParts {
  readonly store: RunStore;
  readonly service: RunService;
  readonly connection: RunnerConnection;
  readonly editors: FlowEditorProvider;
  readonly compare: CompareCommands;
  readonly decorations: TextDecorations;
  readonly statusBar: StatusBar;
  readonly channels: LogChannels;
  readonly pins: PinStore;
  readonly past: PastRuns;
  readonly words: TreeWords;
}

/** The test's view of the extension. */
export function createTestApi(parts: TestApiParts): TestApi {
  const { store, service, connection, editors, compare, decorations, statusBar, channels, pins, past, words } = parts;
  return {
    runs: () => store.all(),
    finished: async (runId) => {
      await service.finished(runId);
      return store.get(runId);
    },
    onDidChangeRuns: (listener) => store.onDidChange(listener),
    tree: () => probeTree(store, words, undefined),
    refreshHistory: () => past.refresh(),
    pins: (flow) => pins.of(flow.toString()),
    pinsLooked: (flow) => pins.looked(flow.toString()),
    decorations: (document) => decorations.placed(document),
    statusBar: () => statusBar.shown,
    log: (flow) => channels.tail(flow.toString()),
    editors: () => editors.sessions.map(probeEditor),
    comparisons: () => compare.panels,
    runnerProcess: () => {
      const { state } = connection;
      return state.at === 'starting' || state.at === 'ready' ? state.process.processId : undefined;
    },
    permission: (flow, isTrusted) => runPermission(flow, isTrusted),
  };
}

/** Every property is read anew: a test keeps its probe while the editor lives on. */
function probeEditor(session: FlowEditorSession): EditorProbe {
  return {
    document: session.document,
    get ready() {
      return session.ready;
    },
    get sent() {
      return session.sent;
    },
    receive: (message) => session.receive(message),
  };
}

function probeTree(store: RunStore, words: TreeWords, parent: RunsTreeItem | undefined): readonly TreeProbe[] {
  return treeChildren(store, parent, words.past).flatMap((item) => {
    const row = treeRow(store, item, words);
    return row ? [{ ...row, item, children: probeTree(store, words, item) }] : [];
  });
}
