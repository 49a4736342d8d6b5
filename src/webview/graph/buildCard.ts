import type { KindDefinition } from '../../flow/catalog/kind.ts';
import type { Diagnostic } from '../../flow/diagnostic.ts';
import type { FlowNode } from '../../flow/model.ts';
import { inPortsOf, outPortsOf } from '../../flow/ports.ts';
import { summarise } from '../../flow/summary.ts';
import { reuse } from '../store/reuse.ts';
import type { Card, CardInPort, CardOutPort } from './card.ts';
import { cardSize } from './geometry.ts';

/** What a card shows that does not stand at its node in the file. */
export interface CardSurroundings {
  readonly kind: KindDefinition | undefined;
  /** Names of out-ports that some wire or flow output takes from this node. */
  readonly wiredOutPorts: ReadonlySet<string> | undefined;
  readonly flowOutputs: readonly { readonly name: string; readonly port?: string }[];
  readonly diagnostics: readonly Diagnostic[];
}

/** What each card was built with: most cards of a new document are as they were, and need not be built to know that. */
const builtWith = new WeakMap<Card, CardSurroundings>();

/** Builds the card of a node; the very object `previous` when nothing that it shows has changed. */
export function buildCard(node: FlowNode, surroundings: CardSurroundings, previous?: Card): Card {
  if (previous?.node === node && isSame(builtWith.get(previous), surroundings)) return previous;
  const card = keepIdentity(newCard(node, surroundings), previous);
  builtWith.set(card, surroundings);
  return card;
}

function isSame(before: CardSurroundings | undefined, now: CardSurroundings): boolean {
  return (
    before !== undefined &&
    before.kind === now.kind &&
    sameOrder(before.wiredOutPorts, now.wiredOutPorts) &&
    reuse(before.flowOutputs, now.flowOutputs) === before.flowOutputs &&
    reuse(before.diagnostics, now.diagnostics) === before.diagnostics
  );
}

/** Ports that the kind does not declare are shown in the order of their wires, so that the order counts. */
function sameOrder(a: ReadonlySet<string> | undefined, b: ReadonlySet<string> | undefined): boolean {
  if (a?.size !== b?.size) return false;
  const others = b?.values();
  return a?.values().every((name) => name === others?.next().value) ?? true;
}

function newCard(node: FlowNode, surroundings: CardSurroundings): Card {
  const { kind, diagnostics } = surroundings;
  const ports = portsFor(node, surroundings);
  const [inPorts, shownInPorts] = shownFirst(ports.inPorts, (port) => port.required || port.sources.length > 0);
  const [outPorts, shownOutPorts] = shownFirst(
    ports.outPorts,
    (port) => port.name === kind?.defaultOutPort || port.wired,
  );
  return {
    id: node.id,
    title: node.name ?? node.id,
    node,
    kind,
    icon: kind?.icon ?? (node.uses.startsWith('.') ? 'type-hierarchy-sub' : 'question'),
    summary: summarise(node, kind),
    inPorts,
    outPorts,
    ...(kind && { defaultOutPort: kind.defaultOutPort }),
    takesNewInPorts: kind?.openInPorts ?? false,
    diagnostics,
    shownInPorts,
    shownOutPorts,
    size: cardSize(shownInPorts, shownOutPorts),
    fullSize: cardSize(inPorts.length, outPorts.length),
  };
}

/**
 * A command has half a dozen ports of which most flows use one. The card shows what matters and keeps the rest for when
 * it is selected, below, so that nothing moves when they appear.
 */
function shownFirst<T>(ports: readonly T[], isShown: (port: T) => boolean): [ports: readonly T[], shown: number] {
  const shown = ports.filter(isShown);
  return [[...shown, ...ports.filter((port) => !isShown(port))], shown.length];
}

/** The node and the kind are compared by identity: both are large, and kept identical by those who make them. */
function keepIdentity(card: Card, previous: Card | undefined): Card {
  if (!previous || previous.node !== card.node || previous.kind !== card.kind) return card;
  return reuse(previous, card);
}

function portsFor(node: FlowNode, surroundings: CardSurroundings): { inPorts: CardInPort[]; outPorts: CardOutPort[] } {
  const { kind, wiredOutPorts, flowOutputs } = surroundings;
  const sources = new Map(node.in.map((inPort) => [inPort.port, inPort.sources]));
  const inPorts = inPortsOf(node, kind).map((port) => ({
    name: port.name,
    type: port.type,
    required: port.required,
    list: port.list,
    ...(port.description !== undefined && { description: port.description }),
    sources: sources.get(port.name) ?? [],
  }));
  const outPorts = outPortsOf(node, kind, wiredOutPorts).map((port) => ({
    name: port.name,
    type: port.type,
    ...(port.description !== undefined && { description: port.description }),
    wired: wiredOutPorts?.has(port.name) ?? false,
    flowOutputs: flowOutputs
      .filter((output) => (output.port ?? kind?.defaultOutPort) === port.name)
      .map((output) => output.name),
  }));
  return { inPorts, outPorts };
}
