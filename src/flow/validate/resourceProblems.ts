import type { FlowNode, FlowPath } from '../model.ts';
import { listed } from '../parse/readContext.ts';
import { didYouMean } from '../suggest.ts';
import type { FlowScope } from './flowScope.ts';
import type { Problem } from './problem.ts';

/** How much there is of a resource that `defaults` does not name. */
const UNDECLARED_LIMIT = 1;

/** What is wrong with the resources that a node needs: more than there is, or a name that looks like a slip. */
export function resourceProblems(scope: FlowScope, node: FlowNode): readonly Problem[] {
  const limits = new Map(Object.entries(scope.model.defaults.resources ?? {}));
  return Object.entries(node.resources).flatMap(([name, amount]): readonly Problem[] => {
    const path: FlowPath = ['nodes', node.id, 'resources', name];
    const limit = limits.get(name);
    const there = limit ?? UNDECLARED_LIMIT;
    const suggestion = limit === undefined ? scope.suggest(name, limits.keys()) : undefined;
    if (amount > there) return [tooMuch(node.id, name, amount, limit, suggestion, path)];
    if (suggestion === undefined) return [];
    const message = `"defaults" names no resource "${name}", only ${listed([...limits.keys()], 'and')}; there is 1 of it.${didYouMean(suggestion)}`;
    return [{ code: 'unknown-name', severity: 'warning', message, path, part: 'key', replacement: suggestion }];
  });
}

function tooMuch(
  node: string,
  name: string,
  amount: number,
  limit: number | undefined,
  suggestion: string | undefined,
  path: FlowPath,
): Problem {
  const remedy = `write "defaults: { resources: { ${name}: ${amount} } }" if there is more`;
  const there =
    limit === undefined
      ? `"defaults" does not say how much there is, so there is 1; ${remedy}.${didYouMean(suggestion)}`
      : `there is only ${limit}; ${remedy}.`;
  const message = `"${node}" needs ${amount} of "${name}", but ${there}`;
  return { code: 'invalid-setting', severity: 'error', message, path };
}
