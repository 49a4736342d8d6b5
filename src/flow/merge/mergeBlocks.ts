import { sameJson } from '../sameJson.ts';
import { mergedOrder } from './mergedOrder.ts';
import { mergeLeaf, valueOf } from './mergeLeaf.ts';
import { mergeLines } from './mergeLines.ts';
import type { MergeScene } from './mergeScene.ts';
import type { Piece } from './piece.ts';
import { type Block, type BlockMap, splitBlock } from './splitBlocks.ts';

/** One thing as it is in each of the three texts. */
export interface Three<Thing> {
  readonly base: Thing;
  readonly ours: Thing;
  readonly theirs: Thing;
}

const EMPTY: BlockMap = { head: '', blocks: [], tail: '' };

/** Merges maps entry by entry: what one side added, removed or changed, and within entries that both changed likewise. */
export function mergeMaps(scene: MergeScene, three: Three<BlockMap>): readonly Piece[] {
  const base = byKey(three.base);
  const ours = byKey(three.ours);
  const theirs = byKey(three.theirs);
  const order = mergedOrder([...base.keys()], [...ours.keys()], [...theirs.keys()]);
  return [
    ...(three.base.head === '' ? [three.ours.head] : mergeLines(three.base.head, three.ours.head, three.theirs.head)),
    ...order.flatMap((key) => mergeEntry(scene, { base: base.get(key), ours: ours.get(key), theirs: theirs.get(key) })),
    ...mergeLines(three.base.tail, three.ours.tail, three.theirs.tail),
  ];
}

function mergeEntry(scene: MergeScene, { base, ours, theirs }: Three<Block | undefined>): readonly Piece[] {
  if (ours && theirs) {
    const lead = base ? mergeLines(base.lead, ours.lead, theirs.lead) : [ours.lead];
    return [...lead, ...mergeBodies(scene, { base, ours, theirs })];
  }
  const left = ours ?? theirs;
  if (!left) return [];
  const text = left.lead + left.body;
  if (!base) return [text];
  if (isGivenUp(scene, base, left, ours ? 'theirs' : 'ours')) return [];
  if (left.path[0] === 'layout') return [text];
  return [ours ? { ours: text, theirs: '' } : { ours: '', theirs: text }];
}

/** Whether what one side removed is left alone by the other, so that it can go. */
function isGivenUp(scene: MergeScene, base: Block, left: Block, remover: 'ours' | 'theirs'): boolean {
  const [section = '', name] = left.path;
  if (section === 'layout' && name !== undefined) return !scene.isDisputed(String(name));
  if (section === 'nodes' && left.path.length === 2) return !scene.isKeptFrom(String(name), remover);
  const keeper = remover === 'ours' ? scene.flows.theirs : scene.flows.ours;
  return base.body === left.body || sameJson(valueOf(scene.flows.base, base), valueOf(keeper, left));
}

function mergeBodies(
  scene: MergeScene,
  { base, ours, theirs }: { readonly base: Block | undefined; readonly ours: Block; readonly theirs: Block },
): readonly Piece[] {
  if (ours.body === theirs.body || base?.body === theirs.body) return [ours.body];
  if (base?.body === ours.body) return [theirs.body];
  // Two things of one name that have no common past are two things; two maps are not, when a name is all that they have.
  const isThing = ours.path.length === 2;
  if (!base && isThing) return mergeStrangers(scene, ours, theirs);
  const from = base ? splitBlock(scene.flows.base, base) : EMPTY;
  const left = splitBlock(scene.flows.ours, ours);
  const right = splitBlock(scene.flows.theirs, theirs);
  if (from && left && right && columnOf(left) === columnOf(right)) {
    return mergeMaps(scene, { base: from, ours: left, theirs: right });
  }
  return mergeLeaf(scene, { base, ours, theirs });
}

function mergeStrangers(scene: MergeScene, ours: Block, theirs: Block): readonly Piece[] {
  const isSame = sameJson(valueOf(scene.flows.ours, ours), valueOf(scene.flows.theirs, theirs));
  if (isSame || ours.path[0] === 'layout') return [ours.body];
  return [{ ours: ours.body, theirs: theirs.body }];
}

/** Column of the entries of a map: lines of one file only fit into the other where it is the same. */
function columnOf({ blocks }: BlockMap): number | undefined {
  const body = blocks[0]?.body;
  return body === undefined ? undefined : body.length - body.trimStart().length;
}

function byKey({ blocks }: BlockMap): ReadonlyMap<string, Block> {
  return new Map(blocks.map((block) => [block.key, block]));
}
