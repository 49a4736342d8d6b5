import { formatWire } from '../parse/wireText.ts';
import { type CompletionItem, snippetText } from './completionItem.ts';
import type { CursorPlace } from './cursor.ts';
import { type LanguageContext, nodeOf } from './languageContext.ts';
import type { NamesFound } from './nameItems.ts';

/** How code of a language names a value, up to the cursor. */
const OPENINGS: Readonly<Record<string, RegExp>> = {
  shell: /\$\{?\w*$/,
  jsonata: /\$\w*$/,
  liquid: /\{\{-?\s*\w*$/,
};

/** Variables for a name that is being written in code; undefined where none is. */
export function codeVariables(
  context: LanguageContext,
  place: CursorPlace,
  node: string,
  language: string,
): NamesFound | undefined {
  const open = OPENINGS[language]?.exec(place.typed)?.[0];
  if (open === undefined) return undefined;
  const lead = /^(?:\$\{?|\{\{-?\s*)/.exec(open)?.[0] ?? '';
  const variables = language === 'shell' ? shellVariables(context, node) : portVariables(context, node, (name) => name);
  const items = variables.map(
    ([name, detail]): CompletionItem => ({
      label: name,
      kind: 'variable',
      detail,
      filter: `${lead}${name}`,
      insert: snippetText(lead + name),
    }),
  );
  return { items, typed: open.length };
}

type Variable = readonly [name: string, detail: string];

function portVariables({ model }: LanguageContext, id: string, nameOf: (port: string) => string): readonly Variable[] {
  return (nodeOf(model, id)?.in ?? []).map(({ port, sources }) => [nameOf(port), sources.map(formatWire).join(', ')]);
}

function shellVariables(context: LanguageContext, id: string): readonly Variable[] {
  const { model } = context;
  const node = nodeOf(model, id);
  return [
    ...portVariables(context, id, environmentName).filter(([name]) => name !== 'stdin'),
    ...[...Object.keys(node?.env ?? {}), ...Object.keys(model.env)].map(
      (name): Variable => [name, 'environment variable'],
    ),
    ...(node?.secrets ?? []).map((name): Variable => [name, 'secret']),
    ['FLOW_OUTPUT', 'file to which name=value lines are appended'],
  ];
}

/** The environment variable of an in-port. */
export function environmentName(port: string): string {
  return port.replace(/[-.]/g, '_');
}
