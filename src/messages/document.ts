import type { Diagnostic } from '../flow/diagnostic.ts';
import type { FlowDefaults, FlowGroup, FlowInput, FlowNode, Position, WireSource } from '../flow/model.ts';

/**
 * What the canvas shows of a document, complete, as plain JSON (a webview message carries neither maps nor class
 * instances).
 */
export interface DocumentSnapshot {
  /** Version of the text that this was read from. Every edit names the version that it was made on. */
  readonly version: number;
  /** File name, for headings. */
  readonly title: string;
  readonly flow: {
    readonly name?: string;
    readonly description?: string;
    /** Time limit of a whole run. */
    readonly timeoutMs?: number;
    readonly inputs: readonly FlowInput[];
    readonly secrets: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly defaults: FlowDefaults;
    readonly nodes: readonly FlowNode[];
    readonly outputs: readonly { readonly name: string; readonly source: WireSource }[];
    readonly groups: readonly FlowGroup[];
    readonly layout: readonly (readonly [id: string, position: Position])[];
  };
  readonly diagnostics: readonly Diagnostic[];
  /**
   * Present when the text cannot be read as a flow: the graph is then the last good one and cannot be edited. `message`
   * says what is wrong, for the banner that leads to the place.
   */
  readonly broken?: { readonly message: string; readonly line: number };
}
