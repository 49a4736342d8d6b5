import type { Card } from '../graph/card.ts';
import { sourceText } from '../graph/card.ts';

const TEXTS = new WeakMap<Card, string>();

/**
 * Ids of the cards that have every word of a query somewhere in what is written of them, in the order of the file: id,
 * name, description, kind, settings, wires. Capitals do not matter. An empty query finds nothing.
 */
export function findNodes(cards: ReadonlyMap<string, Card>, query: string): readonly string[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return [...cards.values()].filter((card) => hasAll(textOf(card), words)).map(({ id }) => id);
}

function hasAll(text: string, words: readonly string[]): boolean {
  return words.every((word) => text.includes(word));
}

function textOf(card: Card): string {
  const known = TEXTS.get(card);
  if (known !== undefined) return known;
  const { node, kind } = card;
  const wires = node.in.flatMap(({ port, sources }) => [port, ...sources.map(sourceText)]);
  const settings = Object.entries(node.with).flatMap(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const parts = [card.id, node.name, node.description, node.uses, kind?.title, ...settings, ...wires];
  const text = parts.filter(Boolean).join('\n').toLowerCase();
  TEXTS.set(card, text);
  return text;
}
