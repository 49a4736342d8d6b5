import type { Span } from '../model.ts';
import type { LanguageContext } from './languageContext.ts';
import { occurrenceAt, occurrencesOf } from './occurrences.ts';
import type { FlowSymbol } from './symbols.ts';

/** Where something is defined, and the place that was asked about. */
export interface DefinitionFound {
  readonly from: Span;
  /** The names that define it. */
  readonly targets: readonly Span[];
}

/** Where the thing that is named at an offset is defined. A port that no text defines is where its node is. */
export function definitionAt(context: LanguageContext, offset: number): DefinitionFound | undefined {
  const at = occurrenceAt(context, offset);
  if (!at) return undefined;
  const own = definitionsOf(context, at.symbol);
  const { symbol } = at;
  const targets =
    own.length > 0 || symbol.is !== 'outPort' ? own : definitionsOf(context, { is: 'node', name: symbol.node });
  return targets.length === 0 ? undefined : { from: at.span, targets };
}

/** The names of the thing that is named at an offset; definitions only where they are asked for. */
export function referencesAt(
  context: LanguageContext,
  offset: number,
  withDefinitions: boolean,
): readonly Span[] | undefined {
  const at = occurrenceAt(context, offset);
  if (!at) return undefined;
  return occurrencesOf(context, at.symbol)
    .filter(({ isDefinition }) => withDefinitions || !isDefinition)
    .map(({ span }) => span);
}

/** A name to be marked: where a value is defined or where it is used. */
export interface Highlight {
  readonly span: Span;
  readonly isDefinition: boolean;
}

/** All places of the thing that is named at an offset. */
export function highlightsAt(context: LanguageContext, offset: number): readonly Highlight[] | undefined {
  const at = occurrenceAt(context, offset);
  return at && occurrencesOf(context, at.symbol).map(({ span, isDefinition }) => ({ span, isDefinition }));
}

function definitionsOf(context: LanguageContext, symbol: FlowSymbol): readonly Span[] {
  return occurrencesOf(context, symbol)
    .filter(({ isDefinition }) => isDefinition)
    .map(({ span }) => span);
}
