import { type Fault, toFault } from '@catalogsync/faults';
import type { FastifyReply } from 'fastify';

/** Every `code` that an error answer can carry (RFC 9457). Texts tell nothing of paths or keys. */
const problemKinds = {
  invalid_token: { status: 401, title: 'invalid signature' },
  link_expired: { status: 410, title: 'the link has expired' },
  file_not_found: { status: 404, title: 'private origin file not found' },
  key_not_configured: { status: 503, title: 'private origin key not configured' },
  snapshot_unavailable: { status: 503, title: 'no snapshot has been adopted yet' },
  storage_unavailable: { status: 503, title: 'the storage does not answer now' },
  too_many_streams: { status: 503, title: 'too many streams at once' },
  too_many_streams_of_client: { status: 429, title: 'too many streams at once for this client' },
  range_not_satisfiable: { status: 416, title: 'nothing of the file lies in that range' },
  precondition_failed: { status: 412, title: 'the file is another version' },
  bad_request: { status: 400, title: 'malformed request' },
  unknown_route: { status: 404, title: 'no such route' },
  method_not_allowed: { status: 405, title: 'only GET and HEAD' },
  internal: { status: 500, title: 'internal error' },
} as const;

export type ProblemCode = keyof typeof problemKinds;

/** A refusal may end at any moment, so it is never kept. */
export function sendProblem(reply: FastifyReply, code: ProblemCode): FastifyReply {
  const { status, title } = problemKinds[code];
  reply.code(status).type('application/problem+json; charset=utf-8').header('cache-control', 'no-store');
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="catalogsync", error="invalid_token"');
  if (status === 405) reply.header('allow', 'GET, HEAD, OPTIONS');
  if (status === 503 || status === 429) reply.header('retry-after', code.startsWith('too_many') ? '2' : '5');
  return reply.send(JSON.stringify({ type: `urn:catalogsync:problem:${code}`, title, status, code }));
}

/** The problem of what a handler or Fastify itself threw, and the Fault to log if it is one of ours. */
export function problemOfError(error: unknown): { readonly code: ProblemCode; readonly fault: Fault | undefined } {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status === 'number' && status >= 400 && status < 500) return { code: 'bad_request', fault: undefined };
  const fault = toFault(error);
  return { code: fault.code === 'unavailable' || fault.code === 'timeout' ? 'storage_unavailable' : 'internal', fault };
}
