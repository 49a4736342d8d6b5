/** A flow of as many layers as rows; each node has two wires from the layer before. */
export const GRID = { nodes: 10_000, rows: 100, columnWidth: 320, rowHeight: 150 } as const;

/** A node of the grid and where its wires come from. */
export interface GridNode {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly before: readonly string[];
}

/** The grid as plain data, for pages that know nothing of flows. */
export function gridNodes(): readonly GridNode[] {
  return Array.from({ length: GRID.nodes }, (_, index) => {
    const row = index % GRID.rows;
    const left = index - row - GRID.rows;
    return {
      id: nodeId(index),
      x: ((index - row) / GRID.rows) * GRID.columnWidth,
      y: row * GRID.rowHeight,
      before: left < 0 ? [] : [nodeId(left + row), nodeId(left + ((row + 1) % GRID.rows))],
    };
  });
}

/** The same grid as the text of a flow; the card of each node shows `commandOf` its index. */
export function gridText(): string {
  const nodes = gridNodes();
  const blocks = nodes.flatMap(({ id, before: [one, two] }, index) => [
    `  ${id}:`,
    '    uses: shell',
    ...(one === undefined ? [] : [`    in: { one: ${one}.stdout, two: ${two}.stdout }`]),
    `    with: { run: '${commandOf(index)}' }`,
  ]);
  const places = nodes.map(({ id, x, y }) => `  ${id}: [${x}, ${y}]`);
  return `${['flow: 1', 'name: Large', 'nodes:', ...blocks, 'layout:', ...places].join('\n')}\n`;
}

/** The command of a node, as `turn` left it. */
export function commandOf(index: number, turn = 0): string {
  return `echo ${index}.${turn}`;
}

/** Id of the node at a place in the order of the file: down a layer, then the next layer. */
export function nodeId(index: number): string {
  return `node_${index}`;
}
