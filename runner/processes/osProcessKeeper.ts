import { COOKIE_VARIABLE, chainWith, commandLink, linkPrefix, newRunnerId } from './cookie.ts';
import { endAll } from './hunt.ts';
import type { LauncherFile } from './launcherFile.ts';
import type { LauncherLink } from './launcherLink.ts';
import { Launchers } from './launchers.ts';
import { OPEN_FILES_PER_PROCESS, PROCESSES_PER_RUN } from './limits.ts';
import { NodeSpawner } from './nodeSpawner.ts';
import type {
  CommandSpec,
  EndReport,
  ProcessKeeper,
  ProcessMeans,
  RunEndReport,
  RunningCommand,
  StartResult,
} from './processKeeper.ts';
import { systemProcessTable } from './processTable.ts';
import { systemSignals } from './signals.ts';
import type { SpawnedProcess } from './spawner.ts';
import { explainSpawnFailure } from './spawnFailure.ts';
import { WatchdogLink } from './watchdogLink.ts';

/** Grace period where neither a command nor the run says one. */
export const DEFAULT_GRACE_MS = 5_000;

const NOTHING: EndReport = { ended: 0, surviving: 0 };

/** What a keeper may be told; everything has a default. */
export interface KeeperOptions {
  readonly graceMs?: number;
  /** The launcher to use, or why none; absent: the one beside the runner. */
  readonly launcher?: LauncherFile;
  /** Processes of one run at one time, where a launcher counts them. */
  readonly processLimit?: number;
}

/** The processes of one run. */
interface RunProcesses {
  readonly running: Set<number>;
  readonly ended: Set<number>;
  /** Starts the commands; undefined before the first, and where Node does. */
  launcher: Promise<LauncherLink | undefined> | undefined;
  /** The launcher, once it has answered. */
  link: LauncherLink | undefined;
}

/**
 * The keeper for this machine. Each command leads a session of its own and carries a cookie in its environment. Where
 * there is a launcher, it starts the commands of a run and ends what is left of it; else the process table is looked at,
 * once per run and once per kill, never per command. Make one per runner process.
 */
export function createProcessKeeper(options: KeeperOptions = {}): ProcessKeeper {
  return new OsProcessKeeper(options);
}

class OsProcessKeeper implements ProcessKeeper {
  readonly #runnerId = newRunnerId();
  readonly #graceMs: number;
  readonly #table = systemProcessTable();
  readonly #signals = systemSignals();
  readonly #watchdog: WatchdogLink;
  readonly #environment = inheritedEnvironment();
  readonly #launchers: Launchers;
  readonly #nodeSpawner: NodeSpawner;
  readonly #runs = new Map<string, RunProcesses>();
  #commands = 0;

  constructor({ graceMs = DEFAULT_GRACE_MS, launcher, processLimit = PROCESSES_PER_RUN }: KeeperOptions) {
    this.#graceMs = graceMs;
    this.#watchdog = new WatchdogLink(this.#runnerId, graceMs);
    const settings = { graceMs, processLimit, openFiles: OPEN_FILES_PER_PROCESS, environment: this.#environment };
    this.#launchers = new Launchers(settings, launcher);
    this.#nodeSpawner = new NodeSpawner(this.#environment);
  }

  get means(): ProcessMeans {
    const { absence, knowTree } = this.#launchers;
    const tracking = knowTree ? 'tree' : this.#table.tracking;
    return { tracking, ...(absence !== undefined && { withoutLauncher: absence }) };
  }

  async probe(): Promise<ProcessMeans> {
    const launcher = await this.#launchers.open(async () => {});
    launcher?.close();
    return this.means;
  }

  async start(spec: CommandSpec): Promise<StartResult> {
    const run = this.#runOf(spec.runId);
    const launcher = run.link?.isOpen ? run.link : await this.#launcherOf(run, spec.runId);
    // A launcher that knows the tree ends it when the runner is gone.
    const watchdog = launcher?.knowsTree ? undefined : this.#watchdog;
    watchdog?.ensure();
    this.#commands += 1;
    const link = commandLink(this.#runnerId, spec.runId, spec.node, this.#commands);
    const env = { ...spec.env, [COOKIE_VARIABLE]: chainWith(this.#environment[COOKIE_VARIABLE], link) };
    const { program, args, workdir, stdin, withheld = [] } = spec;
    const spawned = await (launcher ?? this.#nodeSpawner).start({ program, args, workdir, env, withheld, stdin });
    if (spawned.ok) return { ok: true, command: this.#keep(spawned.process, run, spec, link, watchdog) };
    const path = this.#pathFor(spec);
    return { ok: false, failure: await explainSpawnFailure({ program, workdir, path }, spawned.error) };
  }

  async endRun(runId: string, graceMs = this.#graceMs): Promise<RunEndReport> {
    const run = this.#runs.get(runId);
    if (!run) return NOTHING;
    const launcher = await run.launcher;
    // Where the launcher was lost on the way, what it leaves is found like everything else.
    const told = launcher?.knowsTree ? await launcher.end(graceMs) : undefined;
    const report = told ?? (await this.#end(linkPrefix(this.#runnerId, runId), run, graceMs));
    launcher?.close();
    if (run.running.size === 0 && this.#runs.get(runId) === run) this.#runs.delete(runId);
    return { ...report, tracking: told ? 'tree' : this.#table.tracking };
  }

  async shutdown(): Promise<EndReport> {
    const reports = await Promise.all([...this.#runs.keys()].map((runId) => this.endRun(runId)));
    await this.#watchdog.goodbye();
    return reports.reduce(
      (sum, report) => ({ ended: sum.ended + report.ended, surviving: sum.surviving + report.surviving }),
      NOTHING,
    );
  }

  /** The launcher of a run: a new one for the first command, and when the last was lost. */
  async #launcherOf(run: RunProcesses, runId: string): Promise<LauncherLink | undefined> {
    const { launcher } = run;
    const known = await launcher;
    if (known?.isOpen) return known;
    // Another command may have asked meanwhile.
    if (run.launcher === launcher) {
      run.launcher = this.#launchers.open(() => this.#end(linkPrefix(this.#runnerId, runId), run, 0));
    }
    run.link = await run.launcher;
    return run.link;
  }

  #pathFor({ env, withheld = [] }: CommandSpec): string {
    const inherited = (name: string) => (withheld.includes(name) ? undefined : this.#environment[name]);
    return env['PATH'] ?? env['Path'] ?? inherited('PATH') ?? inherited('Path') ?? '';
  }

  #keep(
    spawned: SpawnedProcess,
    run: RunProcesses,
    spec: CommandSpec,
    link: string,
    watchdog: WatchdogLink | undefined,
  ): RunningCommand {
    const { processId, stdout, stderr } = spawned;
    run.running.add(processId);
    watchdog?.tell({ event: 'start', pid: processId });
    const ended = spawned.ended.then((end) => {
      run.running.delete(processId);
      run.ended.add(processId);
      watchdog?.tell({ event: 'exit', pid: processId });
      return end;
    });
    let ending: Promise<EndReport> | undefined;
    return {
      processId,
      stdout,
      stderr,
      ended,
      end: () => {
        ending ??= this.#endCommand(link, run, processId, spec.graceMs, ended);
        return ending;
      },
      leaveOutput: () => {
        for (const stream of [stdout, stderr]) stream.discard();
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
    const run: RunProcesses = { running: new Set(), ended: new Set(), launcher: undefined, link: undefined };
    this.#runs.set(runId, run);
    return run;
  }
}

/** What commands inherit. How the editor runs the runner is none of their business. */
function inheritedEnvironment(): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && name !== 'ELECTRON_RUN_AS_NODE') environment[name] = value;
  }
  return environment;
}
