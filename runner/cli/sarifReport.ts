import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Diagnostic, DiagnosticCode } from '../../src/flow/diagnostic.ts';
import { type CheckedFlow, reportPath } from './checkedFlow.ts';
import { placeOf } from './printDiagnostics.ts';

declare const __MILLRACE_VERSION__: string;

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

const LEVELS: Readonly<Record<Diagnostic['severity'], string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
};

/** What each code is about, for lists of rules. */
const RULES: Readonly<Partial<Record<DiagnosticCode, string>>> = {
  syntax: 'The text is no readable YAML.',
  'format-version': 'The version of the format is missing or another one.',
  structure: 'Something stands where it cannot.',
  'duplicate-id': 'Two nodes have one id.',
  'invalid-id': 'A name has characters that names cannot have.',
  'unknown-key': 'A key means nothing here.',
  'unknown-kind': 'There is no kind of this name.',
  'unknown-node': 'There is no node of this id.',
  'unknown-port': 'There is no port of this name.',
  'unknown-input': 'The flow has no input of this name.',
  'unknown-secret': 'The flow declares no secret of this name.',
  'unknown-name': 'A setting names a value that is not there.',
  'exposed-secret': 'A secret would be readable by everybody on the machine.',
  'missing-port': 'A port that must be wired is not.',
  'missing-setting': 'A setting that a kind needs is missing.',
  'invalid-setting': 'A setting has a value that its kind does not take.',
  'unknown-setting': 'A kind has no setting of this name.',
  'type-conflict': 'A value cannot become what is wanted here.',
  cycle: 'Nodes wait for each other.',
  'invalid-duration': 'A duration is not written as one.',
  unsupported: 'This build does not run this.',
};

/** Everything that was found as a SARIF 2.1.0 log, for code scanning and editors that read it. */
export function sarifReport(checked: readonly CheckedFlow[]): object {
  const codes = [...new Set(checked.flatMap(({ diagnostics }) => diagnostics.map(({ code }) => code)))].toSorted();
  const rules = codes.map((id) => ({ id, shortDescription: { text: RULES[id] ?? id } }));
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Millrace', version: __MILLRACE_VERSION__, rules } },
        columnKind: 'unicodeCodePoints',
        results: checked.flatMap((flow) => flow.diagnostics.map((diagnostic) => resultOf(flow, diagnostic, codes))),
      },
    ],
  };
}

function resultOf(flow: CheckedFlow, diagnostic: Diagnostic, codes: readonly DiagnosticCode[]): object {
  const { code, severity, message, node, replacement } = diagnostic;
  const artifactLocation = { uri: uriOf(flow.file) };
  const region = regionOf(flow.text, diagnostic);
  const logical = node === undefined ? {} : { logicalLocations: [{ name: node, kind: 'member' }] };
  const fix = replacement === undefined ? {} : { fixes: [fixOf(artifactLocation, region, replacement)] };
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: LEVELS[severity],
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation, region }, ...logical }],
    ...fix,
  };
}

function fixOf(artifactLocation: object, deletedRegion: object, text: string): object {
  return {
    description: { text: `Change to ${text}` },
    artifactChanges: [{ artifactLocation, replacements: [{ deletedRegion, insertedContent: { text } }] }],
  };
}

function regionOf(text: string, { span }: Diagnostic): object {
  const start = placeOf(text, span.start);
  const end = placeOf(text, Math.max(span.start, span.end));
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

/** A path within the folder of the call stays relative: whoever reads the log knows where the files are. */
function uriOf(file: string): string {
  if (isAbsolute(file)) return pathToFileURL(file).href;
  return reportPath(file).split('/').map(encodeURIComponent).join('/');
}
