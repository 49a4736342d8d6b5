import { makeWorkload, type Workload } from './workload.ts';

/** A task as the versions of WfFormat write it; which of the keys are there depends on the version. */
interface Task {
  readonly id?: string;
  readonly name?: string;
  readonly parents?: readonly string[];
  readonly children?: readonly string[];
  /** In seconds, since version 1.4. */
  readonly runtimeInSeconds?: number;
  /** In seconds, before version 1.4. */
  readonly runtime?: number;
}

/** A recorded workflow: `specification` and `execution` since version 1.5, before that `tasks`, first called `jobs`. */
interface Instance {
  readonly workflow?: {
    readonly specification?: { readonly tasks?: readonly Task[] };
    readonly execution?: { readonly tasks?: readonly Task[] };
    readonly tasks?: readonly Task[];
    readonly jobs?: readonly Task[];
  };
}

/**
 * Reads a workflow in WfFormat, the JSON in which WfCommons publishes recorded scientific workflows: tasks in the order
 * of the file, durations in seconds.
 * @throws when the text is no such workflow, with what is wrong
 */
export function parseWfFormat(name: string, text: string): Workload {
  const { workflow } = JSON.parse(text) as Instance;
  const tasks = workflow?.specification?.tasks ?? workflow?.tasks ?? workflow?.jobs;
  if (!Array.isArray(tasks) || tasks.length === 0)
    throw new Error(`${name} is no workflow in WfFormat: it has no tasks`);
  const places = placesOf(tasks);
  const executed = new Map((workflow?.execution?.tasks ?? []).map((task) => [task.id, task]));
  const durations = tasks.map((task: Task) => secondsOf(name, executed.get(task.id) ?? task));
  const predecessors: number[][] = tasks.map(() => []);
  tasks.forEach((task: Task, index) => {
    for (const parent of task.parents ?? []) predecessors[index]?.push(placeOf(name, places, parent));
    for (const child of task.children ?? []) predecessors[placeOf(name, places, child)]?.push(index);
  });
  return makeWorkload(name, predecessors, durations);
}

/** Versions before 1.5 name parents and children by name, later ones by id. */
function placesOf(tasks: readonly Task[]): Map<string, number> {
  const places = new Map<string, number>();
  tasks.forEach((task, index) => {
    if (task.name !== undefined) places.set(task.name, index);
  });
  tasks.forEach((task, index) => {
    if (task.id !== undefined) places.set(task.id, index);
  });
  return places;
}

function placeOf(name: string, places: ReadonlyMap<string, number>, task: string): number {
  const place = places.get(task);
  if (place === undefined) throw new Error(`${name} speaks of a task ${JSON.stringify(task)} that it does not have`);
  return place;
}

function secondsOf(name: string, task: Task): number {
  const seconds = task.runtimeInSeconds ?? task.runtime;
  if (typeof seconds === 'number' && seconds >= 0) return seconds;
  throw new Error(`${name} does not say how long the task ${JSON.stringify(task.id ?? task.name)} took`);
}
