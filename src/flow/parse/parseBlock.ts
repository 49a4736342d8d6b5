import type { Diagnostic } from '../diagnostic.ts';
import type { FlowNode, FlowPath, Position } from '../model.ts';
import { readNode } from './readNode.ts';
import { readPositionLine } from './readPositionLine.ts';
import { readPosition } from './readTop.ts';
import { readYaml } from './readYaml.ts';
import type { SyntaxEntry } from './syntaxTree.ts';

/** What was read of one part of a text. All offsets count from the start of the part. */
export interface ParsedBlock {
  readonly text: string;
  readonly entry: SyntaxEntry;
  readonly diagnostics: readonly Diagnostic[];
  /** The part is no readable YAML by itself. */
  readonly failed: boolean;
  /** For an entry of `nodes`. */
  readonly node?: FlowNode;
  /** For an entry of `layout`. */
  readonly position?: Position;
}

/** Why a text cannot be read part by part. */
export type NotByBlocks = 'whole';

/** Reads a part that holds exactly one entry of the map at `prefix`; `whole` when it holds anything else. */
export function parseBlock(text: string, prefix: FlowPath): ParsedBlock | NotByBlocks {
  const quick = prefix[0] === 'layout' ? readPositionLine(text) : undefined;
  if (quick) return quick;
  const yaml = readYaml(text, prefix);
  const entry = yaml.root?.kind === 'map' && !yaml.root.flow ? yaml.root.entries[0] : undefined;
  if (yaml.needsAnchors || !entry || (yaml.root?.kind === 'map' && yaml.root.entries.length > 1)) return 'whole';
  if (yaml.root?.propertiesStart !== undefined) return 'whole';
  const context = { text, diagnostics: [...yaml.diagnostics] };
  const block = { text, entry, diagnostics: context.diagnostics, failed: yaml.failed };
  if (prefix[0] === 'nodes') return { ...block, node: readNode(context, entry) };
  if (prefix[0] !== 'layout') return block;
  const position = readPosition(context, entry);
  return position ? { ...block, position } : block;
}
