import type { KindDefinition, PortDefinition } from '../catalog/kind.ts';
import { settingDetail } from './settingShape.ts';

/** What a kind does, takes and gives, as Markdown. */
export function kindDoc(kind: KindDefinition): string {
  const settings = Object.entries(kind.settings).map(([name, schema]) => {
    const needed = kind.requiredSettings.includes(name) ? ', **needed**' : '';
    return `- \`${name}\` ${settingDetail(schema)}${needed}: ${firstSentence(schema.description)}`;
  });
  return [
    `**${kind.title}** — ${kind.description}`,
    ...listOf('In-ports', [...kind.inPorts.map(portLine), ...(kind.openInPorts ? ['- any others, by name'] : [])]),
    ...listOf('Settings', settings),
    ...listOf('Out-ports', [
      ...kind.outPorts.map((port) => portLine(port, port.name === kind.defaultOutPort)),
      ...(kind.openOutPorts ? ['- what the script writes to `$FLOW_OUTPUT`'] : []),
    ]),
  ].join('\n\n');
}

function listOf(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`${title}:\n${lines.join('\n')}`];
}

function portLine(port: PortDefinition, main: boolean | number = false): string {
  const notes = [port.list ? `list of ${port.type}` : port.type, ...(main === true ? ['main'] : [])];
  if (port.required) notes.push('**needed**');
  const description = port.description === undefined ? '' : `: ${firstSentence(port.description)}`;
  return `- \`${port.name}\` ${notes.join(', ')}${description}`;
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/.exec(text)?.[0] ?? text;
}
