/** A sentence of the runner or the validator for display: names that it puts between backticks get quotation marks. */
export function prose(text: string): string {
  return text.replaceAll(/`([^`]*)`/g, '“$1”');
}

/** Words that stand within a sentence elsewhere, as a sentence of their own without its full stop. */
export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
