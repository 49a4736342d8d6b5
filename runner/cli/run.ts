import { basename, dirname, resolve } from 'node:path';
import type { ExecutionRequest, Graph, Selection } from '../../proto/messages.ts';
import { BUILTIN_CATALOG } from '../../src/flow/catalog/builtinCatalog.ts';
import { compileFlow } from '../../src/flow/compile/compileFlow.ts';
import { parseDuration } from '../../src/flow/duration.ts';
import type { RunHandle } from '../engine/runner.ts';
import { ExitCode, exitCodeOf } from '../server/exitCodes.ts';
import { lastWords } from '../server/farewell.ts';
import { onFault } from '../server/faults.ts';
import { loadRunner } from '../server/loadRunner.ts';
import type { PipeWriter } from '../server/pipeWriter.ts';
import { onEndingSignals } from '../server/signals.ts';
import { reserveStandardOutput } from '../server/standardOutput.ts';
import { parseCommand } from './arguments.ts';
import { askHidden, canAsk } from './askHidden.ts';
import { placeOfFlow } from './flowFiles.ts';
import { helpOf } from './help.ts';
import { loadFlow } from './loadFlow.ts';
import { print } from './print.ts';
import { diagnosticLines } from './printDiagnostics.ts';
import { readInputs } from './readInputs.ts';
import { PART_OPTIONS, readPart } from './readPart.ts';
import { readSecrets, type SecretOptions } from './readSecrets.ts';
import type { Reporter } from './reporter.ts';
import { styleFor } from './style.ts';
import { UsageError } from './usageError.ts';

/** Where lines are printed every byte of every log is: a pipe that is slow slows the commands down instead. */
const UNLIMITED_BYTES_PER_SECOND = Number.MAX_SAFE_INTEGER;

const OPTIONS = {
  input: { type: 'string', short: 'i', multiple: true, default: [] as string[] },
  secret: { type: 'string', multiple: true, default: [] as string[] },
  'env-file': { type: 'string' },
  concurrency: { type: 'string', short: 'c' },
  timeout: { type: 'string' },
  ...PART_OPTIONS,
  'no-pins': { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  color: { type: 'string', default: 'auto' },
} as const;

/** What the command line asks for. */
interface RunOptions {
  readonly file: string;
  readonly inputs: readonly string[];
  /** `--secret` arguments. */
  readonly secrets: readonly string[];
  readonly envFile: string | undefined;
  readonly concurrency: number | undefined;
  /** Of the whole run, in milliseconds. */
  readonly timeout: number | undefined;
  /** Undefined: the whole flow. */
  readonly part: Selection | undefined;
  readonly ignorePins: boolean;
  /** `live`: a picture on a terminal; `plain`: lines; `json`: events. */
  readonly form: 'live' | 'plain' | 'json';
  readonly color: string;
}

/** `millrace run FILE`. Resolves to the exit code once the run and all of its processes have ended. */
export async function runCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('run', args, OPTIONS);
  if (values.help) {
    await print(helpOf('run'));
    return ExitCode.succeeded;
  }
  const [file, second] = positionals;
  if (file === undefined) throw new UsageError('Name the .flow file to run.', 'run');
  if (second !== undefined) throw new UsageError(`One flow at a time: ${second} is one too many.`, 'run');
  const options: RunOptions = {
    file,
    inputs: values.input,
    secrets: values.secret,
    envFile: values['env-file'],
    concurrency: readConcurrency(values.concurrency),
    timeout: readTimeout(values.timeout),
    part: readPart(values),
    ignorePins: values['no-pins'],
    form: values.json ? 'json' : isLive(process.stdout) ? 'live' : 'plain',
    color: values.color,
  };
  const request = await makeRequest(options);
  return 'exitCode' in request ? request.exitCode : runRequest(request, options);
}

/** Whether a picture can be drawn on it again and again. */
function isLive({ isTTY, columns, rows }: { isTTY?: boolean; columns?: number; rows?: number }): boolean {
  return Boolean(isTTY) && process.env['TERM'] !== 'dumb' && Boolean(columns && rows);
}

function readConcurrency(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new UsageError(`--concurrency takes a whole number from 1, not ${text}.`, 'run');
  return value;
}

function readTimeout(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = parseDuration(text);
  if (!value) throw new UsageError(`--timeout takes a duration such as 500ms, 30s, 10m or 2h, not ${text}.`, 'run');
  return value;
}

/** An exit code when the file is wrong, which has been printed, or the person went away from a question. */
async function makeRequest(options: RunOptions): Promise<ExecutionRequest | { readonly exitCode: number }> {
  const document = loadFlow(options.file, 'run');
  const compiled = compileFlow(document, BUILTIN_CATALOG, placeOfFlow(options.file));
  const style = styleFor(process.stderr, options.color, 'run');
  const shown = compiled.diagnostics.filter((diagnostic) => diagnostic.severity !== 'information');
  const lines = shown.flatMap((diagnostic) => diagnosticLines(options.file, document.text, diagnostic, style));
  process.stderr.write(lines.map((line) => `${line}\n`).join(''));
  if (!compiled.ok) return { exitCode: ExitCode.invalid };
  const { flow } = compiled;
  const concurrency = options.concurrency ?? flow.concurrency;
  const timeout = options.timeout ?? flow.timeoutMs;
  // What is kept of earlier runs goes on with the inputs that they had.
  const inputs = readInputs(flow.inputs, options.inputs, { areAllNeeded: !options.part || Boolean(options.part.upTo) });
  const secrets = await readSecrets(flow.secrets, process.env, {
    sources: options.secrets,
    envFile: options.envFile,
    ask: askOnTerminal(),
  });
  if (!secrets) return { exitCode: ExitCode.cancelled };
  return {
    flowName: flow.name || basename(options.file),
    flowSource: resolve(options.file),
    graph: flow.graph,
    inputs,
    secrets,
    ...(options.part && { selection: options.part }),
    config: {
      workingFolder: dirname(resolve(options.file)),
      ignorePins: options.ignorePins,
      limits: {
        ...(options.form === 'plain' && { logBytesPerSecond: UNLIMITED_BYTES_PER_SECOND }),
        ...(timeout !== undefined && { runTimeoutMs: timeout }),
      },
      ...(concurrency !== undefined && { concurrency }),
    },
  };
}

function askOnTerminal(): SecretOptions['ask'] {
  const terminal = { input: process.stdin, output: process.stderr };
  if (!canAsk(terminal, process.env)) return undefined;
  return (name) => askHidden(`Secret ${name} (not shown): `, terminal);
}

async function runRequest(request: ExecutionRequest, options: RunOptions): Promise<number> {
  const writer = reserveStandardOutput();
  const reporter = await makeReporter(writer, options, request);
  const runner = loadRunner();
  const prepared = await runner.prepare(request, reporter);
  if (!prepared.ok) throw new UsageError(prepared.failure.message ?? 'The flow cannot be run.', 'run');
  const run = prepared.value.begin();
  let faulty = false;
  onFault((reason) => {
    faulty = true;
    run.cancel(reason);
  });
  cancelOnRequest(run, writer, reporter);
  const state = await run.ended;
  reporter.close();
  await runner.parts.processes.shutdown();
  await (options.form === 'live' ? lastWords(writer) : writer.flushed());
  return faulty ? ExitCode.failed : exitCodeOf(state);
}

async function makeReporter(writer: PipeWriter, options: RunOptions, request: ExecutionRequest): Promise<Reporter> {
  if (options.form === 'json') return new (await import('./jsonReporter.ts')).JsonReporter(writer);
  const style = styleFor(process.stdout, options.color, 'run');
  if (options.form === 'live')
    return new (await import('./liveReporter.ts')).LiveReporter(writer, style, process.stdout, options.file);
  return new (await import('./plainReporter.ts')).PlainReporter(
    writer,
    style,
    options.file,
    nodesThatHandOnStdout(request),
  );
}

function nodesThatHandOnStdout({ graph }: ExecutionRequest): ReadonlySet<string> {
  return new Set(handingOn(graph ?? {}, ''));
}

function handingOn({ nodes, wires }: Graph, prefix: string): string[] {
  const sources = (wires ?? []).flatMap(({ source }) => source?.nodePort ?? []);
  const own = sources.filter(({ port }) => port === 'stdout').map(({ node }) => `${prefix}${node}`);
  const inner = (nodes ?? []).flatMap(({ id, subFlow }) => handingOn(subFlow?.graph ?? {}, `${prefix}${id}/`));
  return [...own, ...inner];
}

function cancelOnRequest(run: RunHandle, writer: PipeWriter, reporter: Reporter): void {
  onEndingSignals(
    (signal) => {
      run.cancel(signal === 'SIGINT' ? 'Cancelled with Ctrl+C.' : `The runner received ${signal}.`);
      reporter.note('Ending the processes of the run; press Ctrl+C again to end them at once.');
    },
    () => run.kill(),
  );
  void writer.lost.then(() => run.cancel('Nobody reads the output any more.'));
}
