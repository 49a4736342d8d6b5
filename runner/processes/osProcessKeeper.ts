import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { COOKIE_VARIABLE, chainWith, commandLink, linkPrefix, newRunnerId } from './cookie.ts';
import { endAll } from './hunt.ts';
import type {
  CommandEnd,
  CommandSpec,
  EndReport,
  ProcessKeeper,
  RunningCommand,
  StartResult,
} from './processKeeper.ts';
import { systemProcessTable } from './processTable.ts';
import { systemSignals } from './signals.ts';
import { explainSpawnFailure } from './spawnFailure.ts';
import { WatchdogLink } from './watchdogLink.ts';

/** Grace period where neither a command nor the run says one. */
export const DEFAULT_GRACE_MS = 5_000;

const NOTHING: EndReport = { ended: 0, surviving: 0 };

/** The processes of one run. */
interface RunProcesses {
  readonly running: Set<number>;
  readonly ended: Set<number>;
  readonly leftStreams: Set<Readable>;
}

/**
 * The keeper for this machine. Each command leads a session of its own and carries a cookie in its environment; the
 * process table is looked at once per run and once per kill, never per command. Make one per runner process.
 */
export function createProcessKeeper(options: { readonly graceMs?: number } = {}): ProcessKeeper {
  return new OsProcessKeeper(options.graceMs ?? DEFAULT_GRACE_MS);
}

class OsProcessKeeper implements ProcessKeeper {
  readonly #runnerId = newRunnerId();
  readonly #graceMs: number;
  readonly #table = systemProcessTable();
  readonly #signals = systemSignals();
  readonly #watchdog: WatchdogLink;
  readonly #environment = inheritedEnvironment();
  readonly #runs = new Map<string, RunProcesses>();
  #commands = 0;

  constructor(graceMs: number) {
    this.#graceMs = graceMs;
    this.#watchdog = new WatchdogLink(this.#runnerId, graceMs);
  }

  get tracking() {
    return this.#table.tracking;
  }

  async start(spec: CommandSpec): Promise<StartResult> {
    this.#watchdog.ensure();
    this.#commands += 1;
    const link = commandLink(this.#runnerId, spec.runId, spec.node, this.#commands);
    const env: NodeJS.ProcessEnv = { ...this.#environment };
    for (const name of spec.withheld ?? []) delete env[name];
    Object.assign(env, spec.env);
    env[COOKIE_VARIABLE] = chainWith(this.#environment[COOKIE_VARIABLE], link);
    const spawned = trySpawn(spec, env);
    if (spawned instanceof ChildSpawned) {
      return { ok: true, command: this.#keep(spawned.child, spawned.processId, spec, link) };
    }
    const path = env['PATH'] ?? env['Path'] ?? '';
    return { ok: false, failure: await explainSpawnFailure({ ...spec, path }, await spawned) };
  }

  async endRun(runId: string, graceMs = this.#graceMs): Promise<EndReport> {
    const run = this.#runs.get(runId);
    if (!run) return NOTHING;
    const report = await this.#end(linkPrefix(this.#runnerId, runId), run, graceMs);
    for (const stream of run.leftStreams) stream.destroy();
    if (run.running.size === 0) this.#runs.delete(runId);
    return report;
  }

  async shutdown(): Promise<EndReport> {
    const reports = await Promise.all([...this.#runs.keys()].map((runId) => this.endRun(runId)));
    await this.#watchdog.goodbye();
    return reports.reduce(
      (sum, report) => ({ ended: sum.ended + report.ended, surviving: sum.surviving + report.surviving }),
      NOTHING,
    );
  }

  #keep(child: SpawnedChild, pid: number, spec: CommandSpec, link: string): RunningCommand {
    const run = this.#runOf(spec.runId);
    run.running.add(pid);
    this.#watchdog.tell({ event: 'start', pid });
    const ended = new Promise<CommandEnd>((resolve) => {
      child.once('exit', (exitCode, signal) => {
        run.running.delete(pid);
        run.ended.add(pid);
        this.#watchdog.tell({ event: 'exit', pid });
        resolve(signal ? { signal } : { exitCode: exitCode ?? 0 });
      });
    });
    feed(child, spec);
    const { stdout, stderr } = child;
    let ending: Promise<EndReport> | undefined;
    return {
      processId: pid,
      stdout,
      stderr,
      ended,
      end: () => {
        ending ??= this.#endCommand(link, run, pid, spec.graceMs, ended);
        return ending;
      },
      leaveOutput: () => {
        for (const stream of [stdout, stderr]) leave(stream, run.leftStreams);
      },
    };
  }

  #endCommand(link: string, run: RunProcesses, pid: number, graceMs: number, wake: Promise<unknown>) {
    const running = new Set(run.running.has(pid) ? [pid] : []);
    const own = { running, ended: new Set(running.size > 0 ? [] : [pid]) };
    void wake.then(() => {
      running.delete(pid);
      own.ended.add(pid);
    });
    return this.#end(link, own, graceMs, wake);
  }

  #end(prefix: string, pids: Pick<RunProcesses, 'running' | 'ended'>, graceMs: number, wake?: Promise<unknown>) {
    const quarry = {
      linkPrefix: prefix,
      running: () => [...pids.running],
      hasEnded: (pid: number) => pids.ended.has(pid),
      graceMs,
      ...(wake && { wake }),
    };
    return endAll(quarry, this.#table, this.#signals);
  }

  #runOf(runId: string): RunProcesses {
    const known = this.#runs.get(runId);
    if (known) return known;
    const run: RunProcesses = { running: new Set(), ended: new Set(), leftStreams: new Set() };
    this.#runs.set(runId, run);
    return run;
  }
}

/** A child whose output is read by us. */
type SpawnedChild = ChildProcess & { readonly stdout: Readable; readonly stderr: Readable };

class ChildSpawned {
  readonly child: SpawnedChild;
  readonly processId: number;

  constructor(child: SpawnedChild, processId: number) {
    this.child = child;
    this.processId = processId;
  }
}

/** The child, or what the system answered. */
function trySpawn(spec: CommandSpec, env: NodeJS.ProcessEnv): ChildSpawned | Promise<NodeJS.ErrnoException> {
  try {
    const child = spawn(spec.program, spec.args, {
      cwd: spec.workdir,
      env,
      // A session of its own. On Windows this would open a console window, and there are no sessions.
      detached: process.platform !== 'win32',
      stdio: stdioOf(spec),
      windowsHide: true,
    }) as SpawnedChild;
    if (child.pid !== undefined) return new ChildSpawned(child, child.pid);
    return new Promise((resolve) => child.once('error', resolve));
  } catch (error) {
    return Promise.resolve(error as NodeJS.ErrnoException);
  }
}

function stdioOf(spec: CommandSpec): StdioOptions {
  if (spec.stdin === undefined) return ['ignore', 'pipe', 'pipe'];
  return [typeof spec.stdin === 'string' ? 'pipe' : spec.stdin.descriptor, 'pipe', 'pipe'];
}

/** Writes the text for standard input. A command may end without reading it, which is its own business. */
function feed(child: ChildProcess, spec: CommandSpec): void {
  child.on('error', () => {}); // A failed kill; what has become of the command is told by `exit`.
  if (typeof spec.stdin !== 'string' || !child.stdin) return;
  child.stdin.on('error', () => {});
  child.stdin.end(spec.stdin);
}

function leave(stream: Readable, left: Set<Readable>): void {
  if (stream.destroyed || stream.readableEnded) return;
  stream.removeAllListeners('data');
  stream.on('error', () => {});
  stream.once('close', () => left.delete(stream));
  left.add(stream);
  stream.resume();
}

/** What commands inherit. How the editor runs the runner is none of their business. */
function inheritedEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && name !== 'ELECTRON_RUN_AS_NODE') environment[name] = value;
  }
  return environment;
}
