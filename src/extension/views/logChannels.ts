import * as vscode from 'vscode';
import type { MomentFormat } from '../../flow/run/moment.ts';
import { isRunOver } from '../../flow/run/status.ts';
import { FLOW_LOG_LANGUAGE } from '../contributions.ts';
import { fileName } from '../documents/flowTarget.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import type { RunEvents, RunRecord, RunStore } from '../runs/runStore.ts';
import { LineBudget } from './lineBudget.ts';
import { LogFormatter } from './logFormatter.ts';

/** Characters of a channel's end that are kept for tests. */
const TAIL_CHARACTERS = 1024 * 1024;

interface FlowChannel {
  readonly output: vscode.OutputChannel;
  readonly budget: LineBudget;
  tail: string;
}

/** One output channel per flow, made by its first run and reused by all later ones. */
export class LogChannels implements vscode.Disposable {
  readonly #disposables = new Disposables();
  readonly #channels = new Map<string, FlowChannel>();
  readonly #formatters = new Map<string, LogFormatter>();
  readonly #keepsTail: boolean;
  readonly #format: MomentFormat;

  /** `format` writes when an earlier run was. `keepsTail`: whether `tail` remembers anything. */
  constructor(store: RunStore, format: MomentFormat, keepsTail: boolean) {
    this.#format = format;
    this.#keepsTail = keepsTail;
    this.#disposables.add(store.onDidReceive((received) => this.#receive(received)));
    this.#disposables.add(store.onDidChange((records) => this.#noteLosses(records)));
  }

  /** Shows the channel of a flow; false when it has none because the flow has not run. */
  show(flow: string): boolean {
    const channel = this.#channels.get(flow);
    channel?.output.show(true);
    return channel !== undefined;
  }

  /** The last part of what a flow's channel says; empty unless asked for at construction. */
  tail(flow: string): string {
    return this.#channels.get(flow)?.tail ?? '';
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #receive({ record, events }: RunEvents): void {
    const formatter = this.#formatter(record.runId);
    const channel = this.#channel(record);
    const lines = events.flatMap((event) =>
      channel.budget.admit(formatter.lines(event), Date.now(), event.nodeLog === undefined || event.nodeLog === null),
    );
    this.#write(channel, lines);
    if (isRunOver(record.snapshot.state)) this.#formatters.delete(record.runId);
  }

  /** A lost runner says nothing itself. */
  #noteLosses(records: readonly RunRecord[]): void {
    for (const { runId, flow, snapshot } of records) {
      const channel = this.#channels.get(flow);
      if (snapshot.state !== 'crashed' || !channel || !this.#formatters.delete(runId)) continue;
      this.#write(channel, [`✗ Run crashed: ${snapshot.reason ?? 'the runner is gone.'}`]);
    }
  }

  #formatter(runId: string): LogFormatter {
    let formatter = this.#formatters.get(runId);
    if (!formatter) {
      formatter = new LogFormatter(this.#format);
      this.#formatters.set(runId, formatter);
    }
    return formatter;
  }

  #channel(record: RunRecord): FlowChannel {
    let channel = this.#channels.get(record.flow);
    if (!channel) {
      const name = `Flow: ${fileName(vscode.Uri.parse(record.flow))}`;
      const output = this.#disposables.add(vscode.window.createOutputChannel(name, FLOW_LOG_LANGUAGE));
      channel = { output, budget: new LineBudget(), tail: '' };
      this.#channels.set(record.flow, channel);
    }
    return channel;
  }

  #write(channel: FlowChannel, lines: readonly string[]): void {
    if (lines.length === 0) return;
    const text = `${lines.join('\n')}\n`;
    channel.output.append(text);
    if (this.#keepsTail) channel.tail = (channel.tail + text).slice(-TAIL_CHARACTERS);
  }
}
