import { Fault, type FaultCode, type FaultOptions } from '@catalogsync/faults';

export interface RequestFaultOptions extends Pick<FaultOptions, 'hint' | 'cause'> {
  /** The API's own problem code, where the Fault code says too little. */
  readonly problem?: string;
  /** Where it differs from the usual status of its code. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Members of the problem besides the usual ones (RFC 9457, section 3.2). */
  readonly fields?: Readonly<Record<string, number | string>>;
}

/** A deliberate refusal: never logged; may have its own problem, status or headers. */
export class RequestFault extends Fault {
  readonly problem: string | undefined;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, number | string>>;

  constructor(code: FaultCode, message: string, { problem, status, headers = {}, fields = {}, ...options }: RequestFaultOptions = {}) {
    super(code, message, options);
    this.name = 'RequestFault';
    this.problem = problem;
    this.status = status;
    this.headers = headers;
    this.fields = fields;
  }
}

/** Problems of a request that do not depend on the API; RequestFaults of this library use them. */
const requestProblems = {
  bad_request: 'invalid_argument',
  unknown_route: 'not_found',
  unknown_host: 'invalid_argument',
  method_not_allowed: 'unsupported',
  unknown_parameter: 'invalid_argument',
  invalid_parameter: 'invalid_argument',
  invalid_id: 'invalid_argument',
  invalid_limit: 'invalid_argument',
  invalid_cursor: 'invalid_argument',
  cursor_outdated: 'expired',
  invalid_body: 'invalid_argument',
} as const satisfies Record<string, FaultCode>;

export type RequestProblem = keyof typeof requestProblems;

export function requestFault(problem: RequestProblem, message: string, options: Omit<RequestFaultOptions, 'problem'> = {}): RequestFault {
  return new RequestFault(requestProblems[problem], message, { ...options, problem });
}

/** Fastify marks client errors by a status below 500: a malformed address or body, one too large, a wrong type. */
export function ofFramework(error: unknown): RequestFault | undefined {
  if (error instanceof Fault) return undefined;
  const { statusCode, message } = (error ?? {}) as { statusCode?: unknown; message?: unknown };
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode >= 500) return undefined;
  return requestFault('bad_request', typeof message === 'string' ? message : 'malformed request', { status: statusCode });
}
