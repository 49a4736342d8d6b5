import type { SettingSchema } from '../catalog/kind.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { JsonValue, WireSource } from '../model.ts';
import { parseWire } from '../parse/wireText.ts';
import type { FixIdea } from './fixes.ts';
import { kindOfNode, type LanguageContext, nodeOf } from './languageContext.ts';
import { sourcesFor } from './wireItems.ts';

/** Sources that are offered for a port that must be wired. */
const SOURCES_OFFERED = 3;

/** Wires for a port that must have one: the nearest sources that fit. */
export function missingPortFixes(context: LanguageContext, { node: id, message }: Diagnostic): readonly FixIdea[] {
  const node = nodeOf(context.document.model, id);
  const kind = id === undefined ? undefined : kindOfNode(context, id);
  const port = kind?.inPorts.find(({ name, required }) => required && message.includes(`on "${name}"`));
  if (!node || !port) return [];
  return sourcesFor(context, node.id, port.type)
    .slice(0, SOURCES_OFFERED)
    .flatMap((wire): readonly FixIdea[] => {
      const source: WireSource | undefined = parseWire(wire);
      if (!source) return [];
      return [
        {
          title: `Wire “${port.name}” to ${wire}`,
          change: [{ type: 'connect', node: node.id, port: port.name, source }],
        },
      ];
    });
}

/** The setting that is missing, with a value to start from. */
export function missingSettingFixes(context: LanguageContext, { node: id, message }: Diagnostic): readonly FixIdea[] {
  const kind = id === undefined ? undefined : kindOfNode(context, id);
  const name = kind?.requiredSettings.find((setting) => message.includes(`the setting "${setting}"`));
  const schema = name === undefined ? undefined : kind?.settings[name];
  if (id === undefined || name === undefined || !schema) return [];
  const value = firstValue(schema);
  const path = ['nodes', id, 'with', name];
  return [{ title: `Add the setting “${name}”`, change: [{ type: 'setValue', path, value }] }];
}

function firstValue(schema: SettingSchema): JsonValue {
  return schema.default ?? schema.examples?.[0] ?? schema.enum?.[0] ?? '';
}
