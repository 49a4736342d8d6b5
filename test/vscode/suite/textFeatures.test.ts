import { strict as assert } from 'node:assert';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { closeAll, openText, runToEnd, writeFlow } from './support.ts';

const CURSOR = '‸';

/** Opens a text as a flow with the cursor where its mark stands. */
async function openAt(name: string, marked: string): Promise<{ editor: vscode.TextEditor; position: vscode.Position }> {
  const offset = marked.indexOf(CURSOR);
  const editor = await openText(writeFlow(name, marked.replace(CURSOR, '')));
  const position = editor.document.positionAt(offset);
  editor.selection = new vscode.Selection(position, position);
  return { editor, position };
}

function labelOf(item: vscode.CompletionItem): string {
  return typeof item.label === 'string' ? item.label : item.label.label;
}

async function completions(name: string, marked: string): Promise<readonly string[]> {
  const { editor, position } = await openAt(name, marked);
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    editor.document.uri,
    position,
  );
  return list.items
    .filter((item) => item.kind !== vscode.CompletionItemKind.Snippet && matchesTyped(editor, position, item))
    .map(labelOf);
}

/** Whether the editor would show an item: what was typed of it so far is its beginning. */
function matchesTyped(editor: vscode.TextEditor, position: vscode.Position, item: vscode.CompletionItem): boolean {
  const range = item.range instanceof vscode.Range ? item.range : item.range?.inserting;
  const typed = range ? editor.document.getText(range.with({ end: position })) : '';
  return (item.filterText ?? labelOf(item)).startsWith(typed);
}

async function spans(
  command: string,
  editor: vscode.TextEditor,
  position: vscode.Position,
): Promise<readonly string[]> {
  const found = await vscode.commands.executeCommand<readonly (vscode.Location | vscode.LocationLink)[]>(
    command,
    editor.document.uri,
    position,
  );
  return found.map((place) => {
    const range = 'targetRange' in place ? place.targetRange : place.range;
    return `${range.start.line + 1}:${range.start.character + 1} ${editor.document.getText(range)}`;
  });
}

const FLOW = `flow: 1
inputs: { day: { type: text, default: today } }
nodes:
  read:
    uses: constant
    with: { value: [{ a: 1 }, { a: 2 }] }
  rows:
    uses: transform
    in: { list: read.value, day: inputs.day }
    with: { expression: $count($list) }
`;

function mark(at: string): string {
  return FLOW.replace(at, `${CURSOR}${at}`);
}

describe('The text of a flow in the editor', () => {
  afterEach(closeAll);

  it('completes keys, kinds, wires and files', async () => {
    assert.deepEqual(await completions('text-kinds.flow', 'flow: 1\nnodes:\n  a:\n    uses: file.‸\n'), [
      'file.read',
      'file.write',
      'file.glob',
    ]);
    assert.deepEqual(
      await completions('text-wires.flow', `${FLOW}  last:\n    uses: csv.parse\n    in: { text: ro‸ }\n`),
      ['rows.value'],
    );
    const paths = await completions(
      'text-files.flow',
      'flow: 1\nnodes:\n  a: { uses: file.read, with: { path: "sales-report/‸" } }\n',
    );
    assert.ok(paths.includes('sales-report/report.flow'), paths.join(', '));
    const kinds = await completions('text-flows.flow', 'flow: 1\nnodes:\n  a:\n    uses: ./‸\n');
    assert.ok(kinds.includes('./sales-report/') && kinds.includes('./text-kinds.flow'), kinds.join(', '));
    assert.ok(!kinds.includes('./text-flows.flow'));
    assert.ok((await completions('text-keys.flow', `${FLOW}    ti‸`)).includes('timeout'));
  });

  it('writes what was chosen with its indentation and opens the list for the value', async () => {
    const { editor } = await openAt('text-accept.flow', 'flow: 1\nnodes:\n    a:\n        uses: shell\n        wit‸\n');
    await vscode.commands.executeCommand('editor.action.triggerSuggest');
    const wanted = 'flow: 1\nnodes:\n    a:\n        uses: shell\n        with:\n            \n';
    while (editor.document.getText() !== wanted) {
      await vscode.commands.executeCommand('acceptSelectedSuggestion');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.equal(editor.selection.active.character, 12);
  });

  it('tells of kinds and keys, and of the last value of a wire', async () => {
    const { editor, position } = await openAt('text-hover.flow', mark('read.value'));
    await runToEnd(editor.document.uri);
    const hovers = await vscode.commands.executeCommand<readonly vscode.Hover[]>(
      'vscode.executeHoverProvider',
      editor.document.uri,
      position.translate(0, 'read.v'.length),
    );
    const text = hovers
      .flatMap((hover) => hover.contents.map((one) => (one as vscode.MarkdownString).value))
      .join('\n');
    assert.match(text, /read\.value/);
    assert.match(text, /Last run: succeeded.*2 rows/);
  });

  it('shows behind a wire what last came over it', async () => {
    const { editor } = await openAt('text-hints.flow', mark('flow: 1'));
    await runToEnd(editor.document.uri);
    const hints = await vscode.commands.executeCommand<readonly vscode.InlayHint[]>(
      'vscode.executeInlayHintProvider',
      editor.document.uri,
      new vscode.Range(0, 0, editor.document.lineCount, 0),
    );
    const shown = hints.map(({ position, label }) => `${position.line + 1}:${position.character + 1} ${String(label)}`);
    assert.deepEqual(shown, ['9:27 2 rows']);
  });

  it('mends a problem in one step', async () => {
    const { editor, position } = await openAt('text-fixes.flow', FLOW.replace('read.value', '‸inputs.list'));
    const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      editor.document.uri,
      new vscode.Range(position, position),
    );
    const fix = actions.find((action) => action.title === 'Add an input “list” of type text');
    assert.ok(fix?.edit);
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(editor.document.getText(), /^inputs: \{ day: \{ type: text, default: today \}, list: text \}$/m);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.isDirty, false);
  });

  it('goes to definitions and finds references', async () => {
    const { editor, position } = await openAt('text-navigate.flow', mark('read.value'));
    assert.deepEqual(await spans('vscode.executeDefinitionProvider', editor, position), ['4:3 read']);
    assert.deepEqual(await spans('vscode.executeReferenceProvider', editor, position), ['4:3 read', '9:17 read']);
    const marks = await vscode.commands.executeCommand<readonly vscode.DocumentHighlight[]>(
      'vscode.executeDocumentHighlights',
      editor.document.uri,
      position,
    );
    assert.equal(marks.length, 2);
  });

  it('renames in one step that undo takes back', async () => {
    const { editor, position } = await openAt('text-rename.flow', mark('list:'));
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      editor.document.uri,
      position,
      'items',
    );
    await vscode.workspace.applyEdit(edit);
    assert.equal(editor.document.getText(), FLOW.replace('list:', 'items:').replace('$list', '$items'));
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), FLOW);
  });

  it('says why something cannot be renamed', async () => {
    const { editor, position } = await openAt('text-keep.flow', mark('value, day'));
    const rename = vscode.commands.executeCommand('vscode.prepareRename', editor.document.uri, position);
    await assert.rejects(async () => rename, /port of the kind "constant"/);
  });
});
