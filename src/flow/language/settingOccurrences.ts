import { namesIn } from '../interpolate.ts';
import type { FlowNode } from '../model.ts';
import { ownValue } from '../ownKeys.ts';
import { outputWrites } from '../ports.ts';
import { codeNames } from './codeNames.ts';
import { environmentName } from './codeVariables.ts';
import type { LanguageContext } from './languageContext.ts';
import { type PlacedScalar, type PlacedTree, scalarsOf } from './placedTree.ts';
import type { FlowSymbol, Occurrence } from './symbols.ts';

/** A setting with its place. */
export interface PlacedSetting extends PlacedTree {
  readonly key: string;
}

/** Values that a node's settings name: by `${name}` in text, as variables in code; and the out-ports that scripts write. */
export function settingOccurrences(
  context: LanguageContext,
  node: FlowNode,
  settings: readonly PlacedSetting[],
): readonly Occurrence[] {
  const kind = context.catalog.get(node.uses);
  return settings.flatMap((setting) => {
    const schema = kind && ownValue(kind.settings, setting.key);
    return scalarsOf(setting).flatMap((scalar) => {
      if (schema?.format !== 'code') return inText(context, node, scalar);
      const { language = '' } = schema;
      const variables = inCode(context, node, scalar, language);
      return kind?.openOutPorts === true ? [...variables, ...writes(context, node, scalar)] : variables;
    });
  });
}

function inText(context: LanguageContext, node: FlowNode, at: PlacedScalar): readonly Occurrence[] {
  const source = sourceOf(context, at);
  return namesIn(source).flatMap(({ name, start, end }) => {
    const symbol = symbolNamed(context, node, name);
    const from = start + source.slice(start, end).indexOf(name, 2);
    return symbol ? [occurrence(at, symbol, from, name.length, 'name')] : [];
  });
}

function inCode(context: LanguageContext, node: FlowNode, at: PlacedScalar, language: string): readonly Occurrence[] {
  return codeNames(sourceOf(context, at), language).flatMap(({ name, start }) => {
    const port = node.in.find((wired) => (language === 'shell' ? environmentName(wired.port) : wired.port) === name);
    const symbol: FlowSymbol | undefined = port
      ? { is: 'inPort', node: node.id, name: port.port }
      : language === 'shell' && node.secrets.includes(name)
        ? { is: 'secret', name }
        : undefined;
    return symbol ? [occurrence(at, symbol, start, name.length, language === 'shell' ? 'variable' : 'name')] : [];
  });
}

function writes(context: LanguageContext, node: FlowNode, at: PlacedScalar): readonly Occurrence[] {
  return outputWrites(sourceOf(context, at)).map(({ name, start }) => ({
    ...occurrence(at, { is: 'outPort', node: node.id, name }, start, name.length, 'name'),
    isDefinition: true,
  }));
}

/** What a name in a setting means: in-ports hide flow inputs, and these hide secrets. */
function symbolNamed({ document }: LanguageContext, node: FlowNode, name: string): FlowSymbol | undefined {
  const { model } = document;
  if (node.in.some((wired) => wired.port === name)) return { is: 'inPort', node: node.id, name };
  if (model.inputs.some((input) => input.name === name)) return { is: 'input', name };
  return model.secrets.includes(name) ? { is: 'secret', name } : undefined;
}

/** A scalar as it is written: names have no characters that YAML would write otherwise. */
function sourceOf({ document }: LanguageContext, { scalar, base }: PlacedScalar): string {
  return document.text.slice(scalar.start + base, scalar.end + base);
}

function occurrence(
  { scalar, base, path, shared }: PlacedScalar,
  symbol: FlowSymbol,
  start: number,
  length: number,
  written: Occurrence['written'],
): Occurrence {
  const from = scalar.start + base + start;
  return { symbol, span: { start: from, end: from + length }, isDefinition: false, written, shared, path };
}
