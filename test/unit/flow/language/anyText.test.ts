import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUILTIN_CATALOG } from '../../../../src/flow/catalog/builtinCatalog.ts';
import { completionsAt } from '../../../../src/flow/language/completion.ts';
import { fixesFor } from '../../../../src/flow/language/fixes.ts';
import { hoverAt } from '../../../../src/flow/language/hover.ts';
import { languageContext } from '../../../../src/flow/language/languageContext.ts';
import { highlightsAt } from '../../../../src/flow/language/navigation.ts';
import { outlineOf } from '../../../../src/flow/language/outline.ts';
import { renameAt } from '../../../../src/flow/language/rename.ts';
import { parseFlow } from '../../../../src/flow/parse/parseFlow.ts';
import { validateFlow } from '../../../../src/flow/validate/validateFlow.ts';
import { FIXTURES } from '../support/fixtures.ts';
import { generatedFlow } from '../support/generatedFlow.ts';

/** Asks everything at one place of a text: whatever the text, there is an answer within it. */
function checkPlace(text: string, offset: number): void {
  const document = parseFlow(text);
  const context = languageContext(document, BUILTIN_CATALOG);
  const completions = completionsAt(context, offset);
  if (completions) {
    expect(completions.span.start).toBeLessThanOrEqual(offset);
    expect(completions.span.end).toBeGreaterThanOrEqual(completions.span.start);
    expect(text.slice(completions.span.start, offset)).not.toContain('\n');
  }
  const hover = hoverAt(context, offset);
  if (hover) expect(hover.contents.join('')).not.toBe('');
  for (const { span } of highlightsAt(context, offset) ?? []) {
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeLessThanOrEqual(text.length);
  }
  renameAt(context, offset, 'other_name');
  outlineOf(context);
  for (const diagnostic of validateFlow(document, BUILTIN_CATALOG)) fixesFor(context, diagnostic);
}

describe('The features of the text', () => {
  it('answer everywhere in texts that are cut anywhere', () => {
    const texts = fc.oneof(generatedFlow, fc.constantFrom(...FIXTURES.map(([, text]) => text)));
    const place = fc.tuple(
      texts,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(place, ([whole, cut, at]) => {
        const text = whole.slice(0, Math.round(whole.length * cut));
        checkPlace(text, Math.round(text.length * at));
      }),
      { numRuns: 300 },
    );
  });
});
