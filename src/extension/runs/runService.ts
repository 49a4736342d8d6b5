import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { PeerError } from '../../../proto/peer.ts';
import { BUILTIN_CATALOG } from '../../flow/catalog/builtinCatalog.ts';
import { compileFlow, type RunnableFlow } from '../../flow/compile/compileFlow.ts';
import { nodeIdsOf } from '../../flow/compile/nodeIds.ts';
import type { RunSelection } from '../../flow/run/selection.ts';
import type { RunSnapshot } from '../../flow/run/snapshot.ts';
import { isRunOver } from '../../flow/run/status.ts';
import { SETTINGS } from '../contributions.ts';
import type { DocumentService } from '../documents/documentService.ts';
import { fileName } from '../documents/flowTarget.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import { type RunnerConnection, RunnerUnavailable } from '../runner/runnerConnection.ts';
import { describeLossWithStderr, type RunnerLoss } from '../runner/runnerLoss.ts';
import type { StartRemedy } from '../runner/startPolicy.ts';
import { gatherSecrets } from '../secrets/gatherSecrets.ts';
import { askForSecret } from '../secrets/secretBox.ts';
import { secretScope } from '../secrets/secretScope.ts';
import type { SecretVault } from '../secrets/secretVault.ts';
import { askForInputs, type InputValues } from './inputForm.ts';
import { makeRunId } from './runId.ts';
import { runPermission } from './runPermission.ts';
import { runRequest } from './runRequest.ts';
import type { RunStore } from './runStore.ts';

/** Said for a moment when the text that runs is not the one on disk. */
const UNSAVED_MESSAGE = '$(info) Running the text as it is in the editor; it is not saved yet.';
const UNSAVED_MESSAGE_MS = 5_000;
const MEBIBYTE = 1024 * 1024;

/** How a request to run a flow came out. A closed union: the caller tells the person. */
export type StartResult =
  | { readonly kind: 'started'; readonly runId: string }
  /** The person went away from the form. */
  | { readonly kind: 'dismissed' }
  /** A run needs trust, a file on disk, or a runner that can be had. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** No runner can be had, for a reason that the person can do something about. */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly remedy: StartRemedy }
  /** The text has errors. */
  | { readonly kind: 'invalid'; readonly errors: number; readonly first: string }
  /** The flow runs already. */
  | { readonly kind: 'running'; readonly runId: string };

/** What is known of a run before it is asked for. */
export interface StartOptions {
  /** Input values that are known already: the form asks for none of these. */
  readonly inputs?: InputValues;
  /** Absent: the whole flow runs. */
  readonly selection?: RunSelection;
}

/** The loss of the runner while runs were under way. */
export interface LostRuns {
  readonly loss: RunnerLoss;
  readonly message: string;
  readonly runIds: readonly string[];
}

/** What the service works with. */
export interface RunServiceParts {
  readonly documents: DocumentService;
  readonly store: RunStore;
  readonly connection: RunnerConnection;
  /** Where inputs of earlier runs are remembered. */
  readonly memory: vscode.Memento;
  /** Secrets that the person has stored. */
  readonly vault: SecretVault;
}

/**
 * Starts and cancels runs. What runs is the text as it stands in the editor when Run is pressed, saved or not; nothing
 * is saved for it.
 */
export class RunService implements vscode.Disposable {
  readonly #parts: RunServiceParts;
  readonly #disposables = new Disposables();
  readonly #onDidLoseRuns = this.#disposables.add(new vscode.EventEmitter<LostRuns>());

  /** The runner was lost; its runs have been marked. */
  readonly onDidLoseRuns = this.#onDidLoseRuns.event;

  constructor(parts: RunServiceParts) {
    this.#parts = parts;
    this.#disposables.add(parts.connection.onDidLose((loss) => this.#runnerLost(loss)));
  }

  /** Runs a flow or a part of it. */
  async start(uri: vscode.Uri, options: StartOptions = {}): Promise<StartResult> {
    const { selection } = options;
    const obstacle = this.#obstacle(uri);
    if (obstacle) return obstacle;
    const document = await vscode.workspace.openTextDocument(uri);
    const compiled = this.#compile(document);
    if (compiled.kind === 'invalid') return compiled;
    const { flow } = compiled;
    const title = flow.name || fileName(uri);
    const inputs = await this.#inputsFor(uri, flow, title, options);
    if (!inputs) return { kind: 'dismissed' };
    const secrets = await this.#secretsFor(uri, flow, title);
    if (!secrets) return { kind: 'dismissed' };
    if (document.isDirty) vscode.window.setStatusBarMessage(UNSAVED_MESSAGE, UNSAVED_MESSAGE_MS);
    // The forms took their time: trust may be gone, and another window of the form may have started the flow.
    return this.#obstacle(uri) ?? this.#execute(uri, { flow, title, inputs, secrets, ...(selection && { selection }) });
  }

  /** Runs a flow with the inputs of its latest run, as far as it still has them. */
  startAgain(uri: vscode.Uri): Promise<StartResult> {
    return this.start(uri, { inputs: this.#remembered(uri) });
  }

  /** Cancels a run; views show it at once, the runner ends the processes within the grace period. */
  async cancel(runId: string): Promise<void> {
    this.#parts.store.acknowledgeCancel(runId);
    await this.#parts.connection.cancel(runId, 'Cancelled in the editor.');
  }

  /** Ends a runner that does not answer, by force; false when there is none. Its runs are marked as crashed. */
  endRunner(): boolean {
    return this.#parts.connection.kill();
  }

  /** Lets a runner be started that kept ending. */
  trustRunnerAgain(): void {
    this.#parts.connection.forgetLosses();
  }

  /** Resolves to the run as it ended; at once when it has ended or is not known. */
  async finished(runId: string): Promise<RunSnapshot | undefined> {
    const snapshot = () => this.#parts.store.get(runId)?.snapshot;
    const over = () => isRunOver(snapshot()?.state ?? 'failed');
    if (over()) return snapshot();
    await new Promise<void>((resolve) => {
      const listener = this.#parts.store.onDidChange(() => {
        if (!over()) return;
        listener.dispose();
        resolve();
      });
    });
    return snapshot();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #obstacle(uri: vscode.Uri): StartResult | undefined {
    const permission = runPermission(uri);
    if (!permission.runnable) return { kind: 'refused', reason: permission.reason ?? '' };
    const running = this.#parts.store.activeOf(uri.toString());
    return running && { kind: 'running', runId: running.runId };
  }

  #compile(
    document: vscode.TextDocument,
  ): { readonly kind: 'valid'; readonly flow: RunnableFlow } | (StartResult & { readonly kind: 'invalid' }) {
    const { documents } = this.#parts;
    const { flow } = documents.read(document);
    const compiled = compileFlow(flow, BUILTIN_CATALOG, documents.placeOf(document.uri));
    documents.publish(document);
    if (compiled.ok) return { kind: 'valid', flow: compiled.flow };
    const errors = compiled.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
    return { kind: 'invalid', errors: errors.length, first: errors[0]?.message ?? '' };
  }

  /**
   * A whole run asks for its inputs. One of a part goes on with those of the latest run: its other values come from
   * there too. One that goes on from an unfinished run has that run's inputs, which the runner knows.
   */
  async #inputsFor(
    uri: vscode.Uri,
    flow: RunnableFlow,
    title: string,
    { inputs = {}, selection }: StartOptions,
  ): Promise<InputValues | undefined> {
    if (selection && !('node' in selection)) return {};
    const given = selection ? { ...this.#remembered(uri), ...inputs } : inputs;
    const names = new Set(flow.inputs.map((input) => input.name));
    const known = Object.fromEntries(Object.entries(given).filter(([name]) => names.has(name)));
    const asked = flow.inputs.filter((input) => input.default === undefined && known[input.name] === undefined);
    const answers = await askForInputs(title, asked, this.#remembered(uri));
    if (!answers) return undefined;
    const values = { ...known, ...answers };
    await this.#parts.memory.update(memoryKey(uri), values);
    return values;
  }

  #secretsFor(uri: vscode.Uri, flow: RunnableFlow, title: string) {
    const { id: scope, words } = secretScope(uri);
    const ask = (name: string) =>
      askForSecret({
        title: `Run ${title}: secret ${name}`,
        prompt: `No value is stored for ${words}, and the environment has no variable ${name}. It is used for this run.`,
        rememberFor: words,
      });
    return gatherSecrets(flow.secrets, { vault: this.#parts.vault, scope, environment: process.env, ask });
  }

  #remembered(uri: vscode.Uri): InputValues {
    return this.#parts.memory.get<InputValues>(memoryKey(uri), {});
  }

  async #execute(
    uri: vscode.Uri,
    run: {
      readonly flow: RunnableFlow;
      readonly title: string;
      readonly inputs: InputValues;
      readonly secrets: Readonly<Record<string, string>>;
      readonly selection?: RunSelection;
    },
  ): Promise<StartResult> {
    const { store, connection } = this.#parts;
    const runId = makeRunId(new Date(), randomBytes);
    const settings = vscode.workspace.getConfiguration(undefined, uri);
    const request = runRequest({
      ...run,
      runId,
      source: uri.fsPath,
      workingFolder: dirname(uri.fsPath),
      concurrency: run.flow.concurrency ?? settings.get<number>(SETTINGS.concurrency, 0),
      graceMs: settings.get<number>(SETTINGS.gracePeriod, 0) * 1_000,
      keptRuns: settings.get<number>(SETTINGS.historyRuns, 0),
      keptBytes: settings.get<number>(SETTINGS.historySize, 0) * MEBIBYTE,
    });
    store.begin({ runId, flow: uri.toString(), title: run.title, nodeIds: nodeIdsOf(run.flow.graph) });
    try {
      await connection.execute(request, (events) => store.append(runId, events));
      return { kind: 'started', runId };
    } catch (error) {
      return this.#notStarted(runId, error);
    }
  }

  #notStarted(runId: string, error: unknown): StartResult {
    if (!(error instanceof PeerError) && !(error instanceof RunnerUnavailable)) throw error;
    // A runner that was lost meanwhile has marked the run, and the loss has its own message.
    if (error instanceof PeerError && error.kind !== 'refused') return { kind: 'started', runId };
    this.#parts.store.forget(runId);
    const remedy = error instanceof RunnerUnavailable ? error.remedy : undefined;
    return remedy ? { kind: 'unavailable', reason: error.message, remedy } : { kind: 'refused', reason: error.message };
  }

  #runnerLost(loss: RunnerLoss): void {
    const runIds = this.#parts.store.active().map((record) => record.runId);
    const message = describeLossWithStderr(loss);
    for (const runId of runIds) this.#parts.store.markLost(runId, message, loss.timeMs);
    this.#onDidLoseRuns.fire({ loss, message, runIds });
  }
}

function memoryKey(uri: vscode.Uri): string {
  return `inputs:${uri.toString()}`;
}
