/**
 * Groups of nodes that can all be reached from each other (Tarjan's strongly connected components), without the single
 * nodes that do not reach themselves. Linear, without recursion. Each group and the list of groups is in ascending order.
 *
 * @param needs for each node by number the numbers that it leads to.
 */
export function knots(needs: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const walk = new Walk(needs);
  for (let node = 0; node < needs.length; node += 1) walk.from(node);
  return walk.found.toSorted((left, right) => (left[0] ?? 0) - (right[0] ?? 0));
}

class Walk {
  readonly found: number[][] = [];
  readonly #needs: readonly (readonly number[])[];
  /** Order of the first visit, from 1; 0 for nodes not yet visited. */
  readonly #visited: Int32Array;
  readonly #lowest: Int32Array;
  readonly #next: Int32Array;
  readonly #open: Uint8Array;
  readonly #stack: number[] = [];
  #count = 0;

  constructor(needs: readonly (readonly number[])[]) {
    this.#needs = needs;
    this.#visited = new Int32Array(needs.length);
    this.#lowest = new Int32Array(needs.length);
    this.#next = new Int32Array(needs.length);
    this.#open = new Uint8Array(needs.length);
  }

  from(root: number): void {
    if (this.#visited[root] !== 0) return;
    const way = [root];
    this.#enter(root);
    for (let node = way.at(-1); node !== undefined; node = way.at(-1)) {
      const target = this.#nextTarget(node);
      if (target === undefined) {
        way.pop();
        this.#leave(node, way.at(-1));
      } else if (this.#visited[target] === 0) {
        this.#enter(target);
        way.push(target);
      } else if (this.#open[target] === 1) {
        this.#lower(node, this.#visited[target] ?? 0);
      }
    }
  }

  #enter(node: number): void {
    this.#count += 1;
    this.#visited[node] = this.#count;
    this.#lowest[node] = this.#count;
    this.#open[node] = 1;
    this.#stack.push(node);
  }

  #nextTarget(node: number): number | undefined {
    const index = this.#next[node] ?? 0;
    this.#next[node] = index + 1;
    return this.#needs[node]?.[index];
  }

  #leave(node: number, parent: number | undefined): void {
    if (parent !== undefined) this.#lower(parent, this.#lowest[node] ?? 0);
    if (this.#lowest[node] !== this.#visited[node]) return;
    const group: number[] = [];
    for (let member = this.#stack.pop(); member !== undefined; member = this.#stack.pop()) {
      this.#open[member] = 0;
      group.push(member);
      if (member === node) break;
    }
    if (group.length > 1 || this.#needs[node]?.includes(node)) this.found.push(group.toSorted((a, b) => a - b));
  }

  #lower(node: number, value: number): void {
    if (value < (this.#lowest[node] ?? 0)) this.#lowest[node] = value;
  }
}
