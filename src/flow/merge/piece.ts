/** A part of a merged text: whole lines that are decided, or the two versions of what is not. */
export type Piece = string | Conflict;

/** Where both sides changed the same thing in different ways. Both texts are whole lines, or empty. */
export interface Conflict {
  readonly ours: string;
  readonly theirs: string;
}

/** How conflicts are marked in a text. */
export interface MarkerStyle {
  /** Length of the rows of `<`, `=` and `>`. */
  readonly size: number;
  readonly ours: string;
  readonly theirs: string;
}

/** The conflicts of a merge, in order of place. */
export function conflictsOf(pieces: readonly Piece[]): readonly Conflict[] {
  return pieces.filter((piece) => typeof piece !== 'string');
}

/** The text with conflicts marked as git marks them. */
export function withMarkers(pieces: readonly Piece[], { size, ours, theirs }: MarkerStyle): string {
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      const middle = `${piece.ours}${'='.repeat(size)}\n${piece.theirs}`;
      return `${'<'.repeat(size)} ${ours}\n${middle}${'>'.repeat(size)} ${theirs}\n`;
    })
    .join('');
}

/** The text with every conflict decided for one side. */
export function decidedFor(pieces: readonly Piece[], side: keyof Conflict): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : piece[side])).join('');
}
