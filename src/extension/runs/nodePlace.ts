import * as vscode from 'vscode';
import type { DocumentService } from '../documents/documentService.ts';
import { chooseFlow } from '../documents/flowTarget.ts';
import type { FlowEditorProvider } from '../editor/flowEditorProvider.ts';
import { nodeAt } from '../editor/textReveal.ts';
import type { InputValues } from './inputForm.ts';
import type { RunStore } from './runStore.ts';
import { givenInputs } from './startArguments.ts';

/** A node of a flow that a command is about. */
export interface NodePlace {
  readonly uri: vscode.Uri;
  readonly node: string;
  /** The run that the person looks at, when that is not the flow's latest. */
  readonly runId?: string;
  readonly inputs: InputValues;
}

/** What is searched for the node. */
export interface NodePlaceParts {
  readonly documents: DocumentService;
  readonly editors: FlowEditorProvider;
  readonly store: RunStore;
}

/** What menus, lenses and key bindings hand over. All of it may be missing: a command can be called in any way. */
interface GivenPlace {
  readonly flow?: unknown;
  readonly node?: unknown;
  readonly runId?: unknown;
  readonly inputs?: unknown;
}

/**
 * The node that a command is about: the one that it was called with (`uri, { node }`, `{ flow, node }` or an item of the
 * Runs tree), else the selected one of the graph or the one at the text cursor, else the one that the person picks.
 * @param what Question of the lists to pick from.
 */
export async function chooseNode(
  target: unknown,
  given: unknown,
  what: string,
  parts: NodePlaceParts,
): Promise<NodePlace | undefined> {
  const place = { ...asGiven(target), ...asGiven(given) };
  const record = typeof place.runId === 'string' ? parts.store.get(place.runId) : undefined;
  const uri = flowOf(target, place, record?.flow) ?? (await chooseFlow(undefined, what));
  if (!uri) return undefined;
  const named = typeof place.node === 'string' ? place.node : nodeOnShow(uri, parts);
  const node = named ?? (await pickNode(uri, what, parts));
  if (node === undefined) return undefined;
  const isLatest = record === undefined || parts.store.latestOf(record.flow) === record;
  return { uri, node, ...(isLatest ? {} : { runId: record.runId }), inputs: givenInputs(place) };
}

function asGiven(value: unknown): GivenPlace {
  return typeof value === 'object' && value !== null && !(value instanceof vscode.Uri) ? value : {};
}

function flowOf(target: unknown, { flow }: GivenPlace, ofRun: string | undefined): vscode.Uri | undefined {
  if (target instanceof vscode.Uri) return target;
  if (ofRun !== undefined) return vscode.Uri.parse(ofRun);
  return typeof flow === 'string' ? vscode.Uri.parse(flow) : undefined;
}

/** The node that the person looks at, in whichever form the flow has the focus. */
function nodeOnShow(uri: vscode.Uri, { documents, editors }: NodePlaceParts): string | undefined {
  const graph = editors.active;
  if (graph) return graph.document.uri.toString() === uri.toString() ? graph.selectedNode : undefined;
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.uri.toString() !== uri.toString()) return undefined;
  return nodeAt(documents, editor.document, editor.selection.active);
}

async function pickNode(uri: vscode.Uri, what: string, { documents }: NodePlaceParts): Promise<string | undefined> {
  const document = await vscode.workspace.openTextDocument(uri);
  const items = documents.read(document).flow.model.nodes.map(({ id, name, uses }) => ({
    label: id,
    description: name === undefined ? uses : `${name} · ${uses}`,
  }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage('This flow has no nodes yet.');
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { placeHolder: what, matchOnDescription: true }))?.label;
}
