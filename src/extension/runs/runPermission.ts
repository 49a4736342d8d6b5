import * as vscode from 'vscode';
import type { HostEnvironment } from '../../messages/host.ts';

/** Why nothing runs in an untrusted workspace, for people. */
export const UNTRUSTED_REASON = 'Running needs a trusted workspace: a flow runs commands on this machine.';

/** Whether this window may run flows at all. */
function windowPermission(isTrusted: boolean): HostEnvironment {
  return isTrusted ? { runnable: true } : { runnable: false, reason: UNTRUSTED_REASON };
}

/** Whether the flow at this place may be run, and if not, why: it needs a trusted window and a folder on disk. */
export function runPermission(uri: vscode.Uri, isTrusted = vscode.workspace.isTrusted): HostEnvironment {
  const window = windowPermission(isTrusted);
  if (!window.runnable) return window;
  if (uri.scheme === 'untitled') {
    return { runnable: false, reason: 'Save this flow first: a run needs a folder to work in.' };
  }
  if (uri.scheme !== 'file') {
    const reason = `This flow is not on this machine's disk (${uri.scheme}:), and a run needs a folder to work in.`;
    return { runnable: false, reason };
  }
  return { runnable: true };
}
