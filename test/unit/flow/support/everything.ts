import type { FlowDocument } from '../../../../src/flow/document.ts';
import type { FlowPath } from '../../../../src/flow/model.ts';
import { resolved, type SyntaxNode } from '../../../../src/flow/parse/syntaxTree.ts';

/** Every path of a document, through aliases too, in order of place. */
export function allPaths(document: FlowDocument): readonly FlowPath[] {
  const paths: FlowPath[] = [];
  for (const section of document.syntax.sections) {
    const path = [section.entry.key];
    paths.push(path);
    if (section.entry.value.kind !== 'map') collect(section.entry.value, path, paths);
    for (const child of section.children) {
      const childPath = [...path, child.entry.key];
      paths.push(childPath);
      collect(child.entry.value, childPath, paths);
    }
  }
  return paths;
}

function collect(node: SyntaxNode, path: FlowPath, paths: FlowPath[]): void {
  const target = resolved(node);
  if (target.kind === 'map') {
    for (const entry of target.entries) {
      paths.push([...path, entry.key]);
      collect(entry.value, [...path, entry.key], paths);
    }
  }
  if (target.kind === 'list') {
    target.items.forEach((item, index) => {
      paths.push([...path, index]);
      collect(item, [...path, index], paths);
    });
  }
}

/** Everything that a document tells its readers, for comparison. */
export function everything(document: FlowDocument): unknown {
  return {
    model: { ...document.model, layout: [...document.model.layout] },
    diagnostics: document.diagnostics,
    broken: document.broken,
    spans: allPaths(document).map((path) => [
      path.join('/'),
      document.spanOf(path, 'entry'),
      document.spanOf(path, 'key'),
      document.spanOf(path, 'value'),
    ]),
    root: [document.syntax.root, document.syntax.rootSpan],
  };
}
