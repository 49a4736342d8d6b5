import { compareFlows } from '../../src/flow/compare/compareFlows.ts';
import { type FlowComparison, marksOf } from '../../src/flow/compare/flowComparison.ts';
import { ExitCode } from '../server/exitCodes.ts';
import { parseCommand } from './arguments.ts';
import { flowPair, type NamedFlow, refuseBroken } from './flowSource.ts';
import { helpOf } from './help.ts';
import { loadFlow } from './loadFlow.ts';
import { comparisonMarkdown } from './markdownComparison.ts';
import { print } from './print.ts';
import { comparisonText } from './printComparison.ts';
import { styleFor } from './style.ts';
import { UsageError } from './usageError.ts';

/** What git passes to an external diff: the path, then file, hash and mode of either side, and of a rename two more. */
const DRIVER_ARGUMENTS = 7;

/** `millrace diff`. Resolves to the exit code. */
export async function diffCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('diff', args, {
    md: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    'exit-code': { type: 'boolean', default: false },
    'ignore-layout': { type: 'boolean', default: false },
    driver: { type: 'boolean', default: false },
    color: { type: 'string', default: 'auto' },
  });
  if (values.help) {
    await print(helpOf('diff'));
    return ExitCode.succeeded;
  }
  const pair = values.driver ? driverPair(positionals) : commandPair(positionals);
  if (!pair) return ExitCode.succeeded;
  const [before, after] = pair;
  refuseBroken(before, 'diff');
  refuseBroken(after, 'diff');
  const found = compareFlows(before.document, after.document);
  const comparison = values['ignore-layout'] ? withoutLayout(found) : found;
  if (values.json) await print(`${JSON.stringify(jsonOf(comparison, before.name, after.name))}\n`);
  else if (values.md) await print(comparisonMarkdown(comparison, after.name));
  else
    await print(comparisonText(comparison, [before.name, after.name], styleFor(process.stdout, values.color, 'diff')));
  return values['exit-code'] && isDifference(comparison) ? ExitCode.failed : ExitCode.succeeded;
}

function commandPair(positionals: readonly string[]): readonly [NamedFlow, NamedFlow] {
  const [first, second, third] = positionals;
  if (first === undefined) throw new UsageError('Name one or two .flow files.', 'diff');
  if (third !== undefined) throw new UsageError(`diff compares two flows, and ${third} is one more.`, 'diff');
  return flowPair(first, second);
}

/** Of an unmerged file git passes the path alone; there is nothing to compare then. */
function driverPair(positionals: readonly string[]): readonly [NamedFlow, NamedFlow] | undefined {
  const [path = '', oldFile = '', , , newFile = '', , , newPath = path] = positionals;
  if (positionals.length === 1) return undefined;
  if (positionals.length < DRIVER_ARGUMENTS)
    throw new UsageError('--driver takes the arguments that git passes.', 'diff');
  return [
    { name: `a/${path}`, document: loadFlow(oldFile, 'diff') },
    { name: `b/${newPath}`, document: loadFlow(newFile, 'diff') },
  ];
}

function withoutLayout(comparison: FlowComparison): FlowComparison {
  const nodes = comparison.nodes.filter((change) => !marksOf(change).includes('moved'));
  return { ...comparison, nodes, extent: comparison.extent === 'layout' ? 'format' : comparison.extent };
}

/** Comments and formatting are no difference, as blanks are none for `git diff -w`. */
function isDifference({ extent }: FlowComparison): boolean {
  return extent === 'layout' || extent === 'meaning';
}

function jsonOf(comparison: FlowComparison, before: string, after: string): object {
  const nodes = comparison.nodes.map((change) => ({ ...change, marks: marksOf(change) }));
  return { before, after, ...comparison, nodes };
}
