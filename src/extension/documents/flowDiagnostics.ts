import * as vscode from 'vscode';
import type { Diagnostic } from '../../flow/diagnostic.ts';
import type { Span } from '../../flow/model.ts';

/** Shown as the source of every problem that Millrace reports. */
export const DIAGNOSTIC_SOURCE = 'flow';

const SEVERITIES: Record<Diagnostic['severity'], vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** The editor's range of a span of `document`. */
export function rangeOf(document: vscode.TextDocument, span: Span): vscode.Range {
  return new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
}

/** A flow's diagnostic as the Problems panel shows it. */
export function toEditorDiagnostic(document: vscode.TextDocument, diagnostic: Diagnostic): vscode.Diagnostic {
  const range = rangeOf(document, diagnostic.span);
  const shown = new vscode.Diagnostic(range, diagnostic.message, SEVERITIES[diagnostic.severity]);
  shown.source = DIAGNOSTIC_SOURCE;
  shown.code = diagnostic.code;
  return shown;
}
