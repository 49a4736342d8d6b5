import type { FlowNode, InPort, WireSource } from '../model.ts';
import { formatWire } from '../parse/wireText.ts';
import { inPortsOf, outPortsOf } from '../ports.ts';
import type { NodeSnapshot, OutputSnapshot, RunSnapshot } from '../run/snapshot.ts';
import { summarise } from '../summary.ts';
import { kindOfNode, type LanguageContext, nodeOf, portsInUse } from './languageContext.ts';
import { stateWords, valuePreview, valueWords } from './runWords.ts';
import { codeSpan } from './settingShape.ts';
import type { FlowSymbol } from './symbols.ts';

/** What a symbol is and what the run made of it, as paragraphs of Markdown. */
export function symbolDoc(context: LanguageContext, symbol: FlowSymbol, run?: RunSnapshot): readonly string[] {
  switch (symbol.is) {
    case 'node':
      return nodeDoc(context, symbol.name, run);
    case 'outPort':
      return sourceDoc(context, { from: 'node', node: symbol.node, port: symbol.name }, run);
    case 'inPort':
      return inPortDoc(context, symbol.node, symbol.name, run);
    case 'input':
      return inputDoc(context, symbol.name);
    case 'secret':
      return [`**${symbol.name}** secret\n\nIts value is never in this file; it comes from whoever starts the run.`];
    case 'resource':
      return [resourceDoc(context, symbol.name)];
    default:
      return symbol satisfies never;
  }
}

function nodeDoc(context: LanguageContext, id: string, run: RunSnapshot | undefined): readonly string[] {
  const node = nodeOf(context.model, id);
  if (!node) return [`There is no node ${codeSpan(id)}.`];
  const kind = kindOfNode(context, id);
  const summary = summarise(node, kind);
  const ran = run?.nodes.get(id);
  return [
    [
      `**${node.name ?? id}** ${codeSpan(node.uses)}${kind ? ` — ${kind.title}` : ''}`,
      ...(node.description === undefined ? [] : [plain(node.description)]),
      ...(summary === '' ? [] : [codeSpan(summary)]),
    ].join('\n\n'),
    ...(ran ? [ranDoc(ran)] : []),
  ];
}

function ranDoc(ran: NodeSnapshot): string {
  const outputs = ran.outputs.map((output) => `- \`${output.port}\` ${codeSpan(valueWords(output))}`);
  const failure = ran.failure ? [codeSpan(ran.failure.message.split('\n', 1)[0] ?? '')] : [];
  return [`Last run: ${stateWords(ran)}`, ...failure, ...(outputs.length === 0 ? [] : [outputs.join('\n')])].join(
    '\n\n',
  );
}

function sourceDoc(context: LanguageContext, source: WireSource, run: RunSnapshot | undefined): readonly string[] {
  if (source.from === 'input') return inputDoc(context, source.input);
  const node = nodeOf(context.model, source.node);
  if (!node) return [`There is no node ${codeSpan(source.node)}.`];
  const kind = kindOfNode(context, node.id);
  const name = source.port ?? kind?.defaultOutPort ?? '';
  const port = outPortsOf(node, kind, portsInUse(context.model).get(node.id)).find((found) => found.name === name);
  const what = port?.description ?? (port && !port.declared ? 'Written by the script of its node.' : '');
  return [
    [
      `**${node.id}.${name}** ${codeSpan(port?.type ?? 'any')} of ${codeSpan(node.uses)}`,
      ...(what === '' ? [] : [what]),
    ].join('\n\n'),
    ...lastValueDoc(run?.nodes.get(node.id), name),
  ];
}

/** The last value at a port and how long its node took. */
function lastValueDoc(ran: NodeSnapshot | undefined, port: string): readonly string[] {
  if (!ran) return [];
  const output = ran.outputs.find((found) => found.port === port);
  const state = `Last run: ${stateWords(ran)}`;
  return output ? [`${state}, ${codeSpan(valueWords(output))}`, ...previewBlock(output)] : [state];
}

function previewBlock(output: OutputSnapshot): readonly string[] {
  const preview = valuePreview(output);
  if (preview.trim() === '' || (preview === valueWords(output) && !output.reference)) return [];
  const language = typeof output.value === 'string' || output.reference ? 'text' : 'json';
  const longest = Math.max(2, ...[...preview.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}\n${preview}\n${fence}`];
}

function inPortDoc(
  context: LanguageContext,
  id: string,
  name: string,
  run: RunSnapshot | undefined,
): readonly string[] {
  const node = nodeOf(context.model, id);
  const wired = node?.in.find((port) => port.port === name);
  const port = node && inPortsOf(node, kindOfNode(context, id)).find((found) => found.name === name);
  const from = wired ? ` from ${wired.sources.map((source) => codeSpan(formatWire(source))).join(', ')}` : '';
  const head = `**${name}** in-port ${codeSpan(port?.type ?? 'any')}${from}`;
  const about = port?.description === undefined ? head : `${head}\n\n${port.description}`;
  return [about, ...arriving(context, node, wired, run)];
}

/** What last came over the one wire of a port. */
function arriving(
  context: LanguageContext,
  node: FlowNode | undefined,
  wired: InPort | undefined,
  run: RunSnapshot | undefined,
): readonly string[] {
  const [source, ...others] = wired?.sources ?? [];
  if (!node || !source || others.length > 0 || source.from === 'input') return [];
  const port = source.port ?? kindOfNode(context, source.node)?.defaultOutPort ?? '';
  return lastValueDoc(run?.nodes.get(source.node), port);
}

function inputDoc({ model }: LanguageContext, name: string): readonly string[] {
  const input = model.inputs.find((candidate) => candidate.name === name);
  if (!input) return [`The flow has no input ${codeSpan(name)}.`];
  const given =
    input.default === undefined ? 'A run must give it.' : `Default: ${codeSpan(JSON.stringify(input.default))}`;
  const options = input.options
    ? [`One of ${input.options.map((one) => codeSpan(JSON.stringify(one))).join(', ')}.`]
    : [];
  const about = input.description === undefined ? [] : [plain(input.description)];
  return [[`**${name}** input ${codeSpan(input.type)}`, ...about, given, ...options].join('\n\n')];
}

function resourceDoc({ model }: LanguageContext, name: string): string {
  const limit = model.defaults.resources?.[name] ?? 1;
  const users = model.nodes.filter((node) => Object.hasOwn(node.resources, name)).length;
  return `**${name}** resource\n\nThere is ${limit} of it in a run; ${users} ${users === 1 ? 'node needs' : 'nodes need'} it.`;
}

/** Text of an author as Markdown that shows just that. */
function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!<>|~]/g, '\\$&').replaceAll('\n', '  \n');
}
