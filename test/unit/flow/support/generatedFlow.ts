import * as fc from 'fast-check';

/** How a generated flow is written. */
interface Manner {
  readonly step: number;
  readonly eol: string;
  readonly blank: boolean;
  readonly finalNewline: boolean;
}

const ids = fc.constantFrom('a', 'b', 'load', 'load_2', 'by-region', 'x1', 'constructor', '__proto__', '_', 'toString');
const ports = fc.constantFrom('stdout', 'value', 'rows', 'hasOwnProperty');
const comment = fc.constantFrom('', '', '', ' # comment', ' # it\'s "quoted"', ' # { [ : -');
const scalar = fc.constantFrom(
  '1',
  'true',
  '~',
  'plain text',
  '"double: \\" # quoted"',
  "'single ''quoted'''",
  '-5.5e3',
  'ü🚀',
  '${day}',
  '2026-11-20',
  '""',
  'a#b',
  "it's",
  'a:b',
);

const manner = fc.record({
  step: fc.constantFrom(1, 2, 2, 3, 4, 8),
  eol: fc.constantFrom('\n', '\n', '\r\n'),
  blank: fc.boolean(),
  finalNewline: fc.boolean(),
});

type Lines = readonly string[];

const wire = fc.oneof(
  ids,
  fc.tuple(ids, ports).map(([id, port]) => `${id}.${port}`),
  fc.constant('inputs.day'),
);

const blockText: fc.Arbitrary<Lines> = fc
  .tuple(
    fc.constantFrom('|', '|', '|-', '|+', '>'),
    fc.array(fc.constantFrom('echo one', '  indented', '# no comment', '', 'key: value', '\ttab', 'ü 🚀'), {
      minLength: 1,
      maxLength: 5,
    }),
    comment,
  )
  .map(([header, lines, tail]) => [`${header}${tail}`, 'first line', ...lines]);

const wires = fc.oneof(
  fc
    .uniqueArray(fc.tuple(ids, wire), { selector: ([port]) => port, maxLength: 3 })
    .map((entries): Lines => [`in: {${entries.map(([port, source]) => ` ${port}: ${source}`).join(',')} }`]),
  fc
    .uniqueArray(fc.tuple(ids, wire, comment), { selector: ([port]) => port, minLength: 1, maxLength: 3 })
    .map((entries): Lines => ['in:', ...entries.map(([port, source, tail]) => `>${port}: ${source}${tail}`)]),
  fc
    .tuple(ids, fc.array(wire, { minLength: 1, maxLength: 3 }))
    .map(([port, sources]): Lines => ['in:', `>${port}:`, ...sources.map((source) => `>>- ${source}`)]),
);

const order = fc.oneof(
  fc.uniqueArray(ids, { minLength: 1, maxLength: 2 }).map((list): Lines => [`after: [${list.join(', ')}]`]),
  fc.uniqueArray(ids, { minLength: 1, maxLength: 2 }).map((list): Lines => ['after:', ...list.map((id) => `>- ${id}`)]),
  ids.map((id): Lines => [`when: not ${id}.value`]),
);

const settings = fc.oneof(
  blockText.map(
    (lines): Lines => ['with:', `>run: ${lines[0]}`, ...lines.slice(1).map((line) => (line === '' ? '' : `>>${line}`))],
  ),
  fc
    .uniqueArray(fc.tuple(fc.constantFrom('value', 'path', 'odd'), scalar, comment), {
      selector: ([key]) => key,
      minLength: 1,
    })
    .map((entries): Lines => ['with:', ...entries.map(([key, value, tail]) => `>${key}: ${value}${tail}`)]),
  scalar.map((value): Lines => [`with: { value: ${value.replaceAll(/[[\]{},]/g, '')} }`]),
);

const extra = fc.constantFrom<Lines>(
  ['timeout: 30s'],
  ['timeout: 30 # wrong'],
  ['# a comment'],
  [''],
  ['retry: { attempts: 2 }'],
  ['retry:', '>attempts: 3', '>delay: 1s'],
  ['unknown: { kept: yes }'],
  ['name:'],
);

const body: fc.Arbitrary<Lines> = fc
  .tuple(
    fc.constantFrom('shell', 'constant', 'merge', 'shel'),
    fc.option(wires),
    fc.option(order),
    fc.option(settings),
    fc.option(extra),
    comment,
  )
  .map(([uses, ...parts]) => {
    const [tail, ...rest] = parts.toReversed() as [string, ...(Lines | null)[]];
    return [`uses: ${uses}${tail}`, ...rest.reverse().flatMap((lines) => lines ?? [])];
  });

const nodes = fc.uniqueArray(fc.tuple(ids, body, fc.constantFrom('', '', '# about it', '#----')), {
  selector: ([id]) => id,
  maxLength: 6,
});

/** Texts of flows in many manners: most without errors of syntax, many with errors of meaning. */
export const generatedFlow: fc.Arbitrary<string> = fc
  .tuple(manner, nodes, fc.uniqueArray(ids, { maxLength: 4 }), fc.boolean(), comment)
  .map(([how, list, placed, groups, tail]) => writeFlow(how, list, placed, groups, tail));

function writeFlow(
  how: Manner,
  list: readonly (readonly [string, Lines, string])[],
  placed: readonly string[],
  groups: boolean,
  tail: string,
): string {
  const lines = ['# made by a test', `flow: 1${tail}`, 'inputs: { day: text }', ''];
  lines.push(`nodes:${tail}`);
  const step = ' '.repeat(how.step);
  list.forEach(([id, bodyLines, before], index) => {
    if (how.blank && index > 0) lines.push('');
    if (before !== '') lines.push(step + before);
    lines.push(`${step}${id}:`);
    for (const line of bodyLines)
      lines.push(line === '' ? '' : step + step + line.replace(/^>+/, (marks) => step.repeat(marks.length)));
  });
  if (groups) lines.push('', 'groups:', `${step}g: { nodes: [${placed.join(', ')}] }`);
  if (placed.length > 0) {
    lines.push('', 'layout:');
    placed.forEach((id, index) => lines.push(`${step}${id}: [${index * 100}, ${0 - index}]${index === 0 ? tail : ''}`));
  }
  return lines.join(how.eol) + (how.finalNewline ? how.eol : '');
}
