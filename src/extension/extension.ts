import * as vscode from 'vscode';
import { CodeFiles } from './code/codeFiles.ts';
import { registerCommands } from './commands.ts';
import { CompareCommands } from './compare/compareCommands.ts';
import { SETTINGS } from './contributions.ts';
import { DocumentService } from './documents/documentService.ts';
import { FlowEditorProvider } from './editor/flowEditorProvider.ts';
import { SelectionFollower } from './editor/selectionFollower.ts';
import { HistoryCommands } from './history/historyCommands.ts';
import { historyPlaces } from './history/historyPlaces.ts';
import { PastRunLogs } from './history/pastRunLogs.ts';
import { PastRuns } from './history/pastRuns.ts';
import { registerLanguageFeatures } from './language/languageFeatures.ts';
import { PinStore } from './pins/pinStore.ts';
import { RunnerConnection } from './runner/runnerConnection.ts';
import { PartCommands } from './runs/partCommands.ts';
import { RunCommands } from './runs/runCommands.ts';
import { RunContextKeys } from './runs/runContextKeys.ts';
import { RunNotices } from './runs/runNotices.ts';
import { RunProgress } from './runs/runProgress.ts';
import { RunService } from './runs/runService.ts';
import { RunStore } from './runs/runStore.ts';
import { SecretCommands } from './secrets/secretCommands.ts';
import { SecretVault } from './secrets/secretVault.ts';
import { createTestApi, type TestApi } from './testApi.ts';
import { FileBadges } from './views/fileBadges.ts';
import { hostMoment, hostMomentFormat } from './views/hostMoment.ts';
import { LogChannels } from './views/logChannels.ts';
import { LogLinks } from './views/logLinks.ts';
import { OutputCommands } from './views/outputCommands.ts';
import { OutputFiles } from './views/outputFiles.ts';
import { RunProblems } from './views/runProblems.ts';
import { RunsTree } from './views/runsTree.ts';
import { StatusBar } from './views/statusBar.ts';
import { TextDecorations } from './views/textDecorations.ts';

const MINUTE_MS = 60_000;

declare const __MILLRACE_VERSION__: string;

/** Builds the extension's objects; VS Code disposes them in reverse order. */
export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  const add = <T extends vscode.Disposable>(item: T): T => {
    context.subscriptions.push(item);
    return item;
  };
  const { extensionUri } = context;
  const isTest = context.extensionMode === vscode.ExtensionMode.Test;
  const log = add(vscode.window.createOutputChannel('Millrace', { log: true }));
  const documents = add(new DocumentService());
  const store = add(new RunStore((error) => log.error(String(error))));
  const connection = add(
    new RunnerConnection({
      script: vscode.Uri.joinPath(extensionUri, 'dist', 'runner', 'millrace.mjs').fsPath,
      build: __MILLRACE_VERSION__,
      log: (line) => log.info(line),
      now: Date.now,
      after: (milliseconds, call) => {
        const timer = setTimeout(call, milliseconds);
        return () => clearTimeout(timer);
      },
      idleTimeoutMs: () => vscode.workspace.getConfiguration().get<number>(SETTINGS.idleTimeout, 0) * MINUTE_MS,
    }),
  );
  add(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(SETTINGS.idleTimeout)) connection.idleTimeoutChanged();
    }),
  );
  const vault = new SecretVault(context.secrets);
  const service = add(new RunService({ documents, store, connection, memory: context.workspaceState, vault }));
  const pins = add(new PinStore({ documents, runs: store, connection, log: (line) => log.warn(line) }));
  const moment = hostMoment;
  const channels = add(new LogChannels(store, hostMomentFormat, isTest));
  const editors = add(new FlowEditorProvider({ documents, store, pins, moment, log, extensionUri, isTest }));
  const outputs = new OutputCommands(store);
  const runs = new RunCommands({ service, store, channels });
  const past = add(new PastRuns({ store, connection, places: historyPlaces, log: (line) => log.warn(line) }));
  const parts = new PartCommands({ runs, pins, past, documents, editors, store });
  const secrets = new SecretCommands(vault, documents);
  const decorations = add(new TextDecorations({ documents, store, pins, moment, extensionUri }));
  const pastLogs = add(new PastRunLogs(past, hostMomentFormat));
  const history = new HistoryCommands({ past, store, logs: pastLogs });
  const words = { past, moment, isPinned: (flow: string, node: string) => pins.has(flow, node) };
  const tree = add(new RunsTree(store, words));
  add(pins.onDidChange(() => tree.refresh()));
  add(past.onDidChange(() => tree.refresh()));
  add(tree.onDidChangeVisibility(({ visible }) => past.watch(visible)));
  add(vscode.workspace.onDidGrantWorkspaceTrust(() => void past.refresh()));
  const statusBar = add(new StatusBar(store));
  add(service.onDidLoseRuns((lost) => void runs.tellLoss(lost)));
  const compare = add(new CompareCommands({ extensionUri, log }));
  add(registerCommands({ documents, editors, compare, runs, parts, store, outputs, secrets, tree, history, past }));
  add(new SelectionFollower(documents, editors));
  add(new FileBadges(store));
  add(new RunProblems(documents, store));
  add(new OutputFiles(store));
  add(new LogLinks());
  add(new CodeFiles(documents));
  add(registerLanguageFeatures({ documents, store, pins }));
  add(new RunContextKeys(store));
  add(new RunProgress(store));
  add(new RunNotices(store));
  return isTest
    ? createTestApi({
        store,
        service,
        connection,
        editors,
        compare,
        decorations,
        statusBar,
        channels,
        pins,
        past,
        words,
      })
    : undefined;
}
