import type { Span, WireSource } from '../model.ts';
import type { OutputSnapshot, RunSnapshot } from '../run/snapshot.ts';
import { kindOfNode, type LanguageContext } from './languageContext.ts';
import { stateWords, valuePreview, valueWords } from './runWords.ts';

/** Characters of a value that stand in the line. */
const HINT_CHARACTERS = 24;

/** A few words that an editor shows in a line without their being in the text. */
export interface Hint {
  readonly offset: number;
  readonly text: string;
  /** The node that the value came from and how it ended. */
  readonly about: string;
  /** The beginning of the value. */
  readonly preview: string;
}

/** What last came over the wires that stand within a span of the text. */
export function hintsIn(context: LanguageContext, within: Span, run: RunSnapshot | undefined): readonly Hint[] {
  const { document } = context;
  if (!run || document.broken) return [];
  return document.model.nodes.flatMap((node) => {
    const span = document.spanOf(['nodes', node.id]);
    if (!span || span.end < within.start || span.start > within.end) return [];
    return node.in.flatMap((port) =>
      port.sources.flatMap((source, index): readonly Hint[] => {
        const path = ['nodes', node.id, 'in', port.port, ...(port.isList ? [index] : [])];
        const at = document.spanOf(path, 'value');
        const hint = at && hintOf(context, source, run, at.end);
        return hint ? [hint] : [];
      }),
    );
  });
}

function hintOf(context: LanguageContext, source: WireSource, run: RunSnapshot, offset: number): Hint | undefined {
  if (source.from === 'input') return undefined;
  const ran = run.nodes.get(source.node);
  const port = source.port ?? kindOfNode(context, source.node)?.defaultOutPort;
  const output = ran?.outputs.find((found) => found.port === port);
  if (!ran || !output) return undefined;
  const about = `${source.node}: ${stateWords(ran)}`;
  return { offset, text: shortWords(output), about, preview: valuePreview(output) };
}

function shortWords(output: OutputSnapshot): string {
  const words = valueWords(output);
  if (words === '') return 'empty';
  return words.length > HINT_CHARACTERS ? `${words.slice(0, HINT_CHARACTERS - 1)}…` : words;
}
