import { open } from 'node:fs/promises';
import * as vscode from 'vscode';
import { type FileNodes, fileNodes, type ProjectFile } from '../../flow/edit/fileNodes.ts';
import { projectFilePath, projectPath } from '../documents/projectFlows.ts';

/** The most files that are added at once. */
const FILES_MAX = 100;

/** Schemes under which a window names files that are on the disk of its extensions. */
const ON_DISK: ReadonlySet<string> = new Set(['file', 'vscode-remote']);

/** Lets the person choose files, from the flow's folder on. */
export async function chooseFiles(flow: vscode.Uri): Promise<readonly vscode.Uri[]> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectMany: true,
    openLabel: 'Add to Flow',
    title: 'Add Files to the Flow',
    defaultUri: vscode.Uri.joinPath(flow, '..'),
  });
  return chosen ?? [];
}

/** What files become in a flow, and why some do not; says the latter to the person. */
export async function nodesOfFiles(flow: vscode.Uri, uris: readonly vscode.Uri[]): Promise<string> {
  const { text, refused } = await readFiles(flow, uris);
  if (refused.length > 0) void vscode.window.showWarningMessage(refused.join(' '));
  return text;
}

async function readFiles(flow: vscode.Uri, uris: readonly vscode.Uri[]): Promise<FileNodes> {
  if (flow.scheme !== 'file') return { text: '', refused: ['Save the flow first: files are named from its folder.'] };
  if (uris.length > FILES_MAX) {
    return { text: '', refused: [`These are ${uris.length} files; at most ${FILES_MAX} can be added at once.`] };
  }
  const files: ProjectFile[] = [];
  const refused: string[] = [];
  for (const uri of uris) {
    const file = await readFile(flow, uri);
    if (typeof file === 'string') refused.push(file);
    else files.push(file);
  }
  const made = fileNodes(projectPath(flow).path, files);
  return { text: made.text, refused: [...refused, ...made.refused] };
}

/** The file as a flow sees it, or why it cannot have it. */
async function readFile(flow: vscode.Uri, uri: vscode.Uri): Promise<ProjectFile | string> {
  if (!ON_DISK.has(uri.scheme)) return `${uri.path} is no file on disk.`;
  const file = vscode.Uri.file(uri.path);
  const path = projectFilePath(flow, file);
  if (path === undefined) return `${file.fsPath} is outside of the flow's project.`;
  try {
    return { path, namesInterpreter: await namesInterpreter(file.fsPath) };
  } catch (fault) {
    const isFolder = fault instanceof Error && 'code' in fault && fault.code === 'EISDIR';
    return isFolder ? `${path} is a folder: choose files in it.` : `${path} cannot be read.`;
  }
}

async function namesInterpreter(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.toString('latin1', 0, bytesRead) === '#!';
  } finally {
    await handle.close();
  }
}
