import * as vscode from 'vscode';
import { chooseFlow, fileName } from '../documents/flowTarget.ts';
import { Disposables } from '../lifecycle/disposables.ts';
import { ChangedFlows } from './changedFlows.ts';
import { ComparePanel, type ComparePanelServices, type CompareSide } from './comparePanel.ts';
import { commitsOf, type FileCommit, type FileRevision, sameFileIn, textInRevision } from './gitFiles.ts';
import { RevisionTexts } from './revisionTexts.ts';

/** The most flows that the list to choose from shows. */
const FLOWS_LISTED = 200;

/** Compares flows with what they were and with each other, and knows the comparisons that are open. */
export class CompareCommands implements vscode.Disposable {
  readonly #services: ComparePanelServices;
  readonly #disposables = new Disposables();
  readonly #texts = this.#disposables.add(new RevisionTexts());
  readonly #panels = new Map<string, ComparePanel>();

  constructor(services: ComparePanelServices) {
    this.#services = services;
    this.#disposables.add(new ChangedFlows());
  }

  /** All open comparisons. */
  get panels(): readonly ComparePanel[] {
    return [...this.#panels.values()];
  }

  /** Compares a flow with the last commit. The source control view names it by a resource. */
  async withHead(target: unknown): Promise<void> {
    const flow = await this.#flow(target, 'Compare which flow with HEAD?');
    if (!flow) return;
    if (!flow.path.endsWith('.flow')) {
      await vscode.commands.executeCommand('git.openChange', flow);
      return;
    }
    await this.#withRevision(flow, 'HEAD', sameFileIn(flow.fsPath, 'HEAD'));
  }

  /** Compares a flow with a commit that the person picks from those that touched it. */
  async withRevision(target: unknown): Promise<void> {
    const flow = await this.#flow(target, 'Compare which flow with a revision?');
    const commit = flow && (await pickCommit(flow));
    if (flow && commit) await this.#withRevision(flow, commit.shortHash, commit);
  }

  /** Compares a flow with another one; two that are selected in the explorer with each other. */
  async withFile(target: unknown, selected: unknown): Promise<void> {
    const [first, second] = Array.isArray(selected) ? selected.filter((uri) => uri instanceof vscode.Uri) : [];
    if (first && second) return this.#open(fileSide(first), fileSide(second));
    const flow = await this.#flow(target, 'Compare which flow?');
    const other = flow && (await pickFile(flow));
    if (flow && other) this.#open(fileSide(other), fileSide(flow));
  }

  /** Goes to the next difference of the comparison in front, or the one before. */
  step(forward: boolean): void {
    const active = this.panels.find(({ panel }) => panel.active) ?? this.panels.find(({ panel }) => panel.visible);
    active?.step(forward);
  }

  dispose(): void {
    for (const panel of this.panels) panel.panel.dispose();
    this.#disposables.dispose();
  }

  #flow(target: unknown, what: string): Promise<vscode.Uri | undefined> {
    const named =
      typeof target === 'object' && target !== null && 'resourceUri' in target ? target.resourceUri : target;
    return chooseFlow(named, what);
  }

  async #withRevision(flow: vscode.Uri, label: string, revision: FileRevision): Promise<void> {
    const read = () => textInRevision(flow.fsPath, revision);
    try {
      await read();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      void vscode.window.showErrorMessage(`${fileName(flow)} has no ${label} to compare with: ${reason}.`);
      return;
    }
    const before = { label: `${fileName(flow)} (${label})`, uri: this.#texts.addressOf(flow, revision), read };
    this.#open(before, fileSide(flow), `${fileName(flow)} (${label} ↔ now)`);
  }

  #open(before: CompareSide, after: CompareSide, title = `${before.label} ↔ ${after.label}`): void {
    const key = `${before.uri.toString()} ${after.uri.toString()}`;
    const known = this.#panels.get(key);
    if (known) return known.panel.reveal();
    const panel = new ComparePanel(title, before, after, this.#services);
    this.#panels.set(key, panel);
    panel.panel.onDidDispose(() => {
      this.#panels.delete(key);
      panel.dispose();
    });
  }
}

/** A file with what is typed in it and not saved yet. */
function fileSide(uri: vscode.Uri): CompareSide {
  const read = async () => (await vscode.workspace.openTextDocument(uri)).getText();
  return { label: vscode.workspace.asRelativePath(uri), uri, read };
}

async function pickCommit(flow: vscode.Uri): Promise<FileCommit | undefined> {
  let commits: readonly FileCommit[];
  try {
    commits = await commitsOf(flow.fsPath);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(`${fileName(flow)} has no revisions: ${reason}.`);
    return undefined;
  }
  if (commits.length === 0) {
    void vscode.window.showInformationMessage(`No commit has touched ${fileName(flow)} yet.`);
    return undefined;
  }
  const items = commits.map((commit) => ({
    label: `$(git-commit) ${commit.subject}`,
    description: `${commit.shortHash} · ${commit.author}, ${commit.age}`,
    commit,
  }));
  const placeHolder = `Compare ${fileName(flow)} with which revision?`;
  return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.commit;
}

async function pickFile(flow: vscode.Uri): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles('**/*.flow', '**/node_modules/**', FLOWS_LISTED);
  const items = found
    .filter((uri) => uri.toString() !== flow.toString())
    .map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }))
    .sort((left, right) => left.label.localeCompare(right.label));
  const browse = { label: '$(folder-opened) Another file…', uri: undefined };
  const placeHolder = `Compare ${fileName(flow)} with which file?`;
  const chosen = await vscode.window.showQuickPick([...items, browse], { placeHolder });
  if (!chosen) return undefined;
  return chosen.uri ?? (await vscode.window.showOpenDialog({ filters: { Flows: ['flow'] }, title: placeHolder }))?.[0];
}
