import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { HistoryPlace } from './pastRuns.ts';

/** Flows of the workspace whose earlier runs are looked for. */
const FLOWS_LOOKED_AT_LIMIT = 1_000;

/** The folders with runs next to this workspace's flows; none in a window that is not trusted. */
export async function historyPlaces(): Promise<readonly HistoryPlace[]> {
  if (!vscode.workspace.isTrusted) return [];
  const found = await vscode.workspace.findFiles('**/*.flow', '**/node_modules/**', FLOWS_LOOKED_AT_LIMIT);
  const places = new Map<string, Map<string, string>>();
  for (const uri of found) {
    if (uri.scheme !== 'file') continue;
    const folder = dirname(uri.fsPath);
    const flows = places.get(folder) ?? new Map<string, string>();
    places.set(folder, flows.set(uri.fsPath, uri.toString()));
  }
  return [...places]
    .map(([folder, flows]) => ({ stateFolder: join(folder, '.millrace'), flows }))
    .filter(({ stateFolder }) => existsSync(join(stateFolder, 'runs')));
}
