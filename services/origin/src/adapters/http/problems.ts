import type { Fault } from '@catalogsync/faults';
import { type ProblemBook, type ProblemKind, problemBook, publicData, RequestFault } from '@catalogsync/http';

const challenge = { 'www-authenticate': 'Bearer realm="catalogsync", error="invalid_token"' };
const later = { 'retry-after': '5' };
const soon = { 'retry-after': '2' };

/** Every `code` of an error answer (RFC 9457). Texts reveal no paths or keys. */
const problemKinds = {
  invalid_token: { status: 401, title: 'invalid signature', headers: challenge },
  link_expired: { status: 410, title: 'the link has expired' },
  file_not_found: { status: 404, title: 'private origin file not found' },
  key_not_configured: { status: 503, title: 'private origin key not configured', headers: later },
  snapshot_unavailable: { status: 503, title: 'no snapshot has been adopted yet', headers: later },
  storage_unavailable: { status: 503, title: 'the storage does not answer at the moment', headers: later },
  too_many_streams: { status: 503, title: 'too many streams at once', headers: soon },
  too_many_streams_of_client: { status: 429, title: 'too many streams at once for this client', headers: soon },
  range_not_satisfiable: { status: 416, title: 'the file has no bytes in that range' },
  precondition_failed: { status: 412, title: 'the file has a different version' },
  bad_request: { status: 400, title: 'malformed request' },
  unknown_route: { status: 404, title: 'no such route' },
  method_not_allowed: { status: 405, title: 'only GET and HEAD', headers: { allow: 'GET, HEAD, OPTIONS' } },
  internal: { status: 500, title: 'internal error' },
} as const satisfies Readonly<Record<string, Omit<ProblemKind, 'code'>>>;

export type ProblemCode = keyof typeof problemKinds;

/** A request answered with a problem; the answer repeats nothing of it, so the code says everything. */
export function refusal(problem: ProblemCode, headers: Readonly<Record<string, string>> = {}): RequestFault {
  return new RequestFault('invalid_argument', problemKinds[problem].title, { problem, headers });
}

const passing = ({ code }: Fault): ProblemCode => (code === 'unavailable' || code === 'timeout' ? 'storage_unavailable' : 'internal');

export const originProblems: ProblemBook = problemBook(problemKinds, passing, { detailed: false, headers: publicData });
