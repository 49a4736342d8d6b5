import { Composer, type Document, Parser, type YAMLError } from 'yaml';
import type { Diagnostic } from '../diagnostic.ts';
import type { FlowPath } from '../model.ts';
import { buildTree } from './buildTree.ts';
import { syntaxMessage } from './syntaxMessages.ts';
import type { SyntaxNode } from './syntaxTree.ts';

/** What a text says as YAML. `diagnostics` count in the same text as the tree. */
export interface YamlReading {
  readonly root: SyntaxNode | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** At least one of the diagnostics is an error of syntax. */
  readonly failed: boolean;
  /** An alias names an anchor that this text does not have. */
  readonly needsAnchors: boolean;
}

// Keys are compared in buildTree, once and by hash; the reader's own check compares each key with each other.
const OPTIONS = {
  uniqueKeys: false,
  prettyErrors: false,
  stringKeys: true,
  logLevel: 'silent',
  version: '1.2',
} as const;

/**
 * Reads any text as one YAML document of the core schema. Never throws. `prefix` is the path in the file of what the
 * text says.
 */
export function readYaml(text: string, prefix: FlowPath): YamlReading {
  try {
    const documents = [...new Composer(OPTIONS).compose(new Parser().parse(text))];
    return readDocument(text, documents, prefix);
  } catch {
    // The reader works recursively: text that is nested thousands of levels deep exhausts its stack.
    const message = 'This text is nested too deeply to be read.';
    return { root: undefined, diagnostics: [syntaxError(message, 0, text.length)], failed: true, needsAnchors: false };
  }
}

function readDocument(text: string, documents: readonly Document.Parsed[], prefix: FlowPath): YamlReading {
  const [document, second] = documents;
  if (!document) return { root: undefined, diagnostics: [], failed: false, needsAnchors: false };
  const tree = buildTree(text, document.contents, prefix);
  const said = (error: YAMLError, severity: 'error' | 'warning'): Diagnostic => {
    const [start, end] = error.pos;
    const quoteStart = /closing .quote/.test(error.message) ? startOfText(tree.root, start) : start;
    return { ...syntaxError(syntaxMessage(error.code, error.message), quoteStart, end), severity };
  };
  const diagnostics = [
    ...document.errors.map((error) => said(error, 'error')),
    ...document.warnings.map((warning) => said(warning, 'warning')),
  ];
  if (second) diagnostics.push(syntaxError(syntaxMessage('MULTIPLE_DOCS', ''), second.range[0], second.range[1]));
  const all = [...diagnostics, ...tree.diagnostics];
  return {
    root: tree.root,
    diagnostics: all,
    failed: all.some((diagnostic) => diagnostic.code === 'syntax' && diagnostic.severity === 'error'),
    needsAnchors: tree.needsAnchors,
  };
}

function syntaxError(message: string, start: number, end: number): Diagnostic {
  return { code: 'syntax', severity: 'error', message, span: { start, end: Math.max(start, end) }, path: [] };
}

/** Start of the text in quotes that ends at an offset: there, not at its end, its author looks for the quote. */
function startOfText(node: SyntaxNode | undefined, end: number): number {
  if (!node || node.start > end) return end;
  const inner = node.kind === 'map' ? node.entries.map((entry) => entry.value) : node.kind === 'list' ? node.items : [];
  for (const child of inner) {
    const start = startOfText(child, end);
    if (start < end) return start;
  }
  return node.kind === 'scalar' && node.end === end ? node.start : end;
}
