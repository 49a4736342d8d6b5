import type { KindDefinition } from '../catalog/kind.ts';
import type { FlowPath, PortType } from '../model.ts';
import type { TOP_KEYS } from '../parse/buildModel.ts';
import type { NODE_KEYS } from '../parse/readNode.ts';
import { PORT_TYPES } from '../parse/readTop.ts';
import { settingKeys } from './settingShape.ts';
import { ANY_TEXT, type KeyShape, type Shape, stepShape } from './shape.ts';

type Described = Readonly<Omit<KeyShape, 'key'>>;

const SANDBOX: Shape = { is: 'choice', choices: [{ value: 'off', doc: 'No sandbox.' }] };

const ERROR_POLICY: Shape = {
  is: 'choice',
  choices: [
    { value: 'stop', doc: 'Nothing new starts, nodes that run may end, and the run fails.' },
    { value: 'continue', doc: 'Only what depends on the node is skipped; the run fails at its end.' },
    { value: 'ignore', doc: 'Its outputs are null and the run goes on.' },
  ],
};

const RETRY: Shape = {
  is: 'map',
  or: { is: 'number', examples: [1, 2, 3] },
  keys: keysOf({
    attempts: { doc: 'Attempts after the first failure.', value: { is: 'number', examples: [1, 2, 3, 5] } },
    delay: { doc: 'The pause before the first further attempt.', value: { is: 'duration' } },
    backoff: { doc: 'The factor by which the pause grows.', value: { is: 'number', examples: [1.5, 2] } },
    maxDelay: {
      doc: 'Where the pause stops to grow: five minutes, or `delay` where that is longer.',
      value: { is: 'duration' },
    },
    on: {
      doc: 'What is retried; everything unless said.',
      value: {
        is: 'list',
        item: {
          is: 'choice',
          choices: [
            { value: 'failed', doc: 'It ended with a failure.' },
            { value: 'timed-out', doc: 'It took longer than its `timeout`.' },
            { value: 'crashed', doc: 'A signal or a fault ended it.' },
          ],
        },
      },
    },
  }),
};

const CACHE: Shape = {
  is: 'map',
  or: {
    is: 'choice',
    choices: [
      { value: 'auto', doc: 'Reused where the kind is pure.' },
      { value: 'off', doc: 'Never reused.' },
    ],
  },
  keys: keysOf({
    files: { doc: 'Files that the result depends on.', value: { is: 'list', item: { is: 'path', from: 'node' } } },
    outputs: {
      doc: 'Files that the node must write; they become its port `files`.',
      value: { is: 'list', item: { is: 'path', from: 'node' } },
    },
    env: { doc: 'Environment variables that the result depends on.', value: { is: 'list', item: ANY_TEXT } },
    key: { doc: 'Any text; another one makes earlier results unusable.', value: ANY_TEXT },
  }),
};

const TEXT_MAP: Shape = { is: 'map', keys: [], more: () => ANY_TEXT };

const AMOUNTS: Shape = { is: 'map', keys: [], more: () => ({ is: 'number', examples: [1, 2, 4] }) };

const TYPE: Shape = { is: 'choice', choices: PORT_TYPES.map((value) => ({ value })) };

const INPUT: Shape = {
  is: 'map',
  or: TYPE,
  keys: keysOf({
    type: { doc: 'What kind of value the input takes.', value: TYPE },
    default: { doc: 'The value where a run gives none. Without it a run must give one.', value: ANY_TEXT },
    description: { doc: 'What the input is for, shown to whoever starts a run.', value: ANY_TEXT },
    options: { doc: 'The values that are allowed.', value: { is: 'list', item: ANY_TEXT } },
  }),
};

const GROUP: Shape = {
  is: 'map',
  keys: keysOf({
    title: { doc: 'What stands on the frame.', value: ANY_TEXT },
    nodes: { doc: 'The nodes inside.', value: { is: 'list', item: { is: 'nodeId', late: false } } },
    color: { doc: 'Colour of the frame.', value: ANY_TEXT },
  }),
};

const DEFAULTS: Shape = {
  is: 'map',
  keys: keysOf({
    timeout: { doc: 'Longest time of an attempt for nodes that say nothing.', value: { is: 'duration' } },
    retry: { doc: 'Further attempts for nodes that say nothing.', value: RETRY },
    onError: { doc: 'What a failure means for nodes that say nothing.', value: ERROR_POLICY },
    concurrency: { doc: 'Nodes that run at a time.', value: { is: 'number', examples: [1, 2, 4, 8] } },
    cache: { doc: 'Caching of nodes that say nothing.', value: CACHE },
    sandbox: { doc: 'Sandbox of nodes that say nothing.', value: SANDBOX },
    resources: { doc: 'How much there is of each resource in one run; of others there is 1.', value: AMOUNTS },
  }),
};

type NodeKey = (typeof NODE_KEYS)[number];
type TopKey = (typeof TOP_KEYS)[number];

function nodeKeys(kind: KindDefinition | undefined): Readonly<Record<NodeKey, Described>> {
  return {
    uses: {
      doc: 'The kind of the node: what it does.',
      detail: 'kind',
      required: true,
      value: { is: 'kind' },
    },
    name: { doc: 'What people call the node.', value: ANY_TEXT },
    description: { doc: 'What the node is for.', value: ANY_TEXT },
    in: {
      doc: 'In-ports and where their values come from: `port: node.port`, `port: inputs.name`.',
      value: wires(kind),
    },
    after: {
      doc: 'Nodes that must have ended first, without data from them.',
      value: { is: 'list', item: { is: 'nodeId', late: true } },
    },
    when: {
      doc: 'A wire, or `not` and a wire: unless the value is true-like the node is skipped, and so is whatever needs its outputs.',
      value: { is: 'wire', wanted: 'any', nodesOnly: false, negatable: true },
    },
    each: {
      doc: 'An in-port with a list: the node runs once per item, and every output becomes a list.',
      value: { is: 'wiredPort' },
    },
    concurrency: {
      doc: 'Items of `each` that run at a time.',
      value: { is: 'number', examples: [1, 2, 4, 8] },
    },
    with: { doc: 'Settings of the kind.', value: settings(kind) },
    env: { doc: 'Environment variables of the command.', value: TEXT_MAP },
    secrets: {
      doc: 'Secrets of the flow that the node may see; a command finds each in the environment variable of its name.',
      value: { is: 'list', item: { is: 'secret' } },
    },
    workdir: {
      doc: 'The folder that the node works in, relative to the file.',
      value: { is: 'path', only: 'folders', from: 'flow' },
    },
    resources: { doc: 'What the node holds of each resource while it runs.', value: AMOUNTS },
    timeout: {
      doc: 'Longest time of an attempt; then everything that the node started is ended.',
      value: { is: 'duration' },
    },
    retry: { doc: 'Further attempts after a failure: a number, or a map.', value: RETRY },
    onError: { doc: 'What a failure of this node means for the run.', detail: 'stop', value: ERROR_POLICY },
    cache: { doc: 'Whether an earlier result may be used again.', value: CACHE },
    sandbox: { doc: 'Limits of what the node may reach.', value: SANDBOX },
  };
}

function topKeys(kindOf: KindLookup): Readonly<Record<TopKey, Described>> {
  return {
    flow: {
      doc: 'The version of the format.',
      detail: '1',
      required: true,
      value: { is: 'choice', choices: [{ value: 1, doc: 'The version that this build reads and writes.' }] },
    },
    name: { doc: 'What people call the flow.', value: ANY_TEXT },
    description: { doc: 'What the flow is for.', value: ANY_TEXT },
    inputs: { doc: 'Parameters of the flow.', value: { is: 'map', keys: [], more: () => INPUT } },
    secrets: {
      doc: 'Names of the secrets that a run needs. Their values are never in the file.',
      value: { is: 'list', item: ANY_TEXT },
    },
    env: { doc: 'Environment variables of every command.', value: TEXT_MAP },
    timeout: {
      doc: 'Longest time of the whole run; then everything that it started is ended.',
      value: { is: 'duration' },
    },
    defaults: { doc: 'What holds for nodes that say nothing.', value: DEFAULTS },
    services: {
      doc: 'Programs that run as long as nodes need them. This build does not run them yet.',
      value: TEXT_MAP,
    },
    nodes: {
      doc: 'The nodes of the graph by id.',
      required: true,
      value: { is: 'map', keys: [], more: (id) => ({ is: 'map', keys: keysOf(nodeKeys(kindOf(id))) }) },
    },
    outputs: {
      doc: 'What the flow gives back: `name: node.port`.',
      value: {
        is: 'map',
        keys: [],
        more: () => ({ is: 'wire', wanted: 'any', nodesOnly: true, negatable: false }),
      },
    },
    groups: { doc: 'Frames around nodes, without effect on a run.', value: { is: 'map', keys: [], more: () => GROUP } },
    layout: { doc: 'Places of the nodes on the canvas, written by the editor.', value: { is: 'map', keys: [] } },
  };
}

/** Says which kind a node has. */
export type KindLookup = (node: string) => KindDefinition | undefined;

/** The shape of what stands at a path of a flow; undefined where nothing is known of it. */
export function shapeAt(path: FlowPath, kindOf: KindLookup): Shape | undefined {
  let shape: Shape | undefined = { is: 'map', keys: keysOf(topKeys(kindOf)) };
  for (const step of path) shape = shape && stepShape(shape, step);
  return shape;
}

function wires(kind: KindDefinition | undefined): Shape {
  const keys = (kind?.inPorts ?? []).map((port): KeyShape => {
    const source = wireTo(port.list ? 'any' : port.type);
    const { description = '', required = false } = port;
    return {
      key: port.name,
      doc: description,
      detail: port.list ? `list of ${port.type}` : port.type,
      required,
      value: port.list ? { is: 'list', item: source, or: source } : source,
    };
  });
  if (kind && !kind.openInPorts) return { is: 'map', keys };
  return { is: 'map', keys, more: () => ({ is: 'list', item: wireTo('any'), or: wireTo('any') }) };
}

function wireTo(wanted: PortType): Shape {
  return { is: 'wire', wanted, nodesOnly: false, negatable: false };
}

function settings(kind: KindDefinition | undefined): Shape {
  return { is: 'map', keys: kind ? settingKeys(kind) : [] };
}

function keysOf(described: Readonly<Record<string, Described>>): readonly KeyShape[] {
  return Object.entries(described).map(([key, shape]) => ({ key, ...shape }));
}
