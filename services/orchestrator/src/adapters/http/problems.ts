import { STATUS_CODES } from 'node:http';
import { Fault, type FaultCode, toFault } from '@catalogsync/faults';

/** The status of each code; 405, 413 and 415 say more than their code does, see `RequestFault`. */
export const statusOf: Readonly<Record<FaultCode, number>> = {
  invalid_argument: 400,
  not_found: 404,
  already_exists: 409,
  failed_precondition: 409,
  unauthenticated: 401,
  permission_denied: 403,
  expired: 410,
  rate_limited: 429,
  unavailable: 503,
  timeout: 504,
  canceled: 499,
  data_corrupt: 500,
  disk_full: 507,
  unsupported: 501,
  internal: 500,
};

/** A fault with a status or headers of its own. */
export class RequestFault extends Fault {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: FaultCode,
    message: string,
    { status, headers, hint }: { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly hint?: string },
  ) {
    super(code, message, { hint });
    this.name = 'RequestFault';
    this.status = status ?? statusOf[code];
    this.headers = headers ?? {};
  }
}

/** An error answer, RFC 9457. `code` and `hint` are extension members (section 3.2). */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: FaultCode;
  readonly detail: string;
  readonly hint?: string;
  /** The path asked for, without its query. */
  readonly instance: string;
}

/** What is shown of an error: a Fault's safe text, or nothing of an unexpected one. */
export function problemOf(error: unknown, url: string): Problem {
  const fault = ofFramework(error) ?? toFault(error);
  const status = fault instanceof RequestFault ? fault.status : statusOf[fault.code];
  return {
    type: `urn:catalogsync:problem:${fault.code}`,
    title: STATUS_CODES[status] ?? 'Client Closed Request',
    status,
    code: fault.code,
    detail: fault.message,
    ...(fault.hint === undefined ? {} : { hint: fault.hint }),
    instance: pathOf(url),
  };
}

/** Fastify marks what a client did wrong by a status below 500: a body that is no JSON, too large, of another type. */
function ofFramework(error: unknown): RequestFault | undefined {
  if (error instanceof Fault) return undefined;
  const { statusCode, message } = (error ?? {}) as { statusCode?: unknown; message?: unknown };
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode >= 500) return undefined;
  return new RequestFault('invalid_argument', typeof message === 'string' ? message : 'malformed request', { status: statusCode });
}

/** The part of a request target before its query. */
export function pathOf(url: string): string {
  const at = url.indexOf('?');
  return at === -1 ? url : url.slice(0, at);
}
