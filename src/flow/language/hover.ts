import type { FlowPath, Span } from '../model.ts';
import { locate, valueOf } from '../parse/locate.ts';
import type { RunSnapshot } from '../run/snapshot.ts';
import { shapeAt } from './formatShape.ts';
import { kindDoc } from './kindDoc.ts';
import { kindOfNode, type LanguageContext } from './languageContext.ts';
import { occurrenceAt } from './occurrences.ts';
import { keyShape, scalarShapes } from './shape.ts';
import { symbolDoc } from './symbolDoc.ts';

/** What is told of a place in the text. */
export interface Hover {
  readonly span: Span;
  /** Markdown, one paragraph group after the other. */
  readonly contents: readonly string[];
}

/** What is known of what stands at an offset; with a run, what came of it there. */
export function hoverAt(context: LanguageContext, offset: number, run?: RunSnapshot): Hover | undefined {
  const { document } = context;
  const path = document.pathAt(offset);
  if (path.length === 0) return undefined;
  const named = occurrenceAt(context, offset);
  const inKey = within(document.spanOf(path, 'key'), offset);
  const keyDoc = inKey ? docOfKey(context, path) : undefined;
  if (named) {
    const contents = [...symbolDoc(context, named.symbol, run), ...(keyDoc === undefined ? [] : [keyDoc.doc])];
    return { span: named.span, contents };
  }
  if (keyDoc) return { span: keyDoc.span, contents: [keyDoc.doc] };
  return valueHover(context, path, offset);
}

function valueHover(context: LanguageContext, path: FlowPath, offset: number): Hover | undefined {
  const { document } = context;
  const span = document.spanOf(path, 'value');
  const located = locate(document.syntax, path);
  const value = located && valueOf(located);
  if (!span || !within(span, offset) || value?.kind !== 'scalar' || value.value === null) return undefined;
  const shapes = scalarShapes(shapeAt(path, (id) => kindOfNode(context, id)));
  for (const shape of shapes) {
    if (shape.is === 'kind') {
      const kind = context.catalog.get(String(value.value));
      return kind && { span, contents: [kindDoc(kind)] };
    }
    const choice = shape.is === 'choice' ? shape.choices.find((one) => one.value === value.value) : undefined;
    if (choice?.doc !== undefined) return { span, contents: [`**${String(choice.value)}**: ${choice.doc}`] };
  }
  return undefined;
}

function docOfKey(context: LanguageContext, path: FlowPath): { readonly doc: string; readonly span: Span } | undefined {
  const span = context.document.spanOf(path, 'key');
  const key = keyShape(
    shapeAt(path.slice(0, -1), (id) => kindOfNode(context, id)),
    String(path.at(-1)),
  );
  if (!span || !key || key.doc === '') return undefined;
  const needed = key.required ? ', needed' : '';
  const detail = key.detail === undefined ? '' : ` \`${key.detail}\``;
  return { doc: `**${key.key}**${detail}${needed}\n\n${key.doc}`, span };
}

function within(span: Span | undefined, offset: number): boolean {
  return span !== undefined && span.start <= offset && offset <= span.end;
}
