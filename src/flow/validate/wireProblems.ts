import type { KindDefinition } from '../catalog/kind.ts';
import type { FlowNode, FlowPath, InPort, PortType, WireSource } from '../model.ts';
import { listed } from '../parse/readContext.ts';
import { formatWire } from '../parse/wireText.ts';
import { canConnect, collectedType, itemType, outPortsOf } from '../ports.ts';
import { didYouMean } from '../suggest.ts';
import { eachTypeProblem } from './eachProblems.ts';
import type { FlowScope } from './flowScope.ts';
import type { Problem } from './problem.ts';

/** What is wrong with everything by which a node names other nodes: wires, conditions and order. */
export function wireProblems(scope: FlowScope, node: FlowNode, problems: Problem[]): void {
  const kind = scope.kindOf(node);
  for (const port of node.in) portProblems(scope, node, kind, port, problems);
  if (node.when) {
    const problem = sourceProblem(scope, node.when.source, ['nodes', node.id, 'when'], node.id);
    if (problem) problems.push(withNegation(problem, node.when.negated));
  }
  node.after.forEach((id, index) => {
    if (scope.nodes.has(id) || scope.services.has(id)) return;
    const suggestion = scope.suggest(id, scope.nodes.keys());
    problems.push({
      code: 'unknown-node',
      severity: 'error',
      message: `There is no node or service "${id}" to come after.${didYouMean(suggestion)}`,
      path: ['nodes', node.id, 'after', index],
      node: node.id,
      ...(suggestion === undefined ? {} : { replacement: suggestion }),
    });
  });
}

function withNegation(problem: Problem, negated: boolean): Problem {
  return problem.replacement === undefined || !negated
    ? problem
    : { ...problem, replacement: `not ${problem.replacement}` };
}

function portProblems(
  scope: FlowScope,
  node: FlowNode,
  kind: KindDefinition | undefined,
  port: InPort,
  problems: Problem[],
): void {
  const path: FlowPath = ['nodes', node.id, 'in', port.port];
  const definition = kind?.inPorts.find((candidate) => candidate.name === port.port);
  if (kind && !definition && !kind.openInPorts) problems.push(unknownInPort(scope, node, kind, port.port, path));
  const isEach = node.each === port.port;
  if (definition && port.isList && !definition.list && !isEach) {
    const message = `"${port.port}" takes one wire, not a list. A merge node makes one value of several.`;
    problems.push({ code: 'type-conflict', severity: 'error', message, path, node: node.id });
  }
  port.sources.forEach((source, index) => {
    const place = port.isList ? [...path, index] : path;
    const problem =
      sourceProblem(scope, source, place, node.id) ??
      (isEach && !port.isList ? eachTypeProblem(node, source, typeOf(scope, source), place) : undefined) ??
      (definition ? typeProblem(scope, node, source, definition.type, port, place) : undefined);
    if (problem) problems.push(problem);
  });
}

function unknownInPort(scope: FlowScope, node: FlowNode, kind: KindDefinition, name: string, path: FlowPath): Problem {
  const names = kind.inPorts.map((port) => port.name);
  const suggestion = scope.suggest(name, names) ?? (names.length === 1 ? names[0] : undefined);
  const there = names.length === 0 ? `"${kind.id}" has no in-ports` : `"${kind.id}" takes ${listed(names, 'and')}`;
  return {
    code: 'unknown-port',
    severity: 'error',
    message: `There is no in-port "${name}": ${there}.${didYouMean(suggestion)}`,
    path,
    part: 'key',
    node: node.id,
    ...(suggestion === undefined ? {} : { replacement: suggestion }),
  };
}

/** Why a wire comes from nowhere; undefined when its source is there. */
export function sourceProblem(
  scope: FlowScope,
  source: WireSource,
  path: FlowPath,
  node?: string,
): Problem | undefined {
  if (source.from === 'input') return inputProblem(scope, source.input, path, node);
  const from = scope.nodes.get(source.node);
  if (!from) return unknownNode(scope, source, path, node);
  if (source.port === undefined) return undefined;
  return outPortProblem(scope, from, source.port, path, node);
}

function inputProblem(scope: FlowScope, name: string, path: FlowPath, node: string | undefined): Problem | undefined {
  if (scope.inputs.has(name)) return undefined;
  const suggestion = scope.suggest(name, scope.inputs);
  const there =
    scope.inputs.size === 0 ? 'the flow has no inputs' : `the flow's inputs are ${listed([...scope.inputs], 'and')}`;
  return {
    code: 'unknown-input',
    severity: 'error',
    message: `There is no input "${name}": ${there}.${didYouMean(suggestion)}`,
    path,
    ...(node === undefined ? {} : { node }),
    ...(suggestion === undefined ? {} : { replacement: `inputs.${suggestion}` }),
  };
}

function unknownNode(
  scope: FlowScope,
  source: WireSource & { from: 'node' },
  path: FlowPath,
  node: string | undefined,
): Problem {
  const asInput = source.port === undefined && scope.inputs.has(source.node);
  const suggestion = asInput ? undefined : scope.suggest(source.node, scope.nodes.keys());
  const replacement = asInput ? `inputs.${source.node}` : suggestion && formatWire({ ...source, node: suggestion });
  const service = scope.services.has(source.node);
  const message = service
    ? `"${source.node}" is a service, and this build does not run services yet.`
    : `There is no node "${source.node}".${didYouMean(replacement)}`;
  return {
    code: service ? 'unsupported' : 'unknown-node',
    severity: 'error',
    message,
    path,
    ...(node === undefined ? {} : { node }),
    ...(replacement === undefined ? {} : { replacement }),
  };
}

/** Kinds with open out-ports declare some in their script; a name that no script mentions is likely a slip. */
function outPortProblem(
  scope: FlowScope,
  from: FlowNode,
  port: string,
  path: FlowPath,
  node: string | undefined,
): Problem | undefined {
  const kind = scope.kindOf(from);
  if (!kind || kind.outPorts.some((candidate) => candidate.name === port)) return undefined;
  if (kind.openOutPorts && mayWrite(from, kind, port)) return undefined;
  const names = outPortsOf(from, kind).map((candidate) => candidate.name);
  const suggestion = scope.suggest(port, names);
  const hint = kind.openOutPorts ? ` Its script does not write "${port}" to $FLOW_OUTPUT.` : '';
  return {
    code: 'unknown-port',
    severity: kind.openOutPorts ? 'warning' : 'error',
    message: `"${from.id}" has no out-port "${port}"; it has ${listed(names, 'and')}.${hint}${didYouMean(suggestion)}`,
    path,
    ...(node === undefined ? {} : { node }),
    ...(suggestion === undefined ? {} : { replacement: `${from.id}.${suggestion}` }),
  };
}

/** Scripts in files and programs may write any name; a script in the flow shows the names that it writes. */
function mayWrite(node: FlowNode, kind: KindDefinition, port: string): boolean {
  const scripts = Object.entries(kind.settings).filter(([, schema]) => schema.format === 'code');
  if (scripts.length === 0) return true;
  return scripts.some(([name]) => {
    const script = node.with[name];
    return typeof script !== 'string' || script.includes(port);
  });
}

function typeProblem(
  scope: FlowScope,
  node: FlowNode,
  source: WireSource,
  wanted: PortType,
  { port, isList }: InPort,
  path: FlowPath,
): Problem | undefined {
  const given = typeOf(scope, source);
  const arrives = node.each === port && !isList ? (itemType(given) ?? 'any') : given;
  if (canConnect(arrives, wanted)) return undefined;
  const message = `"${formatWire(source)}" gives ${given}, which cannot become the ${wanted} that "${port}" takes.`;
  return { code: 'type-conflict', severity: 'error', message, path, node: node.id };
}

/** Type of what a wire carries. */
export function typeOf(scope: FlowScope, source: WireSource): PortType {
  if (source.from === 'input') return scope.model.inputs.find((input) => input.name === source.input)?.type ?? 'any';
  const from = scope.nodes.get(source.node);
  const kind = from && scope.kindOf(from);
  if (!kind) return 'any';
  const name = source.port ?? kind.defaultOutPort;
  const type = kind.outPorts.find((port) => port.name === name)?.type ?? 'any';
  return from.each === undefined ? type : collectedType(type);
}
