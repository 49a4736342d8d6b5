import type { KindDefinition } from '../../flow/catalog/kind.ts';
import type { Diagnostic } from '../../flow/diagnostic.ts';
import type { FlowNode, PortType, WireSource } from '../../flow/model.ts';
import type { Size } from './geometry.ts';

/** An in-port as a card shows it. */
export interface CardInPort {
  readonly name: string;
  readonly type: PortType;
  readonly required: boolean;
  readonly list: boolean;
  readonly description?: string;
  readonly sources: readonly WireSource[];
}

/** An out-port as a card shows it. */
export interface CardOutPort {
  readonly name: string;
  readonly type: PortType;
  readonly description?: string;
  /** Whether some wire or flow output takes its value here. */
  readonly wired: boolean;
  /** Names of the flow outputs that take their value here. */
  readonly flowOutputs: readonly string[];
}

/** Everything that a card shows of its node but the run. The same object as long as nothing of that changes. */
export interface Card {
  readonly id: string;
  /** The name that the author gave it, or its id. */
  readonly title: string;
  readonly node: FlowNode;
  readonly kind: KindDefinition | undefined;
  readonly icon: string;
  readonly summary: string;
  readonly inPorts: readonly CardInPort[];
  readonly outPorts: readonly CardOutPort[];
  /** Name of the out-port that a wire without a port means; absent when the kind is unknown. */
  readonly defaultOutPort?: string;
  readonly takesNewInPorts: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** How many of the in-ports, and of the out-ports, the card shows at rest: they come first in their lists. */
  readonly shownInPorts: number;
  readonly shownOutPorts: number;
  /** Size at rest. */
  readonly size: Size;
  /** Size with every port shown. */
  readonly fullSize: Size;
}

/** One source of one in-port (`data`), of `when`, or one entry of `after`. */
export interface Wire {
  readonly id: string;
  readonly role: 'data' | 'when' | 'after';
  readonly from: string;
  /** Absent when the source has no such port to draw from; the wire then starts at the card's header. */
  readonly fromPort?: string;
  readonly to: string;
  /** Absent for `when` and `after`, which end at the card's header. */
  readonly toPort?: string;
  /** What the file says, for the edit that removes it. */
  readonly source: WireSource;
  readonly type: PortType;
}

/** Text of a wire as the file has it, such as `download.body`. */
export function sourceText(source: WireSource): string {
  if (source.from === 'input') return `inputs.${source.input}`;
  return source.port === undefined ? source.node : `${source.node}.${source.port}`;
}

/** The worst of a card's diagnostics; undefined when nothing is wrong. */
export function worstSeverity(diagnostics: readonly Diagnostic[]): Diagnostic['severity'] | undefined {
  for (const severity of ['error', 'warning', 'information'] as const)
    if (diagnostics.some((diagnostic) => diagnostic.severity === severity)) return severity;
  return undefined;
}
