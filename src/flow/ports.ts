import type { KindDefinition, PortDefinition } from './catalog/kind.ts';
import type { FlowModel, FlowNode, PortType, WireSource } from './model.ts';

/** A port that a node really has: declared by its kind, or named by the author. */
export interface ResolvedPort {
  readonly name: string;
  readonly type: PortType;
  readonly required: boolean;
  readonly list: boolean;
  /** Whether the kind declares it; else the author named it. */
  readonly declared: boolean;
  readonly description?: string;
}

/** The ports of a node in the order in which they are shown. */
export interface NodePorts {
  readonly inPorts: readonly ResolvedPort[];
  readonly outPorts: readonly ResolvedPort[];
}

const NO_NAMES: ReadonlySet<string> = new Set();

/**
 * The ports of a node. Open in-ports are those that it wires; open out-ports are those that other nodes wire from it
 * and those that its script writes to `$FLOW_OUTPUT`. A kind that is not known takes and gives whatever is wired.
 *
 * @param wiredOutPorts out-ports by node id that some wire of the flow names, from `wiredPorts`.
 */
export function portsOf(
  node: FlowNode,
  kind: KindDefinition | undefined,
  wiredOutPorts?: ReadonlyMap<string, ReadonlySet<string>>,
): NodePorts {
  const wired = wiredOutPorts?.get(node.id) ?? NO_NAMES;
  return { inPorts: inPortsOf(node, kind), outPorts: outPortsOf(node, kind, wired) };
}

/** Out-ports by node id that some wire, condition or output of the flow names. */
export function wiredPorts(model: Pick<FlowModel, 'nodes' | 'outputs'>): ReadonlyMap<string, ReadonlySet<string>> {
  const ports = new Map<string, Set<string>>();
  const note = (source: WireSource): void => {
    if (source.from !== 'node' || source.port === undefined) return;
    const names = ports.get(source.node);
    if (names) names.add(source.port);
    else ports.set(source.node, new Set([source.port]));
  };
  for (const node of model.nodes) {
    for (const port of node.in) for (const source of port.sources) note(source);
    if (node.when) note(node.when.source);
  }
  for (const output of model.outputs) note(output.source);
  return ports;
}

/** In-ports of a node: the declared ones first. */
export function inPortsOf(node: FlowNode, kind: KindDefinition | undefined): readonly ResolvedPort[] {
  const ports = (kind?.inPorts ?? []).map((port) => withEachList(declaredPort(port), node));
  if (kind && !kind.openInPorts) return ports;
  for (const wired of node.in) {
    if (ports.some((port) => port.name === wired.port)) continue;
    ports.push(openPort(wired.port, wired.isList));
  }
  return ports;
}

/** Out-ports of a node: the declared ones first, then what its script writes, then what others wire. */
export function outPortsOf(
  node: FlowNode,
  kind: KindDefinition | undefined,
  wired: ReadonlySet<string> = NO_NAMES,
): readonly ResolvedPort[] {
  const ports = (kind?.outPorts ?? []).map((port) => asCollected(declaredPort(port), node));
  if (kind && !kind.openOutPorts) return ports;
  for (const name of [...scriptOutputs(node, kind), ...wired]) {
    if (!ports.some((port) => port.name === name)) ports.push(asCollected(openPort(name, false), node));
  }
  return ports;
}

/** Whether a value of one type can be had from a value of the other. */
export function canConnect(from: PortType, to: PortType): boolean {
  if (from === to || from === 'any' || to === 'any') return true;
  const fromItem = itemType(from);
  const toItem = itemType(to);
  if (fromItem && toItem) return canConnect(fromItem, toItem);
  if (fromItem) return to === 'json' || to === 'table';
  if (toItem) return from === 'json' || from === 'table';
  return CONVERSIONS[from]?.includes(to) ?? false;
}

/** Type of the items of a list type. */
export function itemType(type: PortType): PortType | undefined {
  return type.startsWith('list of ') ? (type.slice('list of '.length) as PortType) : undefined;
}

/** Type of an output of a node that runs once per item, when one run of it gives `type`: lists within a list are JSON. */
export function collectedType(type: PortType): PortType {
  return itemType(type) ? 'list of json' : (`list of ${type}` as PortType);
}

/** The items of a node's `each` may come as a list, a table, JSON or text with JSON; which of it fits, validation says. */
function withEachList(port: ResolvedPort, node: FlowNode): ResolvedPort {
  return node.each === port.name ? { ...port, type: 'any' } : port;
}

function asCollected(port: ResolvedPort, node: FlowNode): ResolvedPort {
  return node.each === undefined ? port : { ...port, type: collectedType(port.type) };
}

/** What each type converts to, beside itself and `any`. */
const CONVERSIONS: Readonly<Record<string, readonly PortType[]>> = {
  text: ['number', 'boolean', 'json', 'file', 'table', 'bytes'],
  number: ['text', 'boolean', 'json'],
  boolean: ['text', 'number', 'json'],
  json: ['text', 'number', 'boolean', 'table', 'file'],
  table: ['json', 'file', 'text'],
  file: ['text', 'bytes', 'table', 'image', 'json'],
  image: ['file', 'bytes'],
  bytes: ['file', 'text', 'image', 'table'],
};

function declaredPort(port: PortDefinition): ResolvedPort {
  return {
    name: port.name,
    type: port.type,
    required: port.required ?? false,
    list: port.list ?? false,
    declared: true,
    ...(port.description === undefined ? {} : { description: port.description }),
  };
}

function openPort(name: string, list: boolean): ResolvedPort {
  return { name, type: 'any', required: false, list, declared: false };
}

const OUTPUT_WRITE = /(?:^|[\s"'`{(;])([A-Za-z_][A-Za-z0-9_-]*)(?:=|<<)/g;

/** Names that a script writes to `$FLOW_OUTPUT`, as far as its text shows. */
function scriptOutputs(node: FlowNode, kind: KindDefinition | undefined): readonly string[] {
  if (kind?.runtime !== 'process') return [];
  const names: string[] = [];
  for (const [name, schema] of Object.entries(kind.settings)) {
    const script = schema.format === 'code' ? node.with[name] : undefined;
    if (typeof script === 'string') names.push(...outputWrites(script).map((write) => write.name));
  }
  return [...new Set(names)];
}

/** Where a script writes `name=value` or `name<<END` to `$FLOW_OUTPUT`, as far as its text shows: names and their offsets. */
export function outputWrites(script: string): readonly { readonly name: string; readonly start: number }[] {
  if (!script.includes('FLOW_OUTPUT')) return [];
  const writes: { name: string; start: number }[] = [];
  let offset = 0;
  for (const line of script.split('\n')) {
    const redirect = line.search(/>>?\s*["']?\$\{?FLOW_OUTPUT\b/);
    for (const match of line.slice(0, Math.max(0, redirect)).matchAll(OUTPUT_WRITE)) {
      const name = match[1] ?? '';
      writes.push({ name, start: offset + match.index + match[0].indexOf(name) });
    }
    offset += line.length + 1;
  }
  return writes;
}
