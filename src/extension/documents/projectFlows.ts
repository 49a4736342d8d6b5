import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import * as vscode from 'vscode';
import type { FlowDocument } from '../../flow/document.ts';
import { parseFlow } from '../../flow/parse/parseFlow.ts';
import type { AbsentFlow, FlowPlace } from '../../flow/subflow/flowFiles.ts';
import { joinPath, pathWithin, projectFolder } from '../../flow/subflow/project.ts';
import { resolveSubFlow } from '../../flow/subflow/subFlowPath.ts';

/** A file as it was read. */
interface ReadFile {
  readonly modifiedMs: number;
  readonly size: number;
  readonly flow: FlowDocument;
}

/** The flows around a flow: as they stand in editors, else as they are on disk. */
export class ProjectFlows {
  readonly #openFlow: (file: string) => FlowDocument | undefined;
  readonly #files = new Map<string, ReadFile>();

  /** `openFlow` knows the flow in an open editor by its absolute path with forward slashes. */
  constructor(openFlow: (file: string) => FlowDocument | undefined) {
    this.#openFlow = openFlow;
  }

  /** Where a flow stands among the others; undefined for one that is in no file. */
  placeOf(uri: vscode.Uri): FlowPlace | undefined {
    if (uri.scheme !== 'file') return undefined;
    const { top, path } = projectPath(uri);
    return { path, files: { read: (other) => this.#read(top, other) } };
  }

  /** The file changed or is gone. */
  forget(uri: vscode.Uri): void {
    this.#files.delete(slashed(uri));
  }

  #read(top: string, path: string): FlowDocument | AbsentFlow {
    const file = joinPath(top, path);
    const open = this.#openFlow(file);
    if (open) return open;
    try {
      const { mtimeMs: modifiedMs, size } = statSync(file);
      const known = this.#files.get(file);
      if (known?.modifiedMs === modifiedMs && known.size === size) return known.flow;
      if (pathWithin(realOf(top), realOf(file)) === undefined) {
        return { absent: `${path} leads out of the project through a symbolic link.` };
      }
      const flow = parseFlow(readFileSync(file, 'utf8'), known?.flow);
      this.#files.set(file, { modifiedMs, size, flow });
      return flow;
    } catch (fault) {
      this.#files.delete(file);
      return { absent: `${path} cannot be read: ${reasonOf(fault)}.` };
    }
  }
}

/** The file that a node's `uses` names, seen from the flow in `uri`; undefined when it leads out of the project. */
export function subFlowUri(uri: vscode.Uri, uses: string): vscode.Uri | undefined {
  if (uri.scheme !== 'file') return undefined;
  const { top, path } = projectPath(uri);
  const target = resolveSubFlow(path, uses);
  return target === undefined ? undefined : vscode.Uri.file(joinPath(top, target));
}

/** The top of the project that a flow belongs to, and the flow's path from there. */
export function projectPath(uri: vscode.Uri): { readonly top: string; readonly path: string } {
  const file = slashed(uri);
  const opened = vscode.workspace.getWorkspaceFolder(uri)?.uri;
  const isRepository = (folder: string) => existsSync(joinPath(folder, '.git'));
  const top = projectFolder(file, opened && slashed(opened), isRepository);
  return { top, path: pathWithin(top, file) ?? file };
}

/** The path of any file from the top of a flow's project; undefined when it is outside, also by way of symbolic links. */
export function projectFilePath(flow: vscode.Uri, file: vscode.Uri): string | undefined {
  const { top } = projectPath(flow);
  const path = pathWithin(top, slashed(file));
  if (path === undefined || !existsSync(file.fsPath)) return path;
  return pathWithin(realOf(top), realOf(slashed(file))) === undefined ? undefined : path;
}

/** Absolute path with forward slashes. */
export function slashed(uri: vscode.Uri): string {
  return uri.fsPath.replaceAll('\\', '/');
}

function realOf(path: string): string {
  return realpathSync(path).replaceAll('\\', '/');
}

function reasonOf(fault: unknown): string {
  const code = fault instanceof Error && 'code' in fault ? fault.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  return fault instanceof Error ? fault.message : String(fault);
}
