import type { Catalog } from '../catalog/kind.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { FlowDocument } from '../document.ts';
import { inOrder } from '../parse/parseFlow.ts';
import type { FlowPlace } from '../subflow/flowFiles.ts';
import { readSubFlows } from '../subflow/readSubFlows.ts';
import type { SubFlows } from '../subflow/subFlow.ts';
import { cycleProblems } from './cycles.ts';
import { flowProblems } from './flowProblems.ts';
import { flowScope } from './flowScope.ts';
import { nodeProblems } from './nodeProblems.ts';
import { locateProblem, type Problem } from './problem.ts';
import { subFlowProblems } from './subFlowProblems.ts';
import { wireProblems } from './wireProblems.ts';

/**
 * Everything that is wrong with a document, its own diagnostics included, in order of place. Of a broken text only the
 * syntax is reported: what it misses would be blamed on what is left.
 * @param place Where the flow's sub-flows are found; without it there are none.
 */
export function validateFlow(document: FlowDocument, catalog: Catalog, place?: FlowPlace): readonly Diagnostic[] {
  if (document.broken) return document.diagnostics;
  const subFlows = openSubFlows(document, catalog, place);
  const scope = flowScope(document, subFlows.catalog, subFlows.flows);
  const problems: Problem[] = [...flowProblems(document, scope)];
  const checkNode = nodeProblems(scope);
  for (const node of scope.model.nodes) {
    for (const problem of checkNode(node)) problems.push(problem);
    wireProblems(scope, node, problems);
    subFlowProblems(scope, node, problems);
  }
  problems.push(...cycleProblems(scope));
  if (problems.length === 0) return document.diagnostics;
  return inOrder([...document.diagnostics, ...problems.map((problem) => locateProblem(document, problem))]);
}

/** The flows that a document uses, and the catalog with a kind for each of them. */
export function openSubFlows(document: FlowDocument, catalog: Catalog, place: FlowPlace | undefined): SubFlows {
  return readSubFlows(document, catalog, place, validateFlow);
}

/** Whether a flow with these diagnostics may run. */
export function isRunnable(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.every((diagnostic) => diagnostic.severity !== 'error');
}
