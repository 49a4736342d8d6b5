import { dirname, join, resolve } from 'node:path';
import { momentFormat } from '../../src/flow/run/moment.ts';
import { didYouMean, nearest } from '../../src/flow/suggest.ts';
import { STATE_FOLDER_NAME } from '../engine/checkRequest.ts';
import type { Checked } from '../engine/failures.ts';
import type { FlowPlace } from '../history/earlierRuns.ts';
import { pinNodes, unpinNodes } from '../pins/changePins.ts';
import { type Pins, readPins } from '../pins/pinsFile.ts';
import { ExitCode } from '../server/exitCodes.ts';
import { parseCommand } from './arguments.ts';
import { helpOf } from './help.ts';
import { loadFlow } from './loadFlow.ts';
import { print } from './print.ts';
import { UsageError } from './usageError.ts';

/** `millrace pin FILE NODE… [--run RUN]`. Resolves to the exit code. */
export async function pinCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('pin', args, { run: { type: 'string' } });
  if (values.help) return help('pin');
  const [file, ...nodes] = positionals;
  if (file === undefined || nodes.length === 0) throw new UsageError('Name a .flow file and the nodes to pin.', 'pin');
  const known = loadFlow(file, 'pin').model.nodes.map(({ id }) => id);
  const stranger = nodes.find((node) => !known.includes(node));
  if (stranger !== undefined) {
    throw new UsageError(`The flow has no node ${stranger}.${didYouMean(nearest(stranger, known))}`, 'pin');
  }
  return show(await pinNodes(placeOf(file), nodes, values.run), 'pin');
}

/** `millrace unpin FILE NODE…` or `--all`. Resolves to the exit code. */
export async function unpinCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('unpin', args, { all: { type: 'boolean', default: false } });
  if (values.help) return help('unpin');
  const [file, ...nodes] = positionals;
  if (file === undefined || (nodes.length === 0) !== values.all) {
    throw new UsageError('Name a .flow file and the nodes to unpin, or --all.', 'unpin');
  }
  return show(await unpinNodes(placeOf(file), values.all ? undefined : nodes), 'unpin');
}

/** `millrace pins FILE`. Resolves to the exit code. */
export async function pinsCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('pins', args, {});
  if (values.help) return help('pins');
  const [file, second] = positionals;
  if (file === undefined || second !== undefined) throw new UsageError('Name one .flow file.', 'pins');
  return show({ ok: true, value: await readPins(placeOf(file)) }, 'pins');
}

/** Where a run of the file keeps its state, and what it calls the flow. */
function placeOf(file: string): FlowPlace {
  const flowSource = resolve(file);
  return { stateFolder: join(dirname(flowSource), STATE_FOLDER_NAME), flowSource };
}

async function show(pins: Checked<Pins>, command: string): Promise<number> {
  if (!pins.ok) throw new UsageError(pins.failure.message ?? '', command);
  const format = momentFormat();
  const lines = [...pins.value].map(([node, { runId, timeMs, outputs }]) => {
    const ports = outputs.map(({ port }) => port).join(', ') || 'no outputs';
    return `${node} is pinned to the run of ${format(timeMs, Date.now())} (${runId}): ${ports}\n`;
  });
  await print(lines.join('') || 'No node is pinned.\n');
  return ExitCode.succeeded;
}

async function help(command: string): Promise<number> {
  await print(helpOf(command));
  return ExitCode.succeeded;
}
