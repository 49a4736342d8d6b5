import type { FlowDocument } from '../document.ts';
import { GROUP_COLORS, isGroupColor } from '../groupColor.ts';
import type { FlowPath } from '../model.ts';
import { sectionOf } from '../parse/documentSyntax.ts';
import { listed } from '../parse/readContext.ts';
import { didYouMean } from '../suggest.ts';
import type { FlowScope } from './flowScope.ts';
import type { Problem } from './problem.ts';
import { sourceProblem } from './wireProblems.ts';

const ENVIRONMENT_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What is wrong outside of `nodes`. */
export function flowProblems(document: FlowDocument, scope: FlowScope): readonly Problem[] {
  return [
    ...secretNames(scope),
    ...inputDefaults(scope),
    ...services(document),
    ...unsupportedDefaults(document),
    ...outputs(scope),
    ...groups(scope),
    ...groupColors(scope),
    ...layout(scope),
  ];
}

function secretNames({ model }: FlowScope): readonly Problem[] {
  return model.secrets.flatMap((name, index): readonly Problem[] => {
    if (ENVIRONMENT_NAME.test(name)) return [];
    const message = `"${name}" cannot be the name of a secret; use letters, digits and _, as for an environment variable.`;
    return [{ code: 'invalid-id', severity: 'error', message, path: ['secrets', index] }];
  });
}

function inputDefaults({ model }: FlowScope): readonly Problem[] {
  return model.inputs.flatMap((input): readonly Problem[] => {
    const value = input.default;
    if (value === undefined || value === null) return [];
    const path: FlowPath = ['inputs', input.name, 'default'];
    const wrong =
      (input.type === 'number' && typeof value !== 'number') ||
      (input.type === 'boolean' && typeof value !== 'boolean') ||
      (input.type.startsWith('list of ') && !Array.isArray(value));
    if (wrong) {
      const message = `The default of "${input.name}" is no ${input.type}.`;
      return [{ code: 'type-conflict', severity: 'error', message, path }];
    }
    const options = input.options ?? [];
    if (options.length === 0 || options.some((option) => option === value)) return [];
    const message = `The default of "${input.name}" is none of its options: ${listed(options.map(String))}.`;
    return [{ code: 'type-conflict', severity: 'error', message, path }];
  });
}

function services(document: FlowDocument): readonly Problem[] {
  return (sectionOf(document.syntax, 'services')?.children ?? []).map((child): Problem => {
    const message = `This build does not run services yet; "${child.entry.key}" would never start.`;
    return { code: 'unsupported', severity: 'error', message, path: ['services', child.entry.key], part: 'key' };
  });
}

function unsupportedDefaults(document: FlowDocument): readonly Problem[] {
  const { sandbox } = document.model.defaults;
  if (sandbox === undefined || sandbox === 'off') return [];
  const message = 'This build does not apply "sandbox" yet; remove it to run the flow without.';
  return [{ code: 'unsupported', severity: 'error', message, path: ['defaults', 'sandbox'], part: 'key' }];
}

function outputs(scope: FlowScope): readonly Problem[] {
  return scope.model.outputs.flatMap((output): readonly Problem[] => {
    const path: FlowPath = ['outputs', output.name];
    if (output.source.from === 'input') {
      const message = 'An output of the flow comes from a node: write node.port.';
      return [{ code: 'structure', severity: 'error', message, path }];
    }
    const problem = sourceProblem(scope, output.source, path);
    return problem ? [problem] : [];
  });
}

function groups(scope: FlowScope): readonly Problem[] {
  return scope.model.groups.flatMap((group) =>
    group.nodes.flatMap((id, index): readonly Problem[] => {
      if (scope.nodes.has(id)) return [];
      return [missingNode(scope, id, ['groups', group.id, 'nodes', index], 'value')];
    }),
  );
}

function groupColors(scope: FlowScope): readonly Problem[] {
  return scope.model.groups.flatMap(({ id, color }): readonly Problem[] => {
    if (color === undefined || isGroupColor(color)) return [];
    const suggestion = scope.suggest(color, GROUP_COLORS);
    const message = `"${color}" is no colour of groups; use ${listed([...GROUP_COLORS], 'or')}.${didYouMean(suggestion)}`;
    const replacement = suggestion === undefined ? {} : { replacement: suggestion };
    return [{ code: 'invalid-setting', severity: 'warning', message, path: ['groups', id, 'color'], ...replacement }];
  });
}

function layout(scope: FlowScope): readonly Problem[] {
  const problems: Problem[] = [];
  for (const id of scope.model.layout.keys()) {
    if (!scope.nodes.has(id)) problems.push(missingNode(scope, id, ['layout', id], 'key'));
  }
  return problems;
}

/** Groups and positions do not matter to a run, so that what they name wrongly is a warning. */
function missingNode(scope: FlowScope, id: string, path: FlowPath, part: 'key' | 'value'): Problem {
  const suggestion = scope.suggest(id, scope.nodes.keys());
  return {
    code: 'unknown-node',
    severity: 'warning',
    message: `There is no node "${id}".${didYouMean(suggestion)}`,
    path,
    part,
    ...(suggestion === undefined ? {} : { replacement: suggestion }),
  };
}
