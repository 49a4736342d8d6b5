import { BUILTIN_CATALOG } from '../../../../src/flow/catalog/builtinCatalog.ts';
import { type Completions, completionsAt } from '../../../../src/flow/language/completion.ts';
import type { CompletionItem } from '../../../../src/flow/language/completionItem.ts';
import { type LanguageContext, languageContext } from '../../../../src/flow/language/languageContext.ts';
import { parseFlow } from '../../../../src/flow/parse/parseFlow.ts';

/** Marks the cursor in a text. */
export const CURSOR = '‸';

/** A text without its cursor mark, read, and where the mark stood. */
export function atCursor(marked: string): { context: LanguageContext; text: string; offset: number } {
  const offset = marked.indexOf(CURSOR);
  if (offset < 0) throw new Error(`No ${CURSOR} in the text.`);
  const text = marked.replace(CURSOR, '');
  return { context: languageContext(parseFlow(text), BUILTIN_CATALOG), text, offset };
}

/** What is offered at the cursor, as far as the letters typed match, as an editor filters it. */
export function offered(marked: string): { found: Completions | undefined; items: readonly CompletionItem[] } {
  const { context, text, offset } = atCursor(marked);
  const found = completionsAt(context, offset);
  const typed = found ? text.slice(found.span.start, offset).toLowerCase() : '';
  const items = (found?.items ?? []).filter((item) => (item.filter ?? item.label).toLowerCase().startsWith(typed));
  return { found, items };
}

/** The text after an item was accepted, with the cursor where the editor puts it. */
export function accepted(marked: string, label: string): string {
  const { text, offset } = atCursor(marked);
  const { found, items } = offered(marked);
  const item = items.find((candidate) => candidate.label === label);
  if (!found || !item) throw new Error(`"${label}" is not offered, only ${items.map((one) => one.label).join(', ')}.`);
  const start = text.lastIndexOf('\n', found.span.start - 1) + 1;
  const indentation = /^[ \t]*/.exec(text.slice(start, found.span.start))?.[0] ?? '';
  const body = expandSnippet(item.insert).replaceAll('\n', `\n${indentation}`);
  const end = Math.max(offset, found.span.end);
  return text.slice(0, found.span.start) + (body.includes(CURSOR) ? body : body + CURSOR) + text.slice(end);
}

function expandSnippet(snippet: string): string {
  return snippet.replace(/\\([\\$}])|\$(\d)/g, (_whole, escaped: string | undefined) => escaped ?? CURSOR);
}
