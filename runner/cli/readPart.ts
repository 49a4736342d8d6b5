import type { Selection } from '../../proto/messages.ts';
import { type RunSelection, selectionMessage } from '../../src/flow/run/selection.ts';
import { UsageError } from './usageError.ts';

/** Options of `millrace run` that name a part of the flow. */
export const PART_OPTIONS = {
  only: { type: 'string' },
  to: { type: 'string' },
  from: { type: 'string' },
  'retry-failed': { type: 'boolean', default: false },
  resume: { type: 'boolean', default: false },
  base: { type: 'string' },
} as const;

/** Their values. */
export interface PartValues {
  readonly only?: string | undefined;
  readonly to?: string | undefined;
  readonly from?: string | undefined;
  readonly 'retry-failed': boolean;
  readonly resume: boolean;
  readonly base?: string | undefined;
}

/**
 * The part that is asked for; undefined when it is the whole flow.
 * @throws {UsageError} when more than one is, or a base run for none
 */
export function readPart(values: PartValues): Selection | undefined {
  const asked: [string, RunSelection][] = [];
  for (const verb of ['only', 'to', 'from'] as const) {
    const node = values[verb];
    if (node !== undefined) asked.push([`--${verb}`, { verb, node }]);
  }
  if (values['retry-failed']) asked.push(['--retry-failed', { verb: 'retry' }]);
  if (values.resume) asked.push(['--resume', { verb: 'resume' }]);
  const [first, second] = asked;
  if (first && second) throw new UsageError(`${first[0]} and ${second[0]} are two different parts. Name one.`, 'run');
  const { base } = values;
  if (!first) {
    if (base === undefined) return undefined;
    throw new UsageError('--base goes with --only, --from, --retry-failed or --resume.', 'run');
  }
  if (first[1].verb === 'to' && base !== undefined) {
    throw new UsageError(
      '--to runs all that the node needs and takes nothing from a base run. Leave --base out.',
      'run',
    );
  }
  return selectionMessage(base === undefined ? first[1] : { ...first[1], baseRunId: base });
}
