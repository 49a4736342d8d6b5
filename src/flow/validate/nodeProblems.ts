import { UNSUPPORTED_KINDS } from '../catalog/builtinCatalog.ts';
import type { Catalog, KindDefinition } from '../catalog/kind.ts';
import type { FlowNode, FlowPath } from '../model.ts';
import { listed } from '../parse/readContext.ts';
import { isSubFlowPath } from '../subflow/subFlowPath.ts';
import { didYouMean } from '../suggest.ts';
import { eachProblems } from './eachProblems.ts';
import type { FlowScope } from './flowScope.ts';
import { nameProblems } from './nameProblems.ts';
import type { Problem } from './problem.ts';
import { resourceProblems } from './resourceProblems.ts';
import { settingProblems } from './settingProblems.ts';

/** Problems of a node, and the names around it for which they hold. */
interface Checked {
  readonly names: string;
  readonly problems: readonly Problem[];
}

const CHECKED = new WeakMap<Catalog, WeakMap<FlowNode, Checked>>();

/**
 * Checks what can be said of a node without looking at others. The result for a node object is kept, so that a
 * validation after an edit only costs as much as the nodes that changed.
 */
export function nodeProblems(scope: FlowScope): (node: FlowNode) => readonly Problem[] {
  const names = JSON.stringify([[...scope.inputs], [...scope.secrets], scope.model.defaults.resources ?? {}]);
  const checked = CHECKED.get(scope.catalog) ?? new WeakMap<FlowNode, Checked>();
  CHECKED.set(scope.catalog, checked);
  return (node) => {
    const known = checked.get(node);
    if (known?.names === names) return known.problems;
    const problems = checkNode(scope, node);
    checked.set(node, { names, problems });
    return problems;
  };
}

function checkNode(scope: FlowScope, node: FlowNode): readonly Problem[] {
  const kind = scope.kindOf(node);
  const found: readonly Problem[] = [
    ...(kind ? kindProblems(scope, node, kind) : unknownKind(scope, node)),
    ...secretProblems(scope, node),
    ...unsupportedKeys(node),
    ...eachProblems(scope, node, kind),
    ...resourceProblems(scope, node),
  ];
  return found.map((problem) => ({ ...problem, node: node.id }));
}

function kindProblems(scope: FlowScope, node: FlowNode, kind: KindDefinition): readonly Problem[] {
  return [
    ...(kind.runtime === 'flow' ? [] : missingPorts(node, kind)),
    ...settingProblems(scope, node, kind),
    ...nameProblems(scope, node, kind),
    ...processKeys(node, kind),
  ];
}

function unknownKind(scope: FlowScope, node: FlowNode): readonly Problem[] {
  const { uses } = node;
  // What is wrong with a sub-flow depends on other files: see `subFlowProblems`.
  if (uses === '' || isSubFlowPath(uses)) return [];
  const path: FlowPath = ['nodes', node.id, 'uses'];
  const later = laterKind(uses);
  if (later) {
    const message = `This build does not run ${later} yet, so "${uses}" cannot be used.`;
    return [{ code: 'unsupported', severity: 'error', message, path }];
  }
  const kinds = [...scope.catalog.values()].flatMap(({ id, runtime }) => (runtime === 'flow' ? [] : [id]));
  const suggestion = scope.suggest(uses, kinds);
  const message = `There is no kind "${uses}".${didYouMean(suggestion) || ` Kinds are ${listed(kinds, 'and')}.`}`;
  const replacement = suggestion === undefined ? {} : { replacement: suggestion };
  return [{ code: 'unknown-kind', severity: 'error', message, path, ...replacement }];
}

/** What a kind that only later builds run is, in words. */
function laterKind(uses: string): string | undefined {
  if (UNSUPPORTED_KINDS.has(uses)) return `nodes of the kind ${uses}`;
  return /^[\w.-]+\/[\w./-]+$/.test(uses) ? 'kinds of plugins' : undefined;
}

function missingPorts(node: FlowNode, kind: KindDefinition): readonly Problem[] {
  return kind.inPorts.flatMap((port): readonly Problem[] => {
    if (!port.required || node.in.some((wired) => wired.port === port.name)) return [];
    const message = `"${node.id}" needs a wire on "${port.name}": add "in: { ${port.name}: node.port }".`;
    return [{ code: 'missing-port', severity: 'error', message, path: ['nodes', node.id], part: 'key' }];
  });
}

function secretProblems(scope: FlowScope, node: FlowNode): readonly Problem[] {
  return node.secrets.flatMap((name, index): readonly Problem[] => {
    if (scope.secrets.has(name)) return [];
    const suggestion = scope.suggest(name, scope.secrets);
    const message = `The flow has no secret "${name}"; add it to "secrets" at the top level.${didYouMean(suggestion)}`;
    const path: FlowPath = ['nodes', node.id, 'secrets', index];
    const replacement = suggestion === undefined ? {} : { replacement: suggestion };
    return [{ code: 'unknown-secret', severity: 'error', message, path, ...replacement }];
  });
}

/** Keys of the format that only later builds obey. Passing over them would run something else than the author meant. */
function unsupportedKeys(node: FlowNode): readonly Problem[] {
  const later: readonly (readonly [key: string, present: boolean, what: string])[] = [
    ['sandbox', node.sandbox !== undefined && node.sandbox !== 'off', 'run nodes in a sandbox'],
  ];
  return later
    .filter(([, present]) => present)
    .map(([key, , what]) => {
      const message = `This build does not ${what} yet; "${key}" would have no effect.`;
      return { code: 'unsupported', severity: 'error', message, path: ['nodes', node.id, key], part: 'key' };
    });
}

function processKeys(node: FlowNode, kind: KindDefinition): readonly Problem[] {
  if (kind.runtime !== 'builtin') return [];
  const present = [
    ...(Object.keys(node.env).length > 0 ? ['env'] : []),
    ...(node.workdir !== undefined && !kind.id.startsWith('file.') ? ['workdir'] : []),
  ];
  return present.map((key) => {
    const message = `"${key}" has no effect here: "${kind.id}" starts no process.`;
    return { code: 'unknown-key', severity: 'warning', message, path: ['nodes', node.id, key], part: 'key' };
  });
}
