import { type Checked } from '../engine/failures.ts';
import { HTTP_REDIRECTS } from '../executors/limits.ts';
import type { HttpRequest } from './httpRequest.ts';
import { nodeError } from './node.ts';

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Headers that may follow a redirect to another origin; whatever else the author set may be meant for the first alone. */
const HARMLESS: ReadonlySet<string> = new Set([
  'accept',
  'accept-language',
  'content-type',
  'content-length',
  'user-agent',
]);

/** Sends a request and follows its redirects, a bounded number of them. Rejects as `fetch` does. */
export async function fetchFollowing(request: HttpRequest, signal: AbortSignal): Promise<Checked<Response>> {
  let current: HttpRequest = request;
  for (let count = 0; count <= HTTP_REDIRECTS; count += 1) {
    const response = await send(current, signal);
    const location = response.headers.get('location');
    const wanted = request.expect.includes(response.status);
    if (!REDIRECTS.has(response.status) || location === null || wanted) return { ok: true, value: response };
    await response.body?.cancel();
    const next = URL.parse(location, current.url);
    if (!next || (next.protocol !== 'http:' && next.protocol !== 'https:')) {
      return nodeError(`${current.url} redirects to \`${location}\`, which is no address of the web.`, 'url');
    }
    current = redirected(current, next, response.status);
  }
  return nodeError(
    `${request.url} redirects more than ${HTTP_REDIRECTS} times; the last was to ${current.url}.`,
    'url',
  );
}

async function send(request: HttpRequest, signal: AbortSignal): Promise<Response> {
  const { method, headers } = request;
  const body = await request.body?.();
  const options = { method, headers, redirect: 'manual', signal, ...(body !== undefined && { body, duplex: 'half' }) };
  return fetch(request.url, options as RequestInit);
}

/** As browsers do: 303, and 301 and 302 after a POST, go on as GET without the body. */
function redirected(request: HttpRequest, url: URL, status: number): HttpRequest {
  const asGet = (status === 303 && request.method !== 'HEAD') || (status < 303 && request.method === 'POST');
  const sameOrigin = new URL(request.url).origin === url.origin;
  const headers = new Headers();
  for (const [name, value] of request.headers) {
    const about = name === 'content-type' || name === 'content-length';
    if ((sameOrigin || HARMLESS.has(name)) && !(asGet && about)) headers.append(name, value);
  }
  const { expect, body } = request;
  if (asGet) return { method: 'GET', url: url.href, headers, expect };
  return { method: request.method, url: url.href, headers, expect, ...(body && { body }) };
}

/** Why a request got no answer, in words. */
export function explainFetchError(error: unknown, request: HttpRequest): string {
  const { hostname, host, port, protocol } = new URL(request.url);
  const cause = deepestCause(error);
  const { code } = cause as NodeJS.ErrnoException;
  const reason = cause.message;
  const start = `${request.method} ${request.url} got no answer`;
  switch (code) {
    case 'ECONNREFUSED':
      return `${start}: nothing listens on port ${port || (protocol === 'https:' ? '443' : '80')} of ${hostname} (connection refused).`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${start}: there is no machine called ${hostname}, or the name cannot be looked up now (DNS).`;
    case 'ETIMEDOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
      return `${start}: ${host} could not be reached in time.`;
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return `${start} in time: ${host} accepted the connection and then said nothing.`;
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return `${start}: ${host} closed the connection in the middle.`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `${start}: there is no way to ${hostname} in the network.`;
    default:
      return isTlsCode(code)
        ? `${start}: the certificate of ${host} is not accepted (TLS): ${reason}.`
        : `${start}: ${reason}.`;
  }
}

function isTlsCode(code: unknown): boolean {
  return (
    typeof code === 'string' &&
    /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|HOSTNAME_MISMATCH|EPROTO)/.test(code)
  );
}

/** The error that started it: `fetch` wraps it, and several tries of one connection are bundled. */
function deepestCause(error: unknown): Error {
  let current = error instanceof Error ? error : new Error(String(error));
  for (;;) {
    const next: unknown = current instanceof AggregateError ? current.errors[0] : current.cause;
    if (!(next instanceof Error)) return current;
    current = next;
  }
}
