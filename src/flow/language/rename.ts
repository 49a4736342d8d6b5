import { applyTextEdits } from '../edit/applyTextEdits.ts';
import { fileStyle } from '../edit/fileStyle.ts';
import type { EditResult, TextEdit } from '../edit/flowEdit.ts';
import { planEdits } from '../edit/planEdits.ts';
import { isPlainSafe } from '../edit/scalarText.ts';
import type { FlowPath, Span } from '../model.ts';
import { isNodeId } from '../nodeId.ts';
import { locate, valueOf } from '../parse/locate.ts';
import { parseFlow } from '../parse/parseFlow.ts';
import { environmentName } from './codeVariables.ts';
import { type LanguageContext, languageContext, nodeOf } from './languageContext.ts';
import { occurrenceAt, occurrencesOf } from './occurrences.ts';
import { type FlowSymbol, type Occurrence, sameSymbol } from './symbols.ts';

/** What would be renamed, or why it cannot be. */
export type RenameTarget =
  | { readonly ok: true; readonly span: Span; readonly name: string }
  | { readonly ok: false; readonly message: string };

/** Whether what is named at an offset can be given another name here. */
export function renameTargetAt(context: LanguageContext, offset: number): RenameTarget {
  if (context.document.broken) return refused('The text has an error that must be mended before anything is renamed.');
  const at = occurrenceAt(context, offset);
  if (!at) return refused('Put the cursor on a node, a port, an input or a resource to rename it.');
  const problem = fixedName(context, at.symbol);
  if (problem !== undefined) return refused(problem);
  return { ok: true, span: at.span, name: context.document.text.slice(at.span.start, at.span.end) };
}

/** The smallest edits that give what is named at an offset another name, everywhere in the file. */
export function renameAt(context: LanguageContext, offset: number, newName: string): EditResult {
  const target = renameTargetAt(context, offset);
  if (!target.ok) return failed(target.message);
  const symbol = occurrenceAt(context, offset)?.symbol;
  if (!symbol || newName === target.name) return { ok: true, edits: [] };
  if (symbol.is === 'node') {
    return planEdits(context.document, [{ type: 'renameNode', id: symbol.name, newId: newName }]);
  }
  const places = occurrencesOf(context, symbol);
  const taken = nameProblem(context, symbol, newName, places);
  if (taken !== undefined) return failed(taken);
  if (places.some(({ shared }) => shared)) {
    return failed(`"${symbol.name}" is named through an anchor that other places share; change it in the text.`);
  }
  const edits = places.map((place) => renamed(context, place, newName));
  return sameMeaning(context, symbol, newName, edits, places.length);
}

/** Why a name is not the flow's to give; undefined when it is. */
function fixedName(context: LanguageContext, symbol: FlowSymbol): string | undefined {
  if (symbol.is === 'secret') {
    return `"${symbol.name}" is also the name under which the secret's value is kept outside of this file; change both by hand.`;
  }
  if (symbol.is === 'resource' || symbol.is === 'input' || symbol.is === 'node') return undefined;
  const kind = context.catalog.get(nodeOf(context.document.model, symbol.node)?.uses ?? '');
  const ports = symbol.is === 'inPort' ? kind?.inPorts : kind?.outPorts;
  if (ports?.some(({ name }) => name === symbol.name)) {
    return `"${symbol.name}" is a port of the kind "${kind?.id ?? ''}" and has its name from there.`;
  }
  const isWritten = occurrencesOf(context, symbol).some(({ isDefinition }) => isDefinition);
  return isWritten ? undefined : `Nothing in this file says where "${symbol.name}" comes from.`;
}

/** Why a name cannot be given; undefined when it can. */
function nameProblem(
  context: LanguageContext,
  symbol: FlowSymbol,
  name: string,
  places: readonly Occurrence[],
): string | undefined {
  if (!isNodeId(name)) {
    return `"${name}" cannot be a name here. Names start with a letter or _, then letters, digits, _ and - follow.`;
  }
  const node = 'node' in symbol ? nodeOf(context.document.model, symbol.node) : undefined;
  const isPortOfKind = node && context.catalog.get(node.uses)?.inPorts.some((port) => port.name === name);
  const there = occurrencesOf(context, { ...symbol, name }).length > 0;
  if (there || (symbol.is === 'inPort' && isPortOfKind)) return `There already is "${name}".`;
  const hidden = symbol.is === 'input' && places.some(({ path }) => hidesInput(context, path, name));
  return hidden ? `A node that uses "${symbol.name}" already has an in-port "${name}".` : undefined;
}

/** Whether an in-port would hide the new name of an input in the settings of a node. */
function hidesInput({ document }: LanguageContext, path: FlowPath, name: string): boolean {
  if (path[0] !== 'nodes' || path[2] !== 'with') return false;
  return nodeOf(document.model, path[1])?.in.some((wired) => wired.port === name) ?? false;
}

function renamed({ document }: LanguageContext, place: Occurrence, newName: string): TextEdit {
  const text = place.written === 'variable' ? environmentName(newName) : newName;
  const scalar = locate(document.syntax, place.path);
  const isKey = scalar?.kind === 'entry' && place.span.end <= scalar.placed.entry.keySpan.end + scalar.placed.base;
  const value = scalar && !isKey ? valueOf(scalar) : undefined;
  const needsQuotes = value?.kind === 'scalar' && value.style === 'plain' && !isPlainSafe(text, true);
  const { quote } = fileStyle(document);
  return {
    ...place.span,
    text: needsQuotes && place.span.end - place.span.start === value.end - value.start ? quote + text + quote : text,
  };
}

/** Reads the result again: it must name the new symbol as often as the old text named the old one. */
function sameMeaning(
  context: LanguageContext,
  symbol: FlowSymbol,
  newName: string,
  edits: readonly TextEdit[],
  count: number,
): EditResult {
  const text = applyTextEdits(context.document.text, edits);
  const after = languageContext(parseFlow(text, context.document), context.catalog);
  const now: FlowSymbol = { ...symbol, name: newName };
  const found = occurrencesOf(after, now).filter((occurrence) => sameSymbol(occurrence.symbol, now)).length;
  const left = occurrencesOf(after, symbol).length;
  if (after.document.broken || left > 0 || found !== count) {
    return failed(`"${newName}" would mean something else somewhere in this file; choose another name.`);
  }
  return { ok: true, edits };
}

function refused(message: string): RenameTarget {
  return { ok: false, message };
}

function failed(message: string): EditResult {
  return { ok: false, refusal: { message } };
}
