import type { JsonObject, JsonValue, PortType } from '../model.ts';

/** A port that a kind declares by name. */
export interface PortDefinition {
  readonly name: string;
  readonly type: PortType;
  readonly description?: string;
  /** In-ports only: the node cannot run without a wire here. */
  readonly required?: boolean;
  /** In-ports only: takes a list of wires and receives the list of their values. */
  readonly list?: boolean;
}

/** A type of JSON Schema that a setting may have. */
export type SettingType = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object';

/** JSON Schema of one setting, with what the form needs to show it. Plain JSON. */
export interface SettingSchema {
  /** Several: the first is what an empty form offers. */
  readonly type?: SettingType | readonly SettingType[];
  readonly title?: string;
  readonly description: string;
  readonly default?: JsonValue;
  readonly enum?: readonly JsonValue[];
  readonly items?: JsonObject;
  readonly additionalProperties?: JsonObject | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly examples?: readonly JsonValue[];
  /**
   * How the form shows the setting and how the compiler treats it. `code`: `${name}` is never replaced in it;
   * `language` then names its syntax. `duration`: text such as `30s`. `path`: a path in the workspace.
   */
  readonly format?: 'code' | 'duration' | 'path' | 'url' | 'multiline';
  readonly language?: 'shell' | 'sql' | 'python' | 'typescript' | 'jsonata' | 'liquid' | 'json';
}

/** What a node kind is: everything about it that is data. Its implementation is in the runner under the same id. */
export interface KindDefinition {
  readonly id: string;
  readonly title: string;
  /** One sentence for the palette and the hover. */
  readonly description: string;
  readonly category: 'Commands' | 'Files' | 'Data' | 'Network' | 'Control' | 'Flows';
  /** Name of a codicon. */
  readonly icon: string;
  /** Raised when results of the same inputs may differ from those of an earlier build. */
  readonly version: number;
  readonly inPorts: readonly PortDefinition[];
  /** The author may name further in-ports of type `any`. */
  readonly openInPorts: boolean;
  readonly outPorts: readonly PortDefinition[];
  /** The author's script may declare further out-ports, such as names written to `$FLOW_OUTPUT`. */
  readonly openOutPorts: boolean;
  /** Name of the out-port that a wire without a port means. */
  readonly defaultOutPort: string;
  readonly settings: Readonly<Record<string, SettingSchema>>;
  readonly requiredSettings: readonly string[];
  /** Setting whose value says best what a node of this kind does; shown on its card. */
  readonly summarySetting?: string;
  /**
   * `process` kinds start programs and take `env`, `secrets`, `workdir` and `exitCodes`. `flow`: another flow runs in the
   * node's place; such a kind is made of a file and in no catalog of its own.
   */
  readonly runtime: 'process' | 'builtin' | 'flow';
  /** Same inputs, same outputs, no other effect: may be cached without being asked. */
  readonly pure: boolean;
}

/** All kinds that a document may use, by id. */
export type Catalog = ReadonlyMap<string, KindDefinition>;
