interface Pile {
  /** Where the upper edge of the first box of the pile is best. */
  readonly wantedTop: number;
  readonly weight: number;
  readonly height: number;
  readonly first: number;
  readonly count: number;
}

/**
 * Centres of boxes that stand below each other in the order given, each as near to its wanted centre as the others
 * allow: boxes that would overlap form a pile that settles at the mean of their wishes. A box without a wish stands
 * right below the one before it.
 */
export function stackLayer(
  wanted: readonly (number | undefined)[],
  heights: readonly number[],
  gap: number,
): readonly number[] {
  const piles: Pile[] = [];
  let previousLower = 0;
  heights.forEach((height, index) => {
    const centre = wanted[index] ?? previousLower + height / 2;
    piles.push({ wantedTop: centre - height / 2, weight: 1, height: height + gap, first: index, count: 1 });
    settle(piles);
    const last = piles.at(-1);
    previousLower = last ? last.wantedTop + last.height : 0;
  });
  return centresOf(piles, heights, gap);
}

/** Joins the last pile with those above it that it would overlap. */
function settle(piles: Pile[]): void {
  for (;;) {
    const lower = piles.at(-1);
    const upper = piles.at(-2);
    if (!lower || !upper || upper.wantedTop + upper.height <= lower.wantedTop) return;
    const weight = upper.weight + lower.weight;
    const wantedTop = (upper.wantedTop * upper.weight + (lower.wantedTop - upper.height) * lower.weight) / weight;
    const joined = {
      wantedTop,
      weight,
      height: upper.height + lower.height,
      first: upper.first,
      count: upper.count + lower.count,
    };
    piles.splice(-2, 2, joined);
  }
}

function centresOf(piles: readonly Pile[], heights: readonly number[], gap: number): readonly number[] {
  const centres: number[] = [];
  for (const pile of piles) {
    let top = pile.wantedTop;
    for (let index = pile.first; index < pile.first + pile.count; index += 1) {
      const height = heights[index] ?? 0;
      centres.push(top + height / 2);
      top += height + gap;
    }
  }
  return centres;
}
