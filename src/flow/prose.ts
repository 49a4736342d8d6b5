/** A sentence of the runner or the validator for display: names that it puts between backticks get quotation marks. */
export function prose(text: string): string {
  return text.replaceAll(/`([^`]*)`/g, '“$1”');
}
