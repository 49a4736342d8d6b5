import * as vscode from 'vscode';
import { momentFormat } from '../../flow/run/moment.ts';

/** Writes moments in the language of the window, which in a remote window is not that of this machine. */
export const hostMomentFormat = momentFormat(vscode.env.language);

/** A moment as people here and now call it. */
export function hostMoment(timeMs: number): string {
  return hostMomentFormat(timeMs, Date.now());
}
