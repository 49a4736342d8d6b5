import * as vscode from 'vscode';

/** A file that git sees changed. */
interface GitChange {
  readonly uri: vscode.Uri;
}

/** A repository that VS Code has open. */
export interface GitRepositoryApi {
  readonly state: {
    readonly workingTreeChanges: readonly GitChange[];
    readonly indexChanges: readonly GitChange[];
    readonly mergeChanges: readonly GitChange[];
    readonly onDidChange: vscode.Event<void>;
  };
}

/** What Millrace uses of the interface of VS Code's git extension, version 1. */
export interface GitApi {
  readonly git: { readonly path: string };
  readonly repositories: readonly GitRepositoryApi[];
  readonly onDidOpenRepository: vscode.Event<GitRepositoryApi>;
}

interface GitExtension {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

/** The interface of VS Code's git extension; undefined where that is missing, switched off or finds no git. */
export async function gitApi(): Promise<GitApi | undefined> {
  const extension = vscode.extensions.getExtension<GitExtension>('vscode.git');
  try {
    const exported = extension && (await extension.activate());
    return exported?.enabled ? exported.getAPI(1) : undefined;
  } catch {
    return undefined;
  }
}
