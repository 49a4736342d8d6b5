import type { FlowPath, Span } from '../model.ts';
import { ownValue } from '../ownKeys.ts';
import { sectionOf } from '../parse/documentSyntax.ts';
import { kindOfNode, type LanguageContext } from './languageContext.ts';

/** What an entry of the outline is; decides its icon. */
export type OutlineKind = 'section' | 'input' | 'secret' | 'node' | 'code' | 'output' | 'group';

/** An entry of the outline of a flow, for breadcrumbs, sticky lines and jumps by name. */
export interface OutlineEntry {
  readonly name: string;
  readonly detail: string;
  readonly kind: OutlineKind;
  /** All of it. */
  readonly span: Span;
  /** Its key. */
  readonly nameSpan: Span;
  readonly children: readonly OutlineEntry[];
}

/** The outline of a flow: its sections with what stands in them, in the order of the text. */
export function outlineOf(context: LanguageContext): readonly OutlineEntry[] {
  const { document } = context;
  const sections: readonly (readonly [key: string, children: readonly (OutlineEntry | undefined)[]])[] = [
    ['inputs', document.model.inputs.map(({ name, type }) => entry(context, ['inputs', name], type, 'input'))],
    ['secrets', document.model.secrets.map((name, index) => secret(context, name, index))],
    ['nodes', nodes(context)],
    ['outputs', document.model.outputs.map(({ name }) => entry(context, ['outputs', name], 'output', 'output'))],
    ['groups', document.model.groups.map(({ id, title }) => entry(context, ['groups', id], title ?? '', 'group'))],
  ];
  return sections
    .filter(([key]) => sectionOf(document.syntax, key) !== undefined)
    .map(([key, children]) => entry(context, [key], '', 'section', present(children)))
    .filter((found) => found !== undefined)
    .toSorted((left, right) => left.span.start - right.span.start);
}

function nodes(context: LanguageContext): readonly (OutlineEntry | undefined)[] {
  return context.document.model.nodes.map((node) => {
    const settings = Object.keys(node.with).filter((name) => {
      const kind = kindOfNode(context, node.id);
      return kind && ownValue(kind.settings, name)?.format === 'code';
    });
    const code = settings.map((name) => entry(context, ['nodes', node.id, 'with', name], '', 'code'));
    return entry(context, ['nodes', node.id], node.name ?? node.uses, 'node', present(code));
  });
}

function secret({ document }: LanguageContext, name: string, index: number): OutlineEntry | undefined {
  const span = document.spanOf(['secrets', index], 'value');
  return span && { name, detail: 'secret', kind: 'secret', span, nameSpan: span, children: [] };
}

function entry(
  { document }: LanguageContext,
  path: FlowPath,
  detail: string,
  kind: OutlineKind,
  children: readonly OutlineEntry[] = [],
): OutlineEntry | undefined {
  const span = document.spanOf(path);
  const nameSpan = document.spanOf(path, 'key');
  const name = String(path.at(-1));
  return span && nameSpan && name !== '' ? { name, detail, kind, span, nameSpan, children } : undefined;
}

function present(entries: readonly (OutlineEntry | undefined)[]): readonly OutlineEntry[] {
  return entries.filter((found) => found !== undefined);
}
