import * as vscode from 'vscode';
import { type Completions, completionsAt } from '../../flow/language/completion.ts';
import type { CompletionItem, CompletionKind } from '../../flow/language/completionItem.ts';
import type { PathRequest } from '../../flow/language/pathItems.ts';
import { FLOW_LANGUAGE } from '../contributions.ts';
import type { DocumentService } from '../documents/documentService.ts';
import { readLanguage } from './readLanguage.ts';

/** Characters after which a list opens by itself; after a blank only where a value is to be written. */
const TRIGGERS = ['.', '$', '{', '/', ' '];

/** Entries of one folder that are listed at most. */
const FILES_LISTED = 500;

/** Folders that no flow names. */
const HIDDEN: ReadonlySet<string> = new Set(['.git', '.millrace']);

const KINDS: Readonly<Record<CompletionKind, vscode.CompletionItemKind>> = {
  key: vscode.CompletionItemKind.Property,
  nodeKind: vscode.CompletionItemKind.Class,
  value: vscode.CompletionItemKind.Value,
  node: vscode.CompletionItemKind.Function,
  port: vscode.CompletionItemKind.Field,
  input: vscode.CompletionItemKind.Variable,
  secret: vscode.CompletionItemKind.Constant,
  variable: vscode.CompletionItemKind.Variable,
  resource: vscode.CompletionItemKind.Unit,
  file: vscode.CompletionItemKind.File,
  folder: vscode.CompletionItemKind.Folder,
};

/** Offers keys, kinds, settings, wires, names and files while a flow is written as text. */
export class FlowCompletion implements vscode.CompletionItemProvider, vscode.Disposable {
  readonly #documents: DocumentService;
  readonly #registration: vscode.Disposable;

  constructor(documents: DocumentService) {
    this.#documents = documents;
    const selector = { language: FLOW_LANGUAGE };
    this.#registration = vscode.languages.registerCompletionItemProvider(selector, this, ...TRIGGERS);
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    _token: vscode.CancellationToken,
    context: vscode.CompletionContext,
  ): Promise<vscode.CompletionList | undefined> {
    const found = completionsAt(readLanguage(this.#documents, document), document.offsetAt(position));
    if (!found || (context.triggerCharacter === ' ' && found.isKey)) return undefined;
    const known = new Set(found.items.map(({ label }) => label));
    const files = found.paths ? await filesFor(document.uri, found.paths) : [];
    const range = rangesOf(document, position, found);
    const items = [...found.items, ...files.filter(({ label }) => !known.has(label))].map((item, index) =>
      toEditorItem(item, index, range),
    );
    return new vscode.CompletionList(items, found.incomplete);
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

type Ranges = { readonly inserting: vscode.Range; readonly replacing: vscode.Range };

function rangesOf(document: vscode.TextDocument, position: vscode.Position, { span }: Completions): Ranges {
  const start = document.positionAt(span.start);
  const end = document.positionAt(span.end);
  return {
    inserting: new vscode.Range(start, position),
    replacing: new vscode.Range(start, end.isBefore(position) ? position : end),
  };
}

function toEditorItem(item: CompletionItem, index: number, range: Ranges): vscode.CompletionItem {
  const { label, kind, detail, doc, insert, filter, again } = item;
  const shown = new vscode.CompletionItem(label, KINDS[kind]);
  shown.insertText = new vscode.SnippetString(insert);
  shown.range = range;
  shown.sortText = String(index).padStart(5, '0');
  if (detail !== undefined) shown.detail = detail;
  if (doc !== undefined) shown.documentation = new vscode.MarkdownString(doc);
  if (filter !== undefined) shown.filterText = filter;
  if (again) shown.command = { command: 'editor.action.triggerSuggest', title: 'Suggest' };
  return shown;
}

/** The entries of the folder that a path leads to, folders first. A folder that is not there has none. */
async function filesFor(flow: vscode.Uri, request: PathRequest): Promise<readonly CompletionItem[]> {
  if (flow.scheme === 'untitled' || request.folder.startsWith('/')) return [];
  const folder = vscode.Uri.joinPath(flow, '..', request.folder);
  try {
    const entries = await vscode.workspace.fs.readDirectory(folder);
    return entries
      .filter(([name, type]) => !HIDDEN.has(name) && (isFolder(type) || isWanted(name, flow, request)))
      .toSorted(
        ([left, type], [right, other]) => Number(isFolder(other)) - Number(isFolder(type)) || order(left, right),
      )
      .slice(0, FILES_LISTED)
      .map(([name, type]) => request.item(name, isFolder(type)));
  } catch {
    return [];
  }
}

/** Whether a file belongs in the list: where only flows do, all but this one. */
function isWanted(name: string, flow: vscode.Uri, { only, folder }: PathRequest): boolean {
  if (only === undefined) return true;
  const isItself = folder === './' && flow.path.endsWith(`/${name}`);
  return only === 'flows' && name.endsWith('.flow') && !isItself;
}

function isFolder(type: vscode.FileType): boolean {
  return (type & vscode.FileType.Directory) !== 0;
}

function order(left: string, right: string): number {
  return left.localeCompare(right);
}
