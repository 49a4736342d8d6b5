import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CACHE, inRoot } from '../../scripts/lib/paths.mjs';
import { mustRun } from '../../scripts/lib/spawn.mjs';
import { TOOL_NODE, VSCODE_SERVER_MAIN } from '../../scripts/lib/tools.mjs';
import { quietSettings, type Settings, type ThemeName } from './settings.ts';

const LEASE = inRoot('scripts', 'lib', 'lease.mjs');

/** How long the server may take until it listens; it takes about a second on an idle computer. */
const START_LIMIT_MS = 60_000;

/** A started server ends its extension hosts this long after the browser has gone. */
const RECONNECTION_GRACE_SECONDS = 5;

/** A VS Code server on this computer's loopback address with a profile of its own. */
export interface CodeServer {
  /** `http://127.0.0.1:PORT` without a trailing slash. */
  readonly origin: string;
  /** The secret that every request must carry. */
  readonly token: string;
  /** The page to open for a folder. */
  folderUrl(folder: string): string;
  /** Everything that the server has printed so far. */
  output(): string;
  /** The log of the extension hosts so far. */
  extensionHostLog(): string;
  /** Ends the server with everything it started and removes its profile. */
  stop(): Promise<void>;
}

/** How to start a server. */
export interface CodeServerOptions {
  /** Unpacked extensions to have installed. */
  readonly extensions?: readonly string[];
  /** Packaged extensions (.vsix) to install first; takes some seconds. */
  readonly packages?: readonly string[];
  /** Port to listen on; any free one unless told. */
  readonly port?: number;
  readonly theme?: ThemeName;
  /** Added to, and stronger than, the quiet defaults. */
  readonly settings?: Settings;
  /** Further arguments of the server, such as `--enable-smoke-test-driver`. */
  readonly args?: readonly string[];
}

/** A folder below .cache that only one session uses; `stop` or the end of this process removes it. */
function makeProfile(): string {
  const parent = join(CACHE, 'sessions');
  mkdirSync(parent, { recursive: true });
  return mkdtempSync(join(parent, 'vscode-'));
}

function fillProfile(profile: string, options: CodeServerOptions): void {
  const user = join(profile, 'data', 'User');
  const extensions = join(profile, 'extensions');
  mkdirSync(user, { recursive: true });
  mkdirSync(extensions, { recursive: true });
  const settings = { ...quietSettings(options.theme ?? 'dark'), ...options.settings };
  writeFileSync(join(user, 'settings.json'), `${JSON.stringify(settings, null, 2)}\n`);
  for (const extension of options.extensions ?? []) {
    symlinkSync(extension, join(extensions, basename(extension)), 'junction');
  }
}

function profileArguments(profile: string): string[] {
  return ['--server-data-dir', profile, '--extensions-dir', join(profile, 'extensions')];
}

function serverArguments(profile: string, token: string, options: CodeServerOptions): string[] {
  return [
    ...[VSCODE_SERVER_MAIN, '--host', '127.0.0.1', '--port', String(options.port ?? 0), '--connection-token', token],
    ...['--accept-server-license-terms', '--telemetry-level', 'off', '--disable-update-check'],
    ...['--reconnection-grace-time', String(RECONNECTION_GRACE_SECONDS)],
    ...profileArguments(profile),
    ...(options.args ?? []),
  ];
}

/** Installs packaged extensions into the profile with the server's own installer. */
async function installPackages(profile: string, packages: readonly string[]): Promise<void> {
  if (packages.length === 0) return;
  const args = [
    VSCODE_SERVER_MAIN,
    ...packages.map((file) => `--install-extension=${file}`),
    ...profileArguments(profile),
  ];
  await mustRun(TOOL_NODE, args, { cwd: profile, env: serverEnvironment(), capture: true });
}

/**
 * The extension host must not believe that it is a child of the VS Code in whose terminal the tests were started. An
 * empty gallery keeps the workbench from looking for extensions on the network.
 */
function serverEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(VSCODE_|ELECTRON_|VITEST|NODE_OPTIONS$)/;
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(kept), EXTENSIONS_GALLERY: '{}' };
}

/** Resolves with the port once the server says that it listens. */
function listening(lease: ChildProcess, output: () => string): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`The VS Code server ${why}. It printed:\n${output()}`));
    const limit = setTimeout(() => fail(`did not listen within ${START_LIMIT_MS} ms`), START_LIMIT_MS);
    const look = () => {
      const port = /Extension host agent listening on (\d+)/.exec(output())?.[1];
      if (port === undefined) return;
      clearTimeout(limit);
      resolve(Number(port));
    };
    lease.stdout?.on('data', look);
    lease.once('exit', (code) => {
      clearTimeout(limit);
      fail(`ended with exit code ${code}`);
    });
  });
}

function readExtensionHostLogs(profile: string): string {
  const logs = join(profile, 'data', 'logs');
  return readdirSync(logs, { recursive: true, encoding: 'utf8' })
    .filter((file) => /exthost\d*[\\/]remoteexthost\.log$/.test(file))
    .sort()
    .map((file) => readFileSync(join(logs, file), 'utf8'))
    .join('');
}

/**
 * Starts a VS Code server on a free port.
 * @throws {Error} with the server's output when it does not come up; `npm test` or `npm start` installs what it needs.
 */
export async function startCodeServer(options: CodeServerOptions = {}): Promise<CodeServer> {
  const profile = makeProfile();
  // For an end before the lease exists; afterwards the lease does it, whatever this process ends of.
  process.once('exit', () => rmSync(profile, { recursive: true, force: true }));
  fillProfile(profile, options);
  await installPackages(profile, options.packages ?? []);
  const token = randomUUID();
  const args = serverArguments(profile, token, options);
  const lease = spawn(process.execPath, [LEASE, '--remove', profile, '--', TOOL_NODE, ...args], {
    cwd: profile,
    env: serverEnvironment(),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = once(lease, 'exit');
  let printed = '';
  const collect = (chunk: string) => {
    printed += chunk;
  };
  lease.stdout.setEncoding('utf8').on('data', collect);
  lease.stderr.setEncoding('utf8').on('data', collect);
  const stop = async () => {
    lease.stdin.end();
    await ended;
  };
  try {
    const port = await listening(lease, () => printed);
    const origin = `http://127.0.0.1:${port}`;
    return {
      origin,
      token,
      folderUrl: (folder) => `${origin}/?tkn=${token}&folder=${encodeURIComponent(folder)}`,
      output: () => printed,
      extensionHostLog: () => readExtensionHostLogs(profile),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
