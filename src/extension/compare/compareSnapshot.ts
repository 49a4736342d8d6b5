import { BUILTIN_CATALOG } from '../../flow/catalog/builtinCatalog.ts';
import { compareFlows } from '../../flow/compare/compareFlows.ts';
import { comparisonSummary } from '../../flow/compare/comparisonWords.ts';
import { differencesOf } from '../../flow/compare/differences.ts';
import { overlayFlow } from '../../flow/compare/overlayFlow.ts';
import type { FlowDocument } from '../../flow/document.ts';
import type { FlowPlace } from '../../flow/subflow/flowFiles.ts';
import { validateFlow } from '../../flow/validate/validateFlow.ts';
import type { ComparisonSnapshot } from '../../messages/comparison.ts';
import { flowOf } from '../editor/documentSnapshot.ts';

/** A flow and what to call it. */
export interface NamedFlow {
  readonly label: string;
  readonly flow: FlowDocument;
  /** Where the flow finds those that it uses. */
  readonly place?: FlowPlace | undefined;
}

/** Two flows as one picture. Of a text that cannot be read nothing is drawn: what is missing would look removed. */
export function compareSnapshot(before: NamedFlow, after: NamedFlow): ComparisonSnapshot {
  const broken = [before, after].find(({ flow }) => flow.broken);
  const comparison = compareFlows(before.flow, broken ? before.flow : after.flow);
  const overlay = overlayFlow(before.flow.model, after.flow.model, comparison);
  const model = broken ? { ...overlay.model, nodes: [], groups: [], outputs: [] } : overlay.model;
  return {
    before: before.label,
    after: after.label,
    summary: comparisonSummary(comparison),
    document: {
      version: 0,
      title: after.label,
      flow: flowOf(model),
      diagnostics: validateFlow(after.flow, BUILTIN_CATALOG, after.place),
    },
    addedWires: overlay.addedWires,
    removedWires: overlay.removedWires,
    differences: broken ? [] : differencesOf(comparison),
    ...(broken ? { problem: `${broken.label} has an error and cannot be read as a flow; compare the texts.` } : {}),
  };
}
