import * as vscode from 'vscode';
import type { CodePlace, NodeCode } from '../../flow/language/nodeCode.ts';
import { fileName } from '../documents/flowTarget.ts';

/** Scheme of the files as which the code of nodes opens. */
export const CODE_SCHEME = 'millrace-code';

/** A piece of code of a flow. */
export interface CodeTarget extends CodePlace {
  readonly flow: vscode.Uri;
}

/** Where a piece of code opens. Path and tab say flow and node; the query says exactly which code is meant. */
export function codeUri(flow: vscode.Uri, code: NodeCode): vscode.Uri {
  const query = new URLSearchParams({ flow: flow.toString(), node: code.node, setting: code.setting });
  const path = `/${fileName(flow)}/${code.node}.${code.extension}`;
  return vscode.Uri.from({ scheme: CODE_SCHEME, path, query: query.toString() });
}

/** The code that opens at a place; undefined when it names none. */
export function codeTarget(uri: vscode.Uri): CodeTarget | undefined {
  const query = new URLSearchParams(uri.query);
  const [flow, node, setting] = ['flow', 'node', 'setting'].map((name) => query.get(name));
  if (!flow || !node || !setting) return undefined;
  return { flow: vscode.Uri.parse(flow), node, setting };
}
