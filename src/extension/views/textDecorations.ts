import * as vscode from 'vscode';
import type { Moment } from '../../flow/run/partialWords.ts';
import { COMMANDS } from '../contributions.ts';
import type { DocumentService } from '../documents/documentService.ts';
import { Coalescer } from '../lifecycle/coalescer.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import type { PinStore } from '../pins/pinStore.ts';
import { earlierResults } from '../runs/earlierResults.ts';
import type { RunStore } from '../runs/runStore.ts';
import { type GutterName, type NodeAnnotation, nodeAnnotations } from './nodeAnnotations.ts';
import { STATE_STYLES } from './stateStyle.ts';

/** Shortest time between two updates of an editor, in milliseconds; a run of many nodes takes longer per update. */
const UPDATE_INTERVAL_MS = 100;
const NODES_PER_FURTHER_MS = 20;

const GUTTERS: readonly GutterName[] = ['running', 'succeeded', 'failed', 'cancelled', 'skipped', 'pinned', 'quiet'];

/** What the decorations are made from. */
export interface TextDecorationParts {
  readonly documents: DocumentService;
  readonly store: RunStore;
  readonly pins: PinStore;
  readonly moment: Moment;
  readonly extensionUri: vscode.Uri;
}

/** An annotation at its place in a text. */
export interface PlacedAnnotation extends NodeAnnotation {
  readonly line: number;
}

/**
 * Writes behind each node's line in the text what became of it, with an icon in the gutter. Only the groups of
 * decorations that differ from what an editor shows are set again.
 */
export class TextDecorations implements vscode.Disposable {
  readonly #parts: TextDecorationParts;
  readonly #disposables = new Disposables();
  readonly #types: ReadonlyMap<GutterName, vscode.TextEditorDecorationType>;
  readonly #shown = new WeakMap<vscode.TextEditor, ReadonlyMap<GutterName, string>>();
  readonly #update = this.#disposables.add(
    new Coalescer(
      () => this.#showAll(),
      () => this.#interval(),
    ),
  );

  constructor(parts: TextDecorationParts) {
    const { documents, store, pins, extensionUri } = parts;
    this.#parts = parts;
    this.#types = new Map(GUTTERS.map((name) => [name, this.#disposables.add(decorationType(name, extensionUri))]));
    this.#disposables.add(store.onDidChange(() => this.#update.request()));
    this.#disposables.add(pins.onDidChange(() => this.#update.request()));
    this.#disposables.add(documents.onDidRead(() => this.#update.request()));
    this.#disposables.add(vscode.window.onDidChangeVisibleTextEditors(() => this.#update.request()));
  }

  /** What an editor of this document shows, by line. */
  placed(document: vscode.TextDocument): readonly PlacedAnnotation[] {
    const { documents, store, moment } = this.#parts;
    const flow = document.uri.toString();
    const record = store.shownOf(flow);
    const pins = this.#parts.pins.of(flow);
    if (!record && pins.length === 0) return [];
    const earlier = record ? earlierResults(record, store.all()) : new Map();
    return place(documents, document, nodeAnnotations({ record, earlier, pins, moment }));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #interval(): number {
    const nodes = this.#parts.store.active()[0]?.nodeIds.length ?? 0;
    return UPDATE_INTERVAL_MS + Math.floor(nodes / NODES_PER_FURTHER_MS);
  }

  #showAll(): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (this.#parts.documents.isFlow(editor.document)) this.#show(editor);
    }
  }

  #show(editor: vscode.TextEditor): void {
    const placed = this.placed(editor.document);
    const before = this.#shown.get(editor) ?? new Map<GutterName, string>();
    const shown = new Map<GutterName, string>();
    for (const [name, type] of this.#types) {
      const group = placed.filter((annotation) => annotation.gutter === name);
      const key = group.map((annotation) => `${annotation.line} ${annotation.text}`).join('\n');
      shown.set(name, key);
      if ((before.get(name) ?? '') !== key) editor.setDecorations(type, group.map(decorationOf));
    }
    this.#shown.set(editor, shown);
  }
}

function place(
  documents: DocumentService,
  document: vscode.TextDocument,
  annotations: readonly NodeAnnotation[],
): PlacedAnnotation[] {
  const { flow } = documents.read(document);
  return annotations.flatMap((annotation) => {
    const span = flow.spanOf(['nodes', annotation.node], 'key');
    return span ? [{ ...annotation, line: document.positionAt(span.start).line }] : [];
  });
}

function decorationOf(annotation: PlacedAnnotation): vscode.DecorationOptions {
  const end = new vscode.Position(annotation.line, Number.MAX_SAFE_INTEGER);
  return {
    range: new vscode.Range(new vscode.Position(annotation.line, 0), end),
    hoverMessage: hoverOf(annotation),
    renderOptions: { after: { contentText: annotation.text } },
  };
}

/** An annotation that is of an earlier run leads to it. */
function hoverOf({ hover, runId, node }: NodeAnnotation): vscode.MarkdownString {
  const text = new vscode.MarkdownString().appendText(hover);
  if (runId === undefined) return text;
  const place = encodeURIComponent(JSON.stringify([{ runId, node }]));
  text.appendMarkdown(` · [Show](command:${COMMANDS.showRun}?${place})`);
  text.isTrusted = { enabledCommands: [COMMANDS.showRun] };
  return text;
}

function decorationType(name: GutterName, extensionUri: vscode.Uri): vscode.TextEditorDecorationType {
  const icon = name === 'quiet' ? {} : gutterIcon(name, extensionUri);
  const quiet = new vscode.ThemeColor('editorCodeLens.foreground');
  return vscode.window.createTextEditorDecorationType({
    ...icon,
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    after: {
      margin: '0 0 0 2em',
      fontStyle: 'italic',
      color: name === 'failed' ? new vscode.ThemeColor('errorForeground') : quiet,
    },
    ...(name === 'failed' || name === 'running'
      ? { overviewRulerColor: new vscode.ThemeColor(STATE_STYLES[name].color ?? 'foreground') }
      : {}),
    overviewRulerLane: vscode.OverviewRulerLane.Right,
  });
}

function gutterIcon(name: GutterName, extensionUri: vscode.Uri): vscode.DecorationRenderOptions {
  return {
    gutterIconPath: vscode.Uri.joinPath(extensionUri, 'media', 'states', `${name}.svg`),
    gutterIconSize: 'contain',
  };
}
