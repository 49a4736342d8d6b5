/** How many flows may stand within each other, the outermost not counted. */
export const DEEPEST_SUB_FLOWS = 16;

/** Most nodes that a flow may have together with all that run within it. */
export const MOST_NODES_WITH_SUB_FLOWS = 250_000;
