import type { KindDefinition } from '../catalog/kind.ts';
import type { FlowNode, FlowPath, PortType, WireSource } from '../model.ts';
import { listed } from '../parse/readContext.ts';
import { formatWire } from '../parse/wireText.ts';
import { itemType } from '../ports.ts';
import { didYouMean } from '../suggest.ts';
import type { FlowScope } from './flowScope.ts';
import type { Problem } from './problem.ts';

/** Types of which a value may be a list: text, JSON and files are looked at when the node runs. */
const MAYBE_LISTS: ReadonlySet<PortType> = new Set(['any', 'json', 'table', 'text', 'file']);

/** What is wrong with `each` and `concurrency` of a node, apart from what its wires carry. */
export function eachProblems(scope: FlowScope, node: FlowNode, kind: KindDefinition | undefined): readonly Problem[] {
  const { each } = node;
  if (each === undefined) return withoutEach(node);
  const path: FlowPath = ['nodes', node.id, 'each'];
  if (kind?.inPorts.some((port) => port.name === each && port.list)) {
    const message = `"${each}" takes all values of its list at once: "${kind.id}" cannot run once per item of it.`;
    return [{ code: 'type-conflict', severity: 'error', message, path }];
  }
  const names = node.in.map((port) => port.port);
  if (names.includes(each)) return [];
  const suggestion = scope.suggest(each, names);
  const there = names.length === 0 ? 'it has no wires' : `wires are on ${listed(names, 'and')}`;
  const message = `"each" names the in-port "${each}", but nothing is wired to it: ${there}.${didYouMean(suggestion)}`;
  const replacement = suggestion === undefined ? {} : { replacement: suggestion };
  return [{ code: 'unknown-port', severity: 'error', message, path, ...replacement }];
}

/** Why a wire cannot carry the list of `each`; undefined when it may. */
export function eachTypeProblem(
  node: FlowNode,
  source: WireSource,
  given: PortType,
  path: FlowPath,
): Problem | undefined {
  if (itemType(given) || MAYBE_LISTS.has(given)) return undefined;
  const message = `"${formatWire(source)}" gives ${given}, which is no list, but "${node.id}" runs once per item of it.`;
  return { code: 'type-conflict', severity: 'error', message, path, node: node.id };
}

function withoutEach(node: FlowNode): readonly Problem[] {
  if (node.concurrency === undefined) return [];
  const message = '"concurrency" says how many items of "each" run at a time; without "each" it has no effect.';
  const path: FlowPath = ['nodes', node.id, 'concurrency'];
  return [{ code: 'unknown-key', severity: 'warning', message, path, part: 'key' }];
}
