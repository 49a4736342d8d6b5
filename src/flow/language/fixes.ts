import type { Diagnostic, DiagnosticCode } from '../diagnostic.ts';
import type { FlowEdit, TextEdit } from '../edit/flowEdit.ts';
import { freeId, freeIdAmong } from '../edit/freeId.ts';
import { planEdits } from '../edit/planEdits.ts';
import { namesIn } from '../interpolate.ts';
import type { FlowPath, JsonValue, PortType } from '../model.ts';
import { isNodeId, toNodeId } from '../nodeId.ts';
import { parseWire } from '../parse/wireText.ts';
import { circleFixes } from './circleFixes.ts';
import { kindOfNode, type LanguageContext, nodeOf } from './languageContext.ts';
import { missingPortFixes, missingSettingFixes } from './missingFixes.ts';
import { removals } from './removals.ts';

/** A way to mend what a diagnostic is about. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** The one that is most likely meant. */
  readonly isPreferred?: boolean;
}

/** A fix as a change of the flow, before its text edits are known. */
export interface FixIdea {
  readonly title: string;
  readonly change: readonly FlowEdit[] | TextEdit;
}

type Fixer = (context: LanguageContext, diagnostic: Diagnostic) => readonly FixIdea[];

const FIXERS: Readonly<Partial<Record<DiagnosticCode, Fixer>>> = {
  'format-version': versionFixes,
  structure: kindFixes,
  'duplicate-id': duplicateFixes,
  'invalid-id': idFixes,
  'unknown-key': removeEntry,
  'unknown-setting': removeEntry,
  'duplicate-value': removeEntry,
  'unknown-node': (context, diagnostic) => [...addNode(context, diagnostic), ...removeWire(context, diagnostic)],
  'unknown-port': removeWire,
  'unknown-input': (context, diagnostic) => [...addInput(context, diagnostic), ...removeWire(context, diagnostic)],
  'unknown-secret': declareSecret,
  'unknown-name': nameFixes,
  'missing-port': missingPortFixes,
  'missing-setting': missingSettingFixes,
  'invalid-setting': removeEntry,
  'invalid-duration': durationFixes,
  'type-conflict': removeWire,
  cycle: circleFixes,
  unsupported: removeUnsupported,
};

/** The ways to mend a diagnostic, the best first. Those that would change anything else are left out. */
export function fixesFor(context: LanguageContext, diagnostic: Diagnostic): readonly Fix[] {
  const { replacement, span, code } = diagnostic;
  const nearest: readonly Fix[] =
    replacement === undefined
      ? []
      : [{ title: `Change to “${replacement}”`, edits: [{ ...span, text: replacement }], isPreferred: true }];
  if (context.document.broken) return nearest;
  const others = FIXERS[code]?.(context, diagnostic).flatMap((idea) => planned(context, idea)) ?? [];
  const [first, ...rest] = others;
  if (nearest.length > 0 || !first) return [...nearest, ...others];
  return [{ ...first, isPreferred: others.length === 1 }, ...rest];
}

function planned({ document }: LanguageContext, { title, change }: FixIdea): readonly Fix[] {
  if ('start' in change) return [{ title, edits: [change] }];
  const result = planEdits(document, change);
  return result.ok && result.edits.length > 0 ? [{ title, edits: result.edits }] : [];
}

function versionFixes({ document }: LanguageContext): readonly FixIdea[] {
  const { formatVersion } = document.model;
  if (formatVersion !== undefined && formatVersion > 1) return [];
  return [{ title: 'Write “flow: 1”', change: [setValue(['flow'], 1)] }];
}

/** A node that does not say what it does; what else stands in a wrong place has no fix that is known. */
function kindFixes({ document }: LanguageContext, { path }: Diagnostic): readonly FixIdea[] {
  const [section, id] = path;
  const node = section === 'nodes' && path.length === 2 ? nodeOf(document.model, id) : undefined;
  if (node?.uses !== '') return [];
  return ['shell', 'transform', 'constant'].map((kind) => ({
    title: `Add “uses: ${kind}”`,
    change: [setValue([...path, 'uses'], kind)],
  }));
}

function duplicateFixes({ document }: LanguageContext, { node, span }: Diagnostic): readonly FixIdea[] {
  const id = freeId(document.model, node ?? '');
  return [{ title: `Give it the id “${id}”`, change: { ...span, text: id } }];
}

function idFixes({ document }: LanguageContext, { path, span }: Diagnostic): readonly FixIdea[] {
  const [section, id] = path;
  if (section !== 'nodes' && section !== 'inputs') return [];
  const names =
    section === 'nodes'
      ? document.model.nodes.map((node) => node.id)
      : document.model.inputs.map((input) => input.name);
  const valid = toNodeId(String(id)) === 'inputs' ? 'inputs_2' : toNodeId(String(id));
  const free = freeIdAmong(new Set(names), valid);
  const title = `Change to “${free}”`;
  if (section === 'inputs') return [{ title, change: { ...span, text: free } }];
  return [{ title, change: [{ type: 'renameNode', id: String(id), newId: free }] }];
}

function removeEntry({ document }: LanguageContext, { path }: Diagnostic): readonly FixIdea[] {
  const key = path.at(-1);
  if (key === undefined || !document.spanOf(path)) return [];
  return [
    { title: typeof key === 'number' ? 'Remove this entry' : `Remove “${key}”`, change: removals(document, [path]) },
  ];
}

function removeUnsupported(context: LanguageContext, diagnostic: Diagnostic): readonly FixIdea[] {
  return diagnostic.path.at(-1) === 'uses' ? [] : removeEntry(context, diagnostic);
}

/** Takes a wire, an order, a member of a group, an output or a place away. */
function removeWire(context: LanguageContext, diagnostic: Diagnostic): readonly FixIdea[] {
  const { path } = diagnostic;
  const { document } = context;
  const written = document.text.slice(diagnostic.span.start, diagnostic.span.end);
  const words: Readonly<Record<string, string>> = {
    in: `Remove the wire “${written}”`,
    after: `Do not wait for “${written}”`,
    when: 'Remove the condition',
    each: 'Run once only',
  };
  const place = String(path[2]);
  if (path[0] !== 'nodes') return removeEntry(context, diagnostic);
  const title = Object.hasOwn(words, place) ? words[place] : undefined;
  return title === undefined || !document.spanOf(path) ? [] : [{ title, change: removals(document, [path]) }];
}

function addNode(context: LanguageContext, { path, span }: Diagnostic): readonly FixIdea[] {
  if (path[0] === 'layout' || path[0] === 'groups') return [];
  const source = parseWire(writtenAt(context, span));
  if (source?.from !== 'node') return [];
  return [
    {
      title: `Add a node “${source.node}”`,
      change: [{ type: 'addNode', id: source.node, uses: 'shell', with: { run: 'true' } }],
    },
  ];
}

function addInput(context: LanguageContext, { path, span }: Diagnostic): readonly FixIdea[] {
  const source = parseWire(writtenAt(context, span));
  return source?.from === 'input' ? [inputIdea(source.input, typeWanted(context, path))] : [];
}

function nameFixes(context: LanguageContext, { span, path }: Diagnostic): readonly FixIdea[] {
  const [reference] = namesIn(writtenAt(context, span));
  if (!reference || path[3] === undefined || path[2] !== 'with') return [];
  const literal = {
    title: `Write the text “\${${reference.name}}” itself`,
    change: { start: span.start, end: span.start, text: '$' },
  };
  return isNodeId(reference.name) ? [inputIdea(reference.name, 'text'), literal] : [literal];
}

function inputIdea(name: string, type: PortType): FixIdea {
  return { title: `Add an input “${name}” of type ${type}`, change: [setValue(['inputs', name], type)] };
}

/** The type of the port that a wire ends at. */
function typeWanted(context: LanguageContext, path: FlowPath): PortType {
  const kind = path[0] === 'nodes' ? kindOfNode(context, String(path[1])) : undefined;
  const type = path[2] === 'in' ? kind?.inPorts.find(({ name }) => name === path[3])?.type : undefined;
  return type === undefined || type === 'any' ? 'text' : type;
}

function declareSecret(context: LanguageContext, { span }: Diagnostic): readonly FixIdea[] {
  const name = writtenAt(context, span);
  const { secrets } = context.document.model;
  const change = secrets.length === 0 ? setValue(['secrets'], [name]) : setValue(['secrets', secrets.length], name);
  return [{ title: `Add “${name}” to the flow's secrets`, change: [change] }];
}

function durationFixes(context: LanguageContext, { span, replacement }: Diagnostic): readonly FixIdea[] {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]?)/i.exec(writtenAt(context, span)) ?? [];
  if (number === '' || replacement !== undefined) return [];
  const text = number + (/^[smhd]$/i.test(unit) ? unit.toLowerCase() : 's');
  return [{ title: `Change to “${text}”`, change: { ...span, text } }];
}

function writtenAt({ document }: LanguageContext, { start, end }: Diagnostic['span']): string {
  return document.text.slice(start, end).replace(/^(["'])(.*)\1$/, '$2');
}

function setValue(path: FlowPath, value: JsonValue | undefined): FlowEdit {
  return { type: 'setValue', path, value };
}
