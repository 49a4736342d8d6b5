import * as vscode from 'vscode';
import { prose } from '../../flow/prose.ts';
import { unfinishedVerb, VERB_TITLES } from '../../flow/run/selection.ts';
import { isRunOver } from '../../flow/run/status.ts';
import { COMMANDS } from '../contributions.ts';
import { chooseFlow } from '../documents/flowTarget.ts';
import type { LogChannels } from '../views/logChannels.ts';
import { runWords } from '../views/runWords.ts';
import { UNTRUSTED_REASON } from './runPermission.ts';
import type { LostRuns, RunService, StartOptions, StartResult } from './runService.ts';
import type { RunRecord, RunStore } from './runStore.ts';
import { givenInputs, isRunItem } from './startArguments.ts';

/** What commands about runs need. */
export interface RunCommandParts {
  readonly service: RunService;
  readonly store: RunStore;
  readonly channels: LogChannels;
}

/** Commands that start, stop and show runs, and what they say to the person. */
export class RunCommands {
  readonly #service: RunService;
  readonly #store: RunStore;
  readonly #channels: LogChannels;

  constructor(parts: RunCommandParts) {
    this.#service = parts.service;
    this.#store = parts.store;
    this.#channels = parts.channels;
  }

  /**
   * Runs a flow.
   * @param target Flow, as its URI; else the active one.
   * @param given `{ inputs }` with values that need not be asked for.
   * @returns The run's id, when one was started.
   */
  async run(target: unknown, given?: unknown): Promise<string | undefined> {
    if (!(await this.mayRun())) return undefined;
    const uri = await chooseFlow(target, 'Run which flow?');
    return uri && this.begin(uri, { inputs: givenInputs(given) });
  }

  /**
   * Runs a flow or a part of it, or says why not.
   * @returns The run's id, when one was started.
   */
  async begin(uri: vscode.Uri, options: StartOptions): Promise<string | undefined> {
    return this.#tell(uri, await this.#service.start(uri, options), () => this.begin(uri, options));
  }

  /** Runs the flow of a run, or the active one, with the inputs of its last run. */
  async runAgain(target: unknown): Promise<string | undefined> {
    if (!(await this.mayRun())) return undefined;
    const record = this.#recordOf(target);
    const uri = record ? vscode.Uri.parse(record.flow) : await chooseFlow(target, 'Run which flow again?');
    if (!uri) return undefined;
    return this.#tell(uri, await this.#service.startAgain(uri), () => this.runAgain(uri));
  }

  /** Cancels the run that is meant: of the tree's item, of the flow, or the only one; else the person picks. */
  async cancel(target: unknown): Promise<void> {
    const record = this.#recordOf(target) ?? (await this.#activeRun(target));
    if (record && !isRunOver(record.snapshot.state)) await this.#service.cancel(record.runId);
    else if (this.#store.active().length === 0) void vscode.window.showInformationMessage('No flow is running.');
  }

  /** Shows the output channel of the flow that is meant. */
  async showLog(target: unknown): Promise<void> {
    const flow = this.#recordOf(target)?.flow ?? (await this.#flowWithLog(target));
    if (flow !== undefined && !this.#channels.show(flow)) {
      void vscode.window.showInformationMessage('This flow has not run in this window yet, so it has no log.');
    }
  }

  /** What the status bar leads to: all runs of this session, and what can be done with them. */
  async showRuns(): Promise<void> {
    const latest = (record: RunRecord) => this.#store.latestOf(record.flow) === record;
    const items = this.#store.all().flatMap((record) => [...runChoices(record, latest(record))]);
    const chosen = await vscode.window.showQuickPick(items, { placeHolder: 'Runs of this session' });
    if (!chosen) return;
    await vscode.commands.executeCommand(COMMANDS[chosen.action], { runId: chosen.runId });
  }

  /** Ends the runner by force; the next run starts a new one. */
  restartRunner(): void {
    const ended = this.#service.endRunner();
    const message = ended ? 'The runner was ended; the next run starts a new one.' : 'No runner is started yet.';
    void vscode.window.showInformationMessage(message);
  }

  /** Says that the runner is gone and offers to go on. */
  async tellLoss(lost: LostRuns): Promise<void> {
    const records = lost.runIds.flatMap((runId) => this.#store.get(runId) ?? []);
    const [first] = records;
    if (!first) return;
    const names = records.map((record) => `“${record.title}”`).join(', ');
    const message = `${lost.message} ${names} did not finish; what was running is marked as crashed.`;
    const choice = await vscode.window.showErrorMessage(message, VERB_TITLES.resume, 'Run Again', 'Show Log');
    if (choice === VERB_TITLES.resume) {
      for (const { runId } of records) await vscode.commands.executeCommand(COMMANDS.resume, { runId });
    }
    if (choice === 'Run Again') for (const record of records) await this.runAgain({ runId: record.runId });
    if (choice === 'Show Log') await this.showLog({ runId: first.runId });
  }

  /** Whether anything runs in this window; where nothing does, the person is told why. */
  async mayRun(): Promise<boolean> {
    if (vscode.workspace.isTrusted) return true;
    await this.explainTrust();
    return false;
  }

  /** Says why nothing runs here, and leads to where trust is given. */
  async explainTrust(): Promise<void> {
    const choice = await vscode.window.showWarningMessage(UNTRUSTED_REASON, 'Manage Workspace Trust');
    if (choice) await vscode.commands.executeCommand('workbench.trust.manage');
  }

  /** Says why nothing was started. Not awaited by the command: a message may stay for long. */
  #tell(uri: vscode.Uri, result: StartResult, again: () => Promise<unknown>): string | undefined {
    switch (result.kind) {
      case 'started':
        return result.runId;
      case 'dismissed':
        return undefined;
      case 'refused':
        void this.#tellRefused(uri, result.reason);
        return undefined;
      case 'unavailable':
        void this.#tellUnavailable(result, again);
        return undefined;
      case 'invalid':
        void this.#tellInvalid(result);
        return undefined;
      case 'running':
        void this.#tellRunning(result.runId, again);
        return undefined;
      default:
        return result satisfies never;
    }
  }

  async #tellRefused(uri: vscode.Uri, reason: string): Promise<void> {
    const actions = uri.scheme === 'untitled' ? ['Save'] : [];
    const choice = await vscode.window.showErrorMessage(prose(reason), ...actions);
    if (choice === 'Save') await vscode.workspace.save(uri);
  }

  async #tellUnavailable(
    { reason, remedy }: StartResult & { readonly kind: 'unavailable' },
    again: () => Promise<unknown>,
  ): Promise<void> {
    const action = remedy === 'reload' ? 'Reload Window' : 'Start Again';
    if ((await vscode.window.showErrorMessage(reason, action)) === undefined) return;
    if (remedy === 'reload') return void vscode.commands.executeCommand('workbench.action.reloadWindow');
    this.#service.trustRunnerAgain();
    await again();
  }

  async #tellInvalid(result: StartResult & { readonly kind: 'invalid' }): Promise<void> {
    const count = result.errors === 1 ? 'an error' : `${result.errors} errors`;
    const message = `This flow has ${count} and was not started. ${result.first}`;
    if (await vscode.window.showErrorMessage(message, 'Show Problems')) {
      await vscode.commands.executeCommand('workbench.actions.view.problems');
    }
  }

  async #tellRunning(runId: string, again: () => Promise<unknown>): Promise<void> {
    const title = this.#store.get(runId)?.title ?? 'This flow';
    const choice = await vscode.window.showWarningMessage(`“${title}” is running already.`, 'Cancel and Run Again');
    if (choice === undefined) return;
    await this.#service.cancel(runId);
    await this.#service.finished(runId);
    await again();
  }

  #recordOf(target: unknown): RunRecord | undefined {
    return isRunItem(target) ? this.#store.get(target.runId) : undefined;
  }

  async #activeRun(target: unknown): Promise<RunRecord | undefined> {
    const active = this.#store.active();
    if (target instanceof vscode.Uri) return this.#store.activeOf(target.toString());
    if (active.length < 2) return active[0];
    const items = active.map((record) => ({ label: record.title, description: runWords(record.snapshot), record }));
    return (await vscode.window.showQuickPick(items, { placeHolder: 'Cancel which run?' }))?.record;
  }

  async #flowWithLog(target: unknown): Promise<string | undefined> {
    return (await chooseFlow(target, 'Show the log of which flow?'))?.toString();
  }
}

type RunChoice = vscode.QuickPickItem & {
  readonly action: 'cancel' | 'showLog' | 'retryFailed' | 'resume';
  readonly runId: string;
};

/** What can be done with a run. Going on is offered for the latest run of a flow: the tree offers it for the others. */
function runChoices(record: RunRecord, isLatest: boolean): readonly RunChoice[] {
  const { runId, title, snapshot } = record;
  const description = runWords(snapshot);
  const log: RunChoice = { label: `$(output) Show Log: ${title}`, description, action: 'showLog', runId };
  if (!isRunOver(snapshot.state)) {
    return [{ label: `$(debug-stop) Cancel: ${title}`, description, action: 'cancel', runId }, log];
  }
  const verb = isLatest ? unfinishedVerb(snapshot.state) : undefined;
  if (!verb) return [log];
  const [icon, action] =
    verb === 'retry' ? (['run-errors', 'retryFailed'] as const) : (['debug-continue', 'resume'] as const);
  return [{ label: `$(${icon}) ${VERB_TITLES[verb]}: ${title}`, description, action, runId }, log];
}
