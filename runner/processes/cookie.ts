import { randomBytes } from 'node:crypto';

/**
 * Variable that marks every process of a task, so that it is found wherever it went: it survives a new session, a new
 * parent and a change of name. Its value is a chain, because a command may be a runner itself; each link is
 * `runner/run/node/command`.
 */
export const COOKIE_VARIABLE = 'MILLRACE_TASK';

const LINK_SEPARATOR = ';';

/** A name for this runner process that no other runner has. */
export function newRunnerId(): string {
  return `${process.pid}.${randomBytes(6).toString('hex')}`;
}

/** The start of the links of everything that a runner started, or of one of its runs. */
export function linkPrefix(runnerId: string, runId?: string): string {
  return runId === undefined ? `${runnerId}/` : `${runnerId}/${encodeURIComponent(runId)}/`;
}

/** The link of one command; `command` is a number that the runner uses once. */
export function commandLink(runnerId: string, runId: string, node: string, command: number): string {
  return `${linkPrefix(runnerId, runId)}${encodeURIComponent(node)}/${command}/`;
}

/** The value of the variable for a command of a runner whose own chain is `inherited`. */
export function chainWith(inherited: string | undefined, link: string): string {
  return inherited ? `${inherited}${LINK_SEPARATOR}${link}` : link;
}

/** Whether one link of the chain starts with `prefix`. */
export function chainHas(chain: string, prefix: string): boolean {
  return chain !== '' && chain.split(LINK_SEPARATOR).some((link) => link.startsWith(prefix));
}
