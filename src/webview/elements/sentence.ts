/** Words that stand within a sentence elsewhere, as a sentence of their own without its full stop. */
export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
