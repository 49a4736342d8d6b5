import type { Diagnostic } from '../diagnostic.ts';
import type { FlowNode, FlowPath } from '../model.ts';
import { listed } from '../parse/readContext.ts';
import { isGiven } from '../subflow/givenInputs.ts';
import { isSubFlow, type SubFlow, type SubFlowFault } from '../subflow/subFlow.ts';
import { fileNameOf, isSubFlowPath, subFlowPathFault } from '../subflow/subFlowPath.ts';
import type { FlowScope } from './flowScope.ts';
import type { Problem } from './problem.ts';
import { subFlowResourceProblems } from './subFlowResources.ts';

/** What is wrong with a node that stands for another flow, and with that flow. */
export function subFlowProblems(scope: FlowScope, node: FlowNode, problems: Problem[]): void {
  if (!isSubFlowPath(node.uses)) return;
  const path: FlowPath = ['nodes', node.id, 'uses'];
  const fault = subFlowPathFault(node.uses);
  if (fault) {
    problems.push({ ...fault, code: 'unknown-flow', severity: 'error', path, node: node.id });
    return;
  }
  const flow = scope.subFlows.get(node.uses);
  if (!isSubFlow(flow)) {
    problems.push({ code: codeOf(flow), severity: 'error', message: whyNot(node.uses, flow), path, node: node.id });
    return;
  }
  const broken = errorsOf(node.uses, flow);
  if (broken) problems.push({ code: 'broken-flow', severity: 'error', message: broken, path, node: node.id });
  if (flow.document.broken) return;
  problems.push(...valueProblems(node, flow), ...secretProblems(scope, node, flow), ...keyProblems(node));
  problems.push(...subFlowResourceProblems(scope, node, flow));
}

function codeOf(fault: SubFlowFault | undefined): Problem['code'] {
  if (fault && 'circle' in fault) return 'cycle';
  return fault && 'limit' in fault ? 'limit' : 'unknown-flow';
}

function whyNot(uses: string, fault: SubFlowFault | undefined): string {
  if (!fault || 'homeless' in fault) {
    return `"${uses}" is found from the folder of this file: save this flow to a file first.`;
  }
  if ('outside' in fault) return `"${uses}" leads out of the project; use a flow within it.`;
  if ('absent' in fault) return fault.absent;
  if ('limit' in fault) return fault.limit;
  const way = fault.circle.join(' → ');
  const [first, second] = fault.circle;
  return first === second
    ? `This flow would run within itself (${way}); use another flow here.`
    : `These flows use each other: ${way}. Take one of them out of the circle.`;
}

/** Errors within a flow, in one sentence where it is used; they are told one by one where they are. */
function errorsOf(uses: string, { document, diagnostics }: SubFlow): string | undefined {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (!first) return undefined;
  const where = `line ${lineOf(document.text, first)}: ${first.message}`;
  const name = fileNameOf(uses);
  return errors.length === 1
    ? `${name} has an error, ${where}`
    : `${name} has ${errors.length} errors; the first, ${where}`;
}

/** Counted from 1. */
function lineOf(text: string, { span }: Diagnostic): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < span.start; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** Each input is wired, or stands in `with`, or has a default. */
function valueProblems(node: FlowNode, { document }: SubFlow): readonly Problem[] {
  return document.model.inputs.flatMap((input): readonly Problem[] => {
    const { name } = input;
    const isWired = node.in.some((port) => port.port === name);
    const isSet = isGiven(node.with, input);
    const common = { severity: 'error', part: 'key', node: node.id } as const;
    if (isWired && isSet) {
      const message = `"${name}" is wired and stands in "with"; a value can only come from one of them.`;
      return [{ ...common, code: 'duplicate-value', message, path: ['nodes', node.id, 'with', name] }];
    }
    if (isWired || isSet || input.default !== undefined) return [];
    const message =
      `"${node.id}" needs a value for "${name}": add "in: { ${name}: node.port }" for a wire, ` +
      `or "with: { ${name}: … }" for a fixed one.`;
    return [{ ...common, code: 'missing-port', message, path: ['nodes', node.id] }];
  });
}

function secretProblems(scope: FlowScope, node: FlowNode, { document }: SubFlow): readonly Problem[] {
  const needed = document.model.secrets;
  const missing = needed.filter((name) => !node.secrets.includes(name));
  const unused = node.secrets.filter((name) => !needed.includes(name) && scope.secrets.has(name));
  const problems: Problem[] = [];
  if (missing.length > 0) {
    const all = [...node.secrets, ...missing].join(', ');
    const undeclared = missing.filter((name) => !scope.secrets.has(name));
    const above = undeclared.length > 0 ? ` and ${listed(undeclared, 'and')} to "secrets" at the top level` : '';
    const what = missing.length === 1 ? `the secret ${missing[0]}` : `the secrets ${listed(missing, 'and')}`;
    problems.push({
      code: 'unknown-secret',
      severity: 'error',
      message: `${fileNameOf(node.uses)} needs ${what}: add "secrets: [${all}]" to this node${above}.`,
      path: ['nodes', node.id, ...(node.secrets.length > 0 ? ['secrets'] : [])],
      part: 'key',
      node: node.id,
    });
  }
  for (const name of unused) {
    const message = `${fileNameOf(node.uses)} declares no secret "${name}", so that none of its nodes gets it.`;
    const path: FlowPath = ['nodes', node.id, 'secrets', node.secrets.indexOf(name)];
    problems.push({ code: 'unknown-secret', severity: 'warning', message, path, node: node.id });
  }
  return problems;
}

/** Keys that say something of one piece of work, which a flow is not. */
function keyProblems(node: FlowNode): readonly Problem[] {
  const name = fileNameOf(node.uses);
  const idle: readonly (readonly [key: string, present: boolean])[] = [
    ['env', Object.keys(node.env).length > 0],
    ['workdir', node.workdir !== undefined],
    ['cache', node.cache !== undefined],
  ];
  const problems = idle
    .filter(([, present]) => present)
    .map(([key]): Problem => {
      const message = `"${key}" has no effect here: say it in ${name}, whose nodes it is about.`;
      return {
        code: 'unknown-key',
        severity: 'warning',
        message,
        path: ['nodes', node.id, key],
        part: 'key',
        node: node.id,
      };
    });
  if (node.each === undefined) return problems;
  const message =
    `A sub-flow cannot run once per item. Give ${name} the whole list as an input, ` +
    'and write "each" at the nodes within it.';
  const path: FlowPath = ['nodes', node.id, 'each'];
  return [...problems, { code: 'unsupported', severity: 'error', message, path, part: 'key', node: node.id }];
}
