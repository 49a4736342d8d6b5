import type { KindDefinition } from '../catalog/kind.ts';
import { namesIn } from '../interpolate.ts';
import type { FlowNode, FlowPath, JsonValue } from '../model.ts';
import { ownValue } from '../ownKeys.ts';
import { listed } from '../parse/readContext.ts';
import { didYouMean } from '../suggest.ts';
import type { FlowScope } from './flowScope.ts';
import type { Problem } from './problem.ts';

/**
 * `${name}` in settings that names no in-port, flow input or secret, or a secret where everybody could read it. Settings
 * that are code are left alone.
 */
export function nameProblems(scope: FlowScope, node: FlowNode, kind: KindDefinition): readonly Problem[] {
  const problems: Problem[] = [];
  forEachText(node, kind, (text, path) => {
    const seen = new Map<string, number>();
    for (const { name, start, end } of namesIn(text)) {
      const source = text.slice(start, end);
      const index = seen.get(source) ?? 0;
      seen.set(source, index + 1);
      const within = { text: source, index };
      if (!isKnown(scope, node, name)) problems.push(unknownName(scope, node, name, path, within));
      else if (kind.runtime === 'process' && isSecret(scope, node, name)) {
        problems.push(exposedSecret(name, path, within));
      }
    }
  });
  return problems;
}

/** Calls back for each text of a node's settings in which `${name}` is replaced. */
export function forEachText(
  node: FlowNode,
  kind: KindDefinition | undefined,
  visit: (text: string, path: FlowPath) => void,
): void {
  for (const [key, value] of Object.entries(node.with)) {
    const schema = kind && ownValue(kind.settings, key);
    if (schema?.format !== 'code') visitTexts(value, ['nodes', node.id, 'with', key], visit);
  }
}

function visitTexts(value: JsonValue, path: FlowPath, visit: (text: string, path: FlowPath) => void): void {
  if (typeof value === 'string') {
    if (value.includes('${')) visit(value, path);
  } else if (Array.isArray(value)) {
    (value as readonly JsonValue[]).forEach((item, index) => visitTexts(item, [...path, index], visit));
  } else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) visitTexts(item, [...path, key], visit);
  }
}

function isKnown(scope: FlowScope, node: FlowNode, name: string): boolean {
  return scope.inputs.has(name) || scope.secrets.has(name) || node.in.some((port) => port.port === name);
}

/** In-ports and flow inputs of a name come before secrets. */
function isSecret(scope: FlowScope, node: FlowNode, name: string): boolean {
  const hidden = scope.inputs.has(name) || node.in.some((port) => port.port === name);
  return !hidden && scope.secrets.has(name);
}

/** Settings of process kinds become arguments. */
function exposedSecret(name: string, path: FlowPath, within: { text: string; index: number }): Problem {
  const message =
    `\${${name}} would put the secret into the arguments of a process, which everybody on the machine can read. ` +
    `Write "secrets: [${name}]" in the node instead: the command then finds it in its environment variable ${name}.`;
  return { code: 'exposed-secret', severity: 'error', message, path, within };
}

function unknownName(
  scope: FlowScope,
  node: FlowNode,
  name: string,
  path: FlowPath,
  within: { text: string; index: number },
): Problem {
  const names = [...node.in.map((port) => port.port), ...scope.inputs, ...scope.secrets];
  const suggestion = scope.suggest(name, names);
  const there =
    names.length === 0 ? 'the node has no in-ports and the flow no inputs' : `known are ${listed(names, 'and')}`;
  return {
    code: 'unknown-name',
    severity: 'error',
    message: `Nothing is called "${name}" here: ${there}.${didYouMean(suggestion)} For the text itself write $\${${name}}.`,
    path,
    within,
    ...(suggestion === undefined ? {} : { replacement: `\${${suggestion}}` }),
  };
}
