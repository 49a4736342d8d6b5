import { isAbsolute } from 'node:path';
import type { Pin, PinRequest, PinsReply, PinsRequest, PortValue } from '../../proto/messages.ts';
import { toProtoValue } from '../../proto/value.ts';
import type { OutputSnapshot } from '../../src/flow/run/snapshot.ts';
import { type Checked, FailureCode, refuse } from '../engine/failures.ts';
import type { FlowPlace } from '../history/earlierRuns.ts';
import { pinNodes, unpinNodes } from './changePins.ts';
import { type PinnedOutputs, type Pins, readPins } from './pinsFile.ts';

/** Answers a client that pins a node, or takes a pin away, with all pins of the flow. Rejects when nothing can be written. */
export async function servePin(request: PinRequest): Promise<Checked<PinsReply>> {
  const place = placeOf(request);
  if (!place.ok) return place;
  const nodes = [request.node ?? ''];
  const changed = request.unpin
    ? await unpinNodes(place.value, nodes)
    : await pinNodes(place.value, nodes, request.runId || undefined);
  return changed.ok ? { ok: true, value: pinsReply(changed.value) } : changed;
}

/** Answers a client that asks for the pins of a flow. Rejects when they cannot be read. */
export async function servePins(request: PinsRequest): Promise<Checked<PinsReply>> {
  const place = placeOf(request);
  return place.ok ? { ok: true, value: pinsReply(await readPins(place.value)) } : place;
}

function placeOf({ stateFolder = '', flowSource = '' }: PinsRequest): Checked<FlowPlace> {
  if (isAbsolute(stateFolder)) return { ok: true, value: { stateFolder, flowSource } };
  const message = `\`state_folder\` is ${JSON.stringify(stateFolder)}, which is not an absolute path.`;
  return refuse(FailureCode.FAILURE_CODE_INVALID_GRAPH, message, 'state_folder');
}

/** Pins as the protocol carries them. */
function pinsReply(pins: Pins): PinsReply {
  return { pins: [...pins].map(([node, pin]) => pinMessage(node, pin)) };
}

function pinMessage(node: string, { runId, timeMs, outputs }: PinnedOutputs): Pin {
  return { node, runId, timeMs, outputs: Object.fromEntries(outputs.map((output) => [output.port, valueOf(output)])) };
}

function valueOf({ type, value, reference }: OutputSnapshot): PortValue {
  return reference ? { type, reference } : { type, inline: toProtoValue(value ?? null) };
}
