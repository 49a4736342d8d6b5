import type { KindDefinition, SettingSchema } from '../catalog/kind.ts';
import type { FlowInput, FlowModel, PortType } from '../model.ts';
import { itemType } from '../ports.ts';
import { fileNameOf } from './subFlowPath.ts';

/** Icon of every node that stands for another flow. */
const SUB_FLOW_ICON = 'type-hierarchy-sub';

/**
 * A flow as a kind of node: its inputs are in-ports and settings at once, since each may be wired or stand in `with`; its
 * outputs are the out-ports, and the first of them is the main one.
 * @param typeOf Type of each output.
 */
export function subFlowKind(uses: string, model: FlowModel, typeOf: (output: string) => PortType): KindDefinition {
  return {
    id: uses,
    title: model.name ?? fileNameOf(uses),
    description: model.description ?? `Runs the flow ${uses}.`,
    category: 'Flows',
    icon: SUB_FLOW_ICON,
    version: 1,
    inPorts: model.inputs.map((input) => ({
      name: input.name,
      type: input.type,
      required: input.default === undefined,
      ...(input.description === undefined ? {} : { description: input.description }),
    })),
    openInPorts: false,
    outPorts: model.outputs.map(({ name }) => ({ name, type: typeOf(name) })),
    openOutPorts: false,
    defaultOutPort: model.outputs[0]?.name ?? '',
    settings: Object.fromEntries(model.inputs.map((input) => [input.name, settingOf(input)])),
    requiredSettings: [],
    runtime: 'flow',
    pure: false,
  };
}

/** The setting that gives an input a constant. */
function settingOf(input: FlowInput): SettingSchema {
  return {
    ...schemaOf(input.type),
    description: input.description ?? `The input ${input.name}, a ${input.type}, where nothing is wired to it.`,
    ...(input.default === undefined ? {} : { default: input.default }),
    ...(input.options && input.options.length > 0 ? { enum: input.options } : {}),
  };
}

function schemaOf(type: PortType): Pick<SettingSchema, 'type' | 'format'> {
  if (itemType(type)) return { type: 'array' };
  switch (type) {
    case 'text':
    case 'bytes':
      return { type: 'string' };
    case 'file':
    case 'image':
      return { type: 'string', format: 'path' };
    case 'number':
    case 'boolean':
      return { type };
    default:
      return {};
  }
}
