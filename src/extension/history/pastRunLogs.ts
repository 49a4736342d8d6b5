import * as vscode from 'vscode';
import type { MomentFormat } from '../../flow/run/moment.ts';
import { FLOW_LOG_LANGUAGE } from '../contributions.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import { LogFormatter } from '../views/logFormatter.ts';
import type { PastRunRecord } from './pastRun.ts';
import type { PastRuns } from './pastRuns.ts';

/** Scheme of the read-only texts that logs of earlier runs appear as. */
export const PAST_LOG_SCHEME = 'millrace-log';

/** Text of a run's log that is shown, its end; the logs of its nodes are whole on disk. */
export const PAST_LOG_CHARACTERS = 4 * 1024 * 1024;

/** Shows the logs of earlier runs as read-only texts, in the words of the output channels. */
export class PastRunLogs implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #past: PastRuns;
  readonly #format: MomentFormat;
  readonly #disposables = new Disposables();

  constructor(past: PastRuns, format: MomentFormat) {
    this.#past = past;
    this.#format = format;
    this.#disposables.add(vscode.workspace.registerTextDocumentContentProvider(PAST_LOG_SCHEME, this));
  }

  /**
   * Opens the log of a run.
   * @throws RunnerUnavailable, PeerError: when its journal cannot be had.
   */
  async open(run: PastRunRecord): Promise<void> {
    const when = new Date(run.startedMs).toISOString().slice(0, 19).replaceAll(':', '-');
    const path = `/${run.title.replaceAll('/', '_')} ${when}.log`;
    const uri = vscode.Uri.from({ scheme: PAST_LOG_SCHEME, path, query: run.runId });
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(document, FLOW_LOG_LANGUAGE);
    await vscode.window.showTextDocument(document);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const run = this.#past.get(uri.query);
    if (!run) return 'This run is not known any more.\n';
    const formatter = new LogFormatter(this.#format);
    let text = '';
    let isCut = false;
    await this.#past.events(run, (events) => {
      text += events
        .flatMap((event) => formatter.lines(event))
        .map((line) => `${line}\n`)
        .join('');
      if (text.length <= PAST_LOG_CHARACTERS) return;
      isCut = true;
      text = text.slice(text.indexOf('\n', text.length - PAST_LOG_CHARACTERS) + 1);
    });
    const lost = run.state === 'crashed' ? `✗ Run crashed: ${run.reason}\n` : '';
    return `${isCut ? '… the beginning is left out; the logs of the nodes are whole on disk\n' : ''}${text}${lost}`;
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
