import type { Fault, FaultCode } from '@catalogsync/faults';
import {
  type CrossSite,
  crossSiteHeaders,
  type ProblemBook,
  type ProblemKind,
  problemBook,
  publicData,
  RequestFault,
} from '@catalogsync/http';

/** Any site may read the catalogue and these response headers. */
export const crossSite: CrossSite = {
  methods: 'GET, HEAD',
  requestHeaders: 'Authorization, If-None-Match',
  exposedHeaders: 'ETag, RateLimit, RateLimit-Policy, Retry-After, X-Snapshot-Id',
};

const challenge = { 'www-authenticate': 'Bearer realm="catalogsync"' };
const soon = { 'retry-after': '5' };

/**
 * Every `code` of an error answer. Clients may rely on the words; adding one is compatible, changing or removing
 * one is not.
 */
export const problemKinds = {
  invalid_limit: { status: 400, title: 'Limit out of range', fault: 'invalid_argument' },
  invalid_cursor: { status: 400, title: 'Not a cursor of this list', fault: 'invalid_argument' },
  invalid_id: { status: 400, title: 'Not an id', fault: 'invalid_argument' },
  invalid_parameter: { status: 400, title: 'Parameter value not allowed', fault: 'invalid_argument' },
  unknown_parameter: { status: 400, title: 'No such parameter', fault: 'invalid_argument' },
  invalid_host: { status: 400, title: 'Host header not usable', fault: 'invalid_argument' },
  bad_request: { status: 400, title: 'Malformed request', fault: 'invalid_argument' },
  unauthenticated: { status: 401, title: 'Access token needed', fault: 'unauthenticated', headers: challenge },
  not_found: { status: 404, title: 'Not in the catalogue', fault: 'not_found' },
  unknown_route: { status: 404, title: 'No such route', fault: 'not_found' },
  no_playable_file: { status: 404, title: 'No file to play', fault: 'not_found' },
  no_lyrics: { status: 404, title: 'No lyrics', fault: 'not_found' },
  no_such_quality: { status: 404, title: 'Not available in this quality', fault: 'not_found' },
  method_not_allowed: { status: 405, title: 'Method not allowed', fault: 'unsupported' },
  cursor_outdated: { status: 410, title: 'Cursor of an earlier snapshot', fault: 'expired' },
  changes_outdated: { status: 410, title: 'Changes do not reach back so far', fault: 'expired' },
  rate_limited: { status: 429, title: 'Too many requests', fault: 'rate_limited' },
  internal: { status: 500, title: 'Internal error', fault: 'internal' },
  snapshot_unavailable: { status: 503, title: 'No snapshot yet', fault: 'unavailable', headers: soon },
  cover_unavailable: { status: 503, title: 'Picture not at hand', fault: 'unavailable', headers: soon },
  playback_unavailable: { status: 503, title: 'Playback links cannot be signed', fault: 'unavailable', headers: soon },
} as const satisfies Readonly<Record<string, Omit<ProblemKind, 'code'> & { readonly fault: FaultCode }>>;

export type ProblemCode = keyof typeof problemKinds;

/** A request that is answered with one of our problem codes. */
export function refusal(problem: ProblemCode, message: string, options: { hint?: string; cause?: unknown } = {}): RequestFault {
  return new RequestFault(problemKinds[problem].fault, message, { ...options, problem });
}

/** Why nothing can be answered yet. */
export function noSnapshot(): RequestFault {
  return refusal('snapshot_unavailable', 'no snapshot has been adopted yet', { hint: '/readyz says why.' });
}

/** Faults that the API passes through; any other is internal. */
const codesOfFaults: Partial<Record<FaultCode, ProblemCode>> = {
  invalid_argument: 'invalid_parameter',
  not_found: 'not_found',
  rate_limited: 'rate_limited',
  unavailable: 'snapshot_unavailable',
  timeout: 'snapshot_unavailable',
};

const passing = (fault: Fault): ProblemCode => codesOfFaults[fault.code] ?? 'internal';

export const publicApiProblems: ProblemBook = problemBook(problemKinds, passing, {
  detailed: true,
  headers: { ...publicData, ...crossSiteHeaders(crossSite) },
});
