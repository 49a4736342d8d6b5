import * as vscode from 'vscode';
import { outerNodeId } from '../flow/compile/nodeIds.ts';
import { editCode } from './code/editCode.ts';
import type { CompareCommands } from './compare/compareCommands.ts';
import { CANVAS_COMMANDS, type CanvasCommandName, COMMANDS, type CommandName } from './contributions.ts';
import type { DocumentService } from './documents/documentService.ts';
import type { FlowEditorProvider } from './editor/flowEditorProvider.ts';
import { newFlow } from './editor/newFlow.ts';
import { openFlowAs } from './editor/openCommands.ts';
import type { HistoryCommands } from './history/historyCommands.ts';
import type { PastRuns } from './history/pastRuns.ts';
import { Disposables } from './lifecycle/disposables.ts';
import type { PartCommands } from './runs/partCommands.ts';
import type { RunCommands } from './runs/runCommands.ts';
import type { RunStore } from './runs/runStore.ts';
import { isRunItem } from './runs/startArguments.ts';
import type { SecretCommands } from './secrets/secretCommands.ts';
import type { OutputCommands } from './views/outputCommands.ts';
import type { OutputPlace } from './views/outputNames.ts';
import type { RunsTree } from './views/runsTree.ts';

/** What commands act on. */
export interface CommandParts {
  readonly documents: DocumentService;
  readonly editors: FlowEditorProvider;
  readonly compare: CompareCommands;
  readonly runs: RunCommands;
  readonly parts: PartCommands;
  readonly tree: RunsTree;
  readonly store: RunStore;
  readonly outputs: OutputCommands;
  readonly secrets: SecretCommands;
  readonly history: HistoryCommands;
  readonly past: PastRuns;
}

/** Registers every command of the manifest. */
export function registerCommands(parts: CommandParts): vscode.Disposable {
  const disposables = new Disposables();
  const handlers = commandHandlers(parts);
  for (const [name, id] of Object.entries(COMMANDS)) {
    disposables.add(vscode.commands.registerCommand(id, handlers[name as CommandName]));
  }
  for (const [name, id] of Object.entries(CANVAS_COMMANDS)) {
    const command = name as CanvasCommandName;
    disposables.add(vscode.commands.registerCommand(id, () => canvasCommand(parts.editors, command)));
  }
  return disposables;
}

function commandHandlers(parts: CommandParts): Readonly<Record<CommandName, (...values: unknown[]) => unknown>> {
  const { documents, editors, compare, runs, store, outputs, secrets, history, past } = parts;
  return {
    run: (target, given) => runs.run(target, given),
    cancel: (target) => runs.cancel(target),
    runAgain: (target) => runs.runAgain(target),
    runOnly: (target, given) => parts.parts.runPart('only', target, given),
    runTo: (target, given) => parts.parts.runPart('to', target, given),
    runFrom: (target, given) => parts.parts.runPart('from', target, given),
    retryFailed: (target) => parts.parts.goOn('retry', target),
    resume: (target) => parts.parts.goOn('resume', target),
    pin: (target, given) => parts.parts.pin(false, target, given),
    unpin: (target, given) => parts.parts.pin(true, target, given),
    showRun: (target) => showRun(parts, target),
    showLog: (target) => history.showLog(target) || runs.showLog(target),
    showOnCanvas: (target) => history.showOnCanvas(target),
    showRuns: () => runs.showRuns(),
    newFlow: (target) => newFlow(target),
    openAsText: (target) => openFlowAs('text', 'here', target),
    openAsTextToSide: (target) => openFlowAs('text', 'side', target),
    openAsGraph: (target) => openFlowAs('graph', 'here', target),
    openAsGraphToSide: (target) => openFlowAs('graph', 'side', target),
    compareWithHead: (target) => compare.withHead(target),
    compareWithFile: (target, selected) => compare.withFile(target, selected),
    compareWithRevision: (target) => compare.withRevision(target),
    nextDifference: () => compare.step(true),
    previousDifference: () => compare.step(false),
    revealNode: (target) => revealNode(editors, store, target),
    editCode: (target, given) => editCode(target, given, { documents, editors, store }),
    openOutput: (target) => outputs.open(target as OutputPlace),
    copyOutput: (target) => outputs.copy(target as OutputPlace),
    openNodeLog: (target) => outputs.openLog(target as OutputPlace),
    clearRuns: () => {
      store.clearFinished();
      past.hide();
    },
    restartRunner: () => runs.restartRunner(),
    setSecret: (target, given) => secrets.set(target, given),
    deleteSecret: (target, given) => secrets.delete(target, given),
    runFile: (target) => runs.run(target),
    explainTrust: () => runs.explainTrust(),
  };
}

async function canvasCommand(editors: FlowEditorProvider, command: CanvasCommandName): Promise<void> {
  if (!editors.commandActive({ command })) {
    void vscode.window.showInformationMessage('Open a flow as a graph first.');
  }
}

/** Shows a node in its graph. The Runs tree names it by its run, a log by its flow. */
async function revealNode(editors: FlowEditorProvider, store: RunStore, target: unknown): Promise<void> {
  const place = target as { readonly runId?: string; readonly flow?: string; readonly node?: string };
  const flow = place.flow ?? store.get(place.runId ?? '')?.flow;
  if (flow === undefined || place.node === undefined) return;
  // Of a node within another flow the graph has the node that stands for that flow.
  await editors.reveal(vscode.Uri.parse(flow), outerNodeId(place.node));
}

/** Shows a run, or a node of it, in the tree; one of an earlier session is looked for first. */
async function showRun({ tree, past, history }: CommandParts, target: unknown): Promise<void> {
  if (!isRunItem(target)) return;
  const node = 'node' in target && typeof target.node === 'string' ? target.node : undefined;
  if (await tree.reveal(target.runId, node)) return;
  if (!past.get(target.runId)) await past.refresh();
  if (past.get(target.runId)) return history.showOnCanvas(target);
  void vscode.window.showInformationMessage(`Run ${target.runId} is not kept any more.`);
}
