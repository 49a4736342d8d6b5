import * as vscode from 'vscode';
import { prose } from '../../flow/prose.ts';
import { type NodeVerb, type UnfinishedVerb, VERB_TITLES } from '../../flow/run/selection.ts';
import { chooseFlow } from '../documents/flowTarget.ts';
import type { PastRuns } from '../history/pastRuns.ts';
import type { PinStore } from '../pins/pinStore.ts';
import { chooseNode, type NodePlaceParts } from './nodePlace.ts';
import type { RunCommands } from './runCommands.ts';
import { isRunItem } from './startArguments.ts';

/** What commands about parts of flows need. */
export interface PartCommandParts extends NodePlaceParts {
  readonly runs: RunCommands;
  readonly pins: PinStore;
  /** Runs of earlier sessions. */
  readonly past: Pick<PastRuns, 'get'>;
}

/** Commands that run a part of a flow, and that pin outputs so that a node takes part without running. */
export class PartCommands {
  readonly #parts: PartCommandParts;

  constructor(parts: PartCommandParts) {
    this.#parts = parts;
  }

  /**
   * Runs the part of a flow that one of its nodes names. `target` and `given` are what `chooseNode` takes.
   * @returns The run's id, when one was started.
   */
  async runPart(verb: NodeVerb, target: unknown, given: unknown): Promise<string | undefined> {
    if (!(await this.#parts.runs.mayRun())) return undefined;
    const place = await chooseNode(target, given, `${VERB_TITLES[verb]}: which node?`, this.#parts);
    if (!place) return undefined;
    const { uri, node, runId, inputs } = place;
    const selection = { verb, node, ...(runId === undefined ? {} : { baseRunId: runId }) };
    return this.#parts.runs.begin(uri, { inputs, selection });
  }

  /**
   * Runs what a run did not finish: the run of an item of the tree, else the latest one of a flow.
   * @returns The run's id, when one was started.
   */
  async goOn(verb: UnfinishedVerb, target: unknown): Promise<string | undefined> {
    if (!(await this.#parts.runs.mayRun())) return undefined;
    const { store, runs, past } = this.#parts;
    const item = isRunItem(target) ? (store.get(target.runId) ?? past.get(target.runId)) : undefined;
    const uri = item ? vscode.Uri.parse(item.flow) : await chooseFlow(target, `${VERB_TITLES[verb]} of which flow?`);
    if (!uri) return undefined;
    const baseRunId = (item ?? store.shownOf(uri.toString()))?.runId;
    return runs.begin(uri, { selection: { verb, ...(baseRunId === undefined ? {} : { baseRunId }) } });
  }

  /** Pins a node's outputs, or takes the pin away. Says why when it cannot be done. */
  async pin(unpin: boolean, target: unknown, given: unknown): Promise<void> {
    if (!(await this.#parts.runs.mayRun())) return;
    const place = await chooseNode(target, given, `${unpin ? 'Unpin' : 'Pin'} the outputs of which node?`, this.#parts);
    if (!place) return;
    const { uri, node, runId } = place;
    const refusal = await this.#parts.pins.change(uri, {
      node,
      unpin,
      ...(runId === undefined || unpin ? {} : { runId }),
    });
    if (refusal !== undefined) void vscode.window.showErrorMessage(prose(refusal));
  }
}
