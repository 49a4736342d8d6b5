import { didYouMean, nearest } from '../../src/flow/suggest.ts';

/** Exit code by which the AWS CLI tells that it was called wrongly. */
const USAGE_EXIT_CODES: ReadonlySet<number> = new Set([2, 252]);

/** Codes of AWS by what mends them. */
const REMEDIES: readonly (readonly [RegExp, string])[] = [
  [/^(?:AccessDenied|UnauthorizedOperation|NotAuthorized|Forbidden|403$)/, 'The identity needs a permission for it.'],
  [/^(?:Expired|RequestExpired|TokenRefreshRequired)/, 'The credentials have expired: sign in again.'],
  [
    /^(?:InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|SignatureDoesNotMatch|AuthFailure|InvalidToken)/,
    'Check the credentials, or name a `profile`.',
  ],
  [
    /^(?:Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|ServiceUnavailable|InternalError)/,
    'Trying again later may help: give the node `retry`.',
  ],
];

/** What the AWS CLI says of itself, not of an answer, by what mends it. */
const LOCAL_REMEDIES: readonly (readonly [RegExp, string])[] = [
  [
    /^Unable to locate credentials/,
    'Name a `profile`, or give the node AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY as `secrets`.',
  ],
  [/^The config profile \(.*\) could not be found/, '`aws configure list-profiles` lists those that are known.'],
  [/^You must specify a region/, 'Set `region`.'],
  [/^Could not connect to the endpoint URL/, 'Check `endpoint`, `region` and the network.'],
  [/SSO|[Tt]oken .*expired/, 'Sign in again with `aws sso login`.'],
];

/**
 * Says why the AWS CLI failed, as a clause and the remedy: `failed with NoSuchKey when calling GetObject: …`. Undefined
 * where its words are not known.
 */
export function awsFailure(stderr: string, operation: string, exitCode: number): string | undefined {
  const answered = /An error occurred \(([^)\s]+)\) when calling the (\S+) operation(?: \([^)]*\))?: ?([^\n]*)/.exec(
    stderr,
  );
  if (answered) {
    const [, code = '', called, said = ''] = answered;
    const words = said.trim() === '' ? '' : `: ${sentence(said)}`;
    return `failed with ${code} when calling ${called}${words === '' ? '.' : words}${remedy(REMEDIES, code)}`;
  }
  if (USAGE_EXIT_CODES.has(exitCode)) return usageFailure(stderr, operation);
  const line = stderr.split('\n').find((text) => LOCAL_REMEDIES.some(([pattern]) => pattern.test(text)));
  return line === undefined ? undefined : `failed: ${sentence(line)}${remedy(LOCAL_REMEDIES, line)}`;
}

function usageFailure(stderr: string, operation: string): string | undefined {
  const said =
    /^(?:aws: error: |aws: \[ERROR\]: )?((?:the following arguments|argument |Unknown options|Unknown|Bad value|Parameter validation)[^\n]*)/m.exec(
      stderr,
    )?.[1];
  if (said === undefined) return undefined;
  if (!/Invalid choice/i.test(said)) return `was called wrongly: ${sentence(said)}`;
  const listing = stderr.slice(stderr.indexOf(said) + said.length);
  const choices = listing.split(/[\s|]+/).filter((word) => /^[a-z0-9][a-z0-9-]*$/.test(word));
  const wrong = said.includes('operation') ? `no operation \`${operation}\`` : 'no such service';
  return `was called wrongly: the AWS CLI has ${wrong}.${didYouMean(nearest(operation, choices))}`;
}

function remedy(remedies: readonly (readonly [RegExp, string])[], text: string): string {
  const found = remedies.find(([pattern]) => pattern.test(text));
  return found ? ` ${found[1]}` : '';
}

function sentence(text: string): string {
  const clean = text.trim();
  return /[.!?]$/.test(clean) ? clean : `${clean.replace(/[:,;]$/, '')}.`;
}
