import type { ClientMessage, RunnerMessage } from '../../proto/messages.ts';
import { FailureCode, failure } from '../engine/failures.ts';
import { RUN_ID_PATTERN } from '../engine/runId.ts';
import { journalPathOf, runFolderOf } from '../journal/runFolder.ts';

/** The answer to a request about earlier runs; undefined for any other request. Loads what it needs only then. */
export function answerAboutHistory(message: ClientMessage): Promise<RunnerMessage> | undefined {
  if (message.history) return answerHistory(message.history);
  if (message.journal) return answerJournal(message.journal);
  return undefined;
}

async function answerHistory({
  stateFolder = '',
  flowSource = '',
  limit = 0,
}: NonNullable<ClientMessage['history']>): Promise<RunnerMessage> {
  const { listPastRuns } = await import('../history/pastRuns.ts');
  return { history: { runs: await listPastRuns({ stateFolder, flowSource, limit }) } };
}

async function answerJournal({
  stateFolder = '',
  runId = '',
  offset = 0,
  afterSequence = 0,
}: NonNullable<ClientMessage['journal']>): Promise<RunnerMessage> {
  if (!RUN_ID_PATTERN.test(runId)) return refuse(`The run id ${runId} cannot name a folder.`);
  const { readJournalPart } = await import('../history/journalPart.ts');
  const path = journalPathOf(runFolderOf(stateFolder, runId));
  try {
    return { journal: await readJournalPart(path, { offset, afterSequence }) };
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault);
    return refuse(`The journal of run ${runId} cannot be read; it may have been removed as an old one: ${why}`);
  }
}

function refuse(message: string): RunnerMessage {
  return { failure: failure(FailureCode.FAILURE_CODE_NOT_POSSIBLE, message) };
}
