import type * as vscode from 'vscode';
import { subFlowUses } from '../../flow/subflow/subFlowPath.ts';
import type { OfferedFlow } from '../../messages/host.ts';
import { projectFilePath, projectPath } from '../documents/projectFlows.ts';

/** The flows among the files that one could use as sub-flows: those of its project without itself, by path. */
export function offeredFlows(flow: vscode.Uri, files: readonly vscode.Uri[]): readonly OfferedFlow[] {
  if (flow.scheme !== 'file') return [];
  const { path: own } = projectPath(flow);
  const offered = files.flatMap((file) => {
    const path = projectFilePath(flow, file);
    return path === undefined || path === own ? [] : [{ uses: subFlowUses(own, path), file: file.toString() }];
  });
  return offered.sort((a, b) => a.uses.localeCompare(b.uses));
}
