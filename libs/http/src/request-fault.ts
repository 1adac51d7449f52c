import { Fault, type FaultCode, type FaultOptions } from '@catalogsync/faults';

export interface RequestFaultOptions extends Pick<FaultOptions, 'hint' | 'cause'> {
  /** The word of an API for it, where the code alone says too little. */
  readonly problem?: string;
  /** Where it is not the usual status of its code. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request refused on purpose: never logged, and answered with a problem, status or headers of its own. */
export class RequestFault extends Fault {
  readonly problem: string | undefined;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: FaultCode, message: string, { problem, status, headers = {}, ...options }: RequestFaultOptions = {}) {
    super(code, message, options);
    this.name = 'RequestFault';
    this.problem = problem;
    this.status = status;
    this.headers = headers;
  }
}

/** What is wrong with a request whatever the API is about; each is a `problem` of the RequestFaults that this library throws. */
const requestProblems = {
  bad_request: 'invalid_argument',
  unknown_route: 'not_found',
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

/** Fastify marks what a client did wrong by a status below 500: an address or a body out of form, too large, of another type. */
export function ofFramework(error: unknown): RequestFault | undefined {
  if (error instanceof Fault) return undefined;
  const { statusCode, message } = (error ?? {}) as { statusCode?: unknown; message?: unknown };
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode >= 500) return undefined;
  return requestFault('bad_request', typeof message === 'string' ? message : 'malformed request', { status: statusCode });
}
