import { Fault, type FaultCode, toFault } from '@catalogsync/faults';

interface ProblemKind {
  readonly status: number;
  readonly title: string;
  readonly fault: FaultCode;
}

/**
 * Every `code` that an error answer can carry. A client may rely on the words; adding one is
 * compatible, changing or removing one is not.
 */
export const problemKinds = {
  invalid_limit: { status: 400, title: 'Limit out of range', fault: 'invalid_argument' },
  invalid_cursor: { status: 400, title: 'Not a cursor of this list', fault: 'invalid_argument' },
  invalid_id: { status: 400, title: 'Not an id', fault: 'invalid_argument' },
  invalid_parameter: { status: 400, title: 'Parameter value not allowed', fault: 'invalid_argument' },
  unknown_parameter: { status: 400, title: 'No such parameter', fault: 'invalid_argument' },
  invalid_host: { status: 400, title: 'Host header not usable', fault: 'invalid_argument' },
  bad_request: { status: 400, title: 'Malformed request', fault: 'invalid_argument' },
  unauthenticated: { status: 401, title: 'Access token needed', fault: 'unauthenticated' },
  not_found: { status: 404, title: 'Not in the catalogue', fault: 'not_found' },
  unknown_route: { status: 404, title: 'No such route', fault: 'not_found' },
  no_playable_file: { status: 404, title: 'No file to play', fault: 'not_found' },
  no_such_quality: { status: 404, title: 'Not available in this quality', fault: 'not_found' },
  method_not_allowed: { status: 405, title: 'Method not allowed', fault: 'unsupported' },
  cursor_outdated: { status: 410, title: 'Cursor of an earlier snapshot', fault: 'expired' },
  internal: { status: 500, title: 'Internal error', fault: 'internal' },
  snapshot_unavailable: { status: 503, title: 'No snapshot yet', fault: 'unavailable' },
  playback_unavailable: { status: 503, title: 'Playback links cannot be signed', fault: 'unavailable' },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problemKinds;

/** A request that is answered with one of our problem codes. */
export class RequestFault extends Fault {
  readonly problem: ProblemCode;

  constructor(problem: ProblemCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(problemKinds[problem].fault, message, options);
    this.name = 'RequestFault';
    this.problem = problem;
  }
}

/** Why nothing can be answered yet. */
export function noSnapshot(): RequestFault {
  return new RequestFault('snapshot_unavailable', 'no snapshot has been adopted yet', { hint: '/readyz says why.' });
}

/** An error answer, RFC 9457. `code` and `hint` are extension members (section 3.2). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly hint?: string;
  /** The path asked for, without its query: that may hold an access token. */
  readonly instance: string;
}

/** Faults that pass through the API without being one of its own; any other is internal. */
const codesOfFaults: Partial<Record<FaultCode, ProblemCode>> = {
  invalid_argument: 'invalid_parameter',
  not_found: 'not_found',
  unavailable: 'snapshot_unavailable',
  timeout: 'snapshot_unavailable',
};
const problemCode = (fault: Fault): ProblemCode =>
  fault instanceof RequestFault ? fault.problem : (codesOfFaults[fault.code] ?? 'internal');

/** What is shown of an error: a Fault's safe text, or nothing of an unexpected one. */
export function problemOf(error: unknown, url: string): Problem {
  const fault = isClientError(error) ? new RequestFault('bad_request', error.message) : toFault(error);
  const code = problemCode(fault);
  const { status, title } = problemKinds[code];
  return {
    type: `urn:catalogsync:problem:${code}`,
    title,
    status,
    code,
    detail: fault.message,
    ...(fault.hint === undefined ? {} : { hint: fault.hint }),
    instance: pathOf(url),
  };
}

/** Fastify marks what a client did wrong by a status below 500. */
function isClientError(error: unknown): error is Error & { statusCode: number } {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' && status >= 400 && status < 500;
}

/** The part of a request target before its query. */
export function pathOf(url: string): string {
  const at = url.indexOf('?');
  return at === -1 ? url : url.slice(0, at);
}
