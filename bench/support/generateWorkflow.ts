import { seededRandom } from './random.ts';

/** A recorded workflow in WfFormat 1.5, as far as it concerns order and time. */
export interface WfInstance {
  readonly name: string;
  readonly description: string;
  readonly createdAt: string;
  readonly schemaVersion: '1.5';
  readonly workflow: {
    readonly specification: {
      readonly tasks: readonly {
        readonly name: string;
        readonly id: string;
        readonly parents: readonly string[];
        readonly children: readonly string[];
      }[];
    };
    readonly execution: {
      readonly makespanInSeconds: number;
      readonly executedAt: string;
      readonly tasks: readonly { readonly id: string; readonly runtimeInSeconds: number }[];
    };
  };
}

/** The shapes of workflows that can be made. */
export const SHAPES = ['fork-join', 'layered', 'mosaic', 'chains', 'bag'] as const;

/** One of `SHAPES`. */
export type Shape = (typeof SHAPES)[number];

/** Makes a workflow of about `size` tasks; the same seed makes the same. */
export function generateWorkflow(shape: Shape, size: number, seed: number): WfInstance {
  const draft = new Draft(seed);
  MAKERS[shape](draft, size);
  return draft.finish(`${shape}-${size}-${seed}`);
}

const MAKERS: Readonly<Record<Shape, (draft: Draft, size: number) => void>> = {
  'fork-join': forkJoin,
  layered,
  mosaic,
  chains,
  bag,
};

/** Stages of equal tasks side by side, each stage gathered by one task before the next begins. */
function forkJoin(draft: Draft, size: number): void {
  const width = Math.max(2, Math.round(Math.sqrt(size)));
  let gathered = draft.add('split', 2, []);
  while (draft.size + width < size) {
    const seconds = 5 + 40 * draft.random();
    const stage = Array.from({ length: width }, () => draft.add('work', seconds, [gathered]));
    gathered = draft.add('gather', 4, stage);
  }
}

/** Layers in which each task needs up to three of the layer before it, in no order. */
function layered(draft: Draft, size: number): void {
  const width = Math.max(2, Math.round(Math.sqrt(size) * 1.5));
  let above: number[] = [];
  while (draft.size < size) {
    const layer = Array.from({ length: 2 + draft.below(width) }, () => {
      const parents = above.length === 0 ? [] : Array.from({ length: 1 + draft.below(3) }, () => draft.pick(above));
      return draft.add(`kind${draft.below(4)}`, 1 + 60 * draft.random() ** 3, parents);
    });
    above = layer;
  }
}

/** Pictures put together as astronomers do it: project each, compare neighbours, model the sky, correct, add up. */
function mosaic(draft: Draft, size: number): void {
  const count = Math.max(3, Math.round(size / 4.2));
  const projected = Array.from({ length: count }, () => draft.add('project', 12, []));
  const compared = projected.flatMap((picture, index) =>
    [1, 2].flatMap((distance) => {
      const neighbour = projected[index + distance];
      return neighbour === undefined ? [] : [draft.add('compare', 1.5, [picture, neighbour])];
    }),
  );
  const model = draft.add('model', 30, [draft.add('collect', 5, compared)]);
  const corrected = projected.map((picture) => draft.add('correct', 2, [picture, model]));
  draft.add('shrink', 4, [draft.add('add', 25, [draft.add('table', 3, corrected)])]);
}

/** Independent chains of which a few take much longer than the others; they stand last. */
function chains(draft: Draft, size: number): void {
  const length = 5;
  const count = Math.max(2, Math.round(size / length));
  for (let chain = 0; chain < count; chain++) {
    const isStraggler = chain >= count - Math.max(1, Math.round(count / 12));
    let parents: number[] = [];
    for (let link = 0; link < length; link++) parents = [draft.add('link', isStraggler ? 45 : 6, parents)];
  }
}

/** Many tasks without order, a few of them very long, and a report of all. */
function bag(draft: Draft, size: number): void {
  const tasks = Array.from({ length: size - 1 }, () => draft.add('task', Math.min(200, 2 / (1 - draft.random())), []));
  draft.add('report', 3, tasks);
}

/** A workflow that is being made; tasks are known by their number. */
class Draft {
  readonly random: () => number;
  readonly #tasks: { name: string; seconds: number; parents: readonly number[] }[] = [];

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  get size(): number {
    return this.#tasks.length;
  }

  /** A whole number from 0 up to `limit`, without it. */
  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  pick(from: readonly number[]): number {
    return from[this.below(from.length)] ?? 0;
  }

  /** Adds a task that takes about `seconds`, a quarter more or less. */
  add(name: string, seconds: number, parents: readonly number[]): number {
    const real = Math.round(1_000 * seconds * (0.75 + 0.5 * this.random())) / 1_000;
    return this.#tasks.push({ name, seconds: real, parents: [...new Set(parents)] }) - 1;
  }

  finish(name: string): WfInstance {
    const idOf = (task: number) => `${this.#tasks[task]?.name}_${String(task + 1).padStart(6, '0')}`;
    const children: string[][] = this.#tasks.map(() => []);
    this.#tasks.forEach(({ parents }, task) => {
      for (const parent of parents) children[parent]?.push(idOf(task));
    });
    const tasks = this.#tasks.map((task, index) => ({
      name: task.name,
      id: idOf(index),
      parents: task.parents.map(idOf),
      children: children[index] ?? [],
    }));
    const runtimes = this.#tasks.map(({ seconds }, index) => ({ id: idOf(index), runtimeInSeconds: seconds }));
    const total = runtimes.reduce((sum, task) => sum + task.runtimeInSeconds, 0);
    return {
      name,
      description: 'Made up by a program; the times are those of one worker.',
      createdAt: '2026-11-20T00:00:00Z',
      schemaVersion: '1.5',
      workflow: {
        specification: { tasks },
        execution: { makespanInSeconds: Math.round(total), executedAt: '2026-11-20T00:00:00Z', tasks: runtimes },
      },
    };
  }
}
