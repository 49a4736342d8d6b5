import type { FlowDocument } from '../../../../src/flow/document.ts';
import { parseFlow } from '../../../../src/flow/parse/parseFlow.ts';
import type { FlowPlace } from '../../../../src/flow/subflow/flowFiles.ts';

/** The place of a flow among others that are given by their paths and texts; `texts` may be changed afterwards. */
export function placeAmong(path: string, texts: Record<string, string>): FlowPlace {
  const parsed = new Map<string, { text: string; document: FlowDocument }>();
  const read = (name: string) => {
    const text = texts[name];
    if (text === undefined) return { absent: `There is no file ${name}.` };
    const known = parsed.get(name);
    if (known?.text === text) return known.document;
    const document = parseFlow(text);
    parsed.set(name, { text, document });
    return document;
  };
  return { path, files: { read } };
}
