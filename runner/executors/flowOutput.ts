/** What a command wrote to `$FLOW_OUTPUT`. */
export interface FlowOutput {
  /** The last value of each name. */
  readonly values: ReadonlyMap<string, string>;
  /** What could not be read, in words, with line numbers. */
  readonly warnings: readonly string[];
}

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** Ports that every command has; a script cannot write them. */
const OWN_PORTS: ReadonlySet<string> = new Set(['stdout', 'stderr', 'exitCode', 'files']);

/** Characters of a line that a warning quotes. */
const QUOTED_CHARACTERS = 60;

/**
 * Reads `name=value` lines and `name<<MARK` … `MARK` blocks. Total: a line that is neither gives a warning and nothing
 * else.
 */
export function parseFlowOutput(text: string): FlowOutput {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  const values = new Map<string, string>();
  const warnings: string[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (line.trim() === '') continue;
    const entry = entryOf(line);
    const place = `Line ${index + 1} of $FLOW_OUTPUT`;
    if (!entry) {
      warnings.push(`${place} is neither name=value nor name<<MARK: ${quote(line)}`);
      continue;
    }
    const end = entry.mark === undefined ? index : lines.indexOf(entry.mark, index + 1);
    if (end < 0) {
      warnings.push(`${place} opens a block, but no line ${quote(entry.mark ?? '')} closes it: ${quote(line)}`);
      break;
    }
    const value = entry.mark === undefined ? entry.rest : lines.slice(index + 1, end).join('\n');
    index = end;
    const problem = problemOf(entry.name);
    if (problem === undefined) values.set(entry.name, value);
    else warnings.push(`${place} ${problem}`);
  }
  return { values, warnings };
}

/** Whichever of `=` and `<<` comes first decides what a line is. */
function entryOf(line: string): { name: string; rest: string; mark?: string } | undefined {
  const equals = line.indexOf('=');
  const block = line.indexOf('<<');
  if (block > 0 && (equals < 0 || block < equals)) {
    const mark = line.slice(block + 2).trim();
    return mark === '' ? undefined : { name: line.slice(0, block).trim(), rest: '', mark };
  }
  return equals > 0 ? { name: line.slice(0, equals).trim(), rest: line.slice(equals + 1) } : undefined;
}

function problemOf(name: string): string | undefined {
  if (OWN_PORTS.has(name)) return `writes \`${name}\`, which every command has already; choose another name.`;
  if (NAME.test(name)) return undefined;
  return `names the output ${quote(name)}; a name starts with a letter and has letters, digits, _, - and . only.`;
}

function quote(text: string): string {
  return JSON.stringify(text.length > QUOTED_CHARACTERS ? `${text.slice(0, QUOTED_CHARACTERS)}…` : text);
}
