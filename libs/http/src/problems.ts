import { STATUS_CODES } from 'node:http';
import { type Fault, type FaultCode, toFault } from '@catalogsync/faults';
import type { FastifyReply } from 'fastify';
import { ofFramework, RequestFault, requestFault } from './request-fault.js';
import { privateData } from './security-headers.js';

/** How one problem is answered (RFC 9457). */
export interface ProblemKind {
  /** Stable: what clients rely on. */
  readonly code: string;
  readonly status: number;
  /** A problem without one has the type `about:blank`: its status says everything. */
  readonly title?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The problems of an API. */
export interface ProblemBook {
  kindOf(fault: Fault): ProblemKind;
  /** The status under which documentation lists a code. */
  statusOf(code: string): number;
  /** Whether an answer includes details: the fault's text, its hint, the path. */
  readonly detailed: boolean;
  /** Headers of every problem, besides those of its kind. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error answer, RFC 9457. `code` and `hint` are extension members (section 3.2). */
interface Problem {
  readonly type: string;
  readonly title?: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly hint?: string;
  /** The path asked for, without its query: that may hold an access token. */
  readonly instance?: string;
}

/** A thrown value as its answer. */
export interface ProblemAnswer {
  readonly body: Problem;
  readonly headers: Readonly<Record<string, string>>;
  /** To be logged: an unexpected failure, not a refusal. */
  readonly unexpected: Fault | undefined;
}

const mediaType = 'application/problem+json; charset=utf-8';

/** The part of a request target before its query. */
export function pathOf(url: string | undefined): string {
  return url?.split('?', 1)[0] ?? '';
}

/** What a client may see of an error: a Fault's safe text, nothing of an unexpected one. Problems are temporary, so never cached. */
export function problemOf(book: ProblemBook, error: unknown, url: string | undefined): ProblemAnswer {
  const fault = ofFramework(error) ?? toFault(error);
  const { code, status, title, headers } = book.kindOf(fault);
  const known = title === undefined ? { type: 'about:blank' } : { type: `urn:catalogsync:problem:${code}`, title };
  const hint = fault.hint === undefined ? {} : { hint: fault.hint };
  const told = book.detailed ? { detail: fault.message, ...hint, instance: pathOf(url) } : {};
  const { headers: own, fields } = fault instanceof RequestFault ? fault : { headers: {}, fields: {} };
  return {
    body: { ...fields, ...known, status, code, ...told },
    headers: { ...privateData, 'content-type': mediaType, 'cache-control': 'no-store', ...book.headers, ...headers, ...own },
    unexpected: status >= 500 && !(fault instanceof RequestFault) ? fault : undefined,
  };
}

/** The one place where a thrown value becomes an HTTP answer. */
export function sendProblem(reply: FastifyReply, { body, headers }: ProblemAnswer): FastifyReply {
  return reply.code(body.status).headers(headers).send(JSON.stringify(body));
}

/** Why input is not HTTP: Node's code of the error, and what is said of it. */
function malformation(code: string | undefined, headerBytes: number): RequestFault {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return requestFault('bad_request', `the header fields of the request are longer than ${headerBytes} bytes`, {
      status: 431,
      hint: 'Shorten the address, or remove cookies of this host.',
    });
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return requestFault('bad_request', 'the request did not arrive in time', { status: 408 });
  const hint = code === 'HPE_INVALID_URL' ? 'Percent-encode the address (curl: -G --data-urlencode).' : undefined;
  return requestFault('bad_request', 'the request is not well-formed HTTP', { status: 400, hint });
}

/** A whole answer, head and body, to input that is not HTTP: it goes to the bare socket. */
export function malformedAnswer(book: ProblemBook, code: string | undefined, headerBytes: number): string {
  const fault = malformation(code, headerBytes);
  const { status = 400 } = fault;
  // The text says nothing of the server, so even a sparing API may show it.
  const { body, headers } = problemOf({ ...book, detailed: true }, fault, '');
  const text = JSON.stringify({ ...body, ...(body.title === undefined ? {} : { title: STATUS_CODES[status] }), status });
  const head = { ...headers, 'content-length': String(Buffer.byteLength(text)), connection: 'close' };
  const lines = Object.entries(head).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${text}`;
}

/**
 * The problems of an API with its own problem codes.
 * @param passing the code for a Fault that has none
 */
export function problemBook<Code extends string>(
  kinds: Readonly<Record<Code, Omit<ProblemKind, 'code'>>>,
  passing: (fault: Fault) => Code,
  style: Pick<ProblemBook, 'detailed' | 'headers'>,
): ProblemBook {
  const isOurs = (word: string | undefined): word is Code => word !== undefined && Object.hasOwn(kinds, word);
  return {
    ...style,
    kindOf(fault) {
      const word = fault instanceof RequestFault ? fault.problem : undefined;
      const code = isOurs(word) ? word : passing(fault);
      return { ...kinds[code], code };
    },
    statusOf: (code) => (isOurs(code) ? kinds[code].status : 500),
  };
}

/** The status of each code; 405, 413 and 415 say more than their code, see `RequestFault`. */
const statusOfCode: Readonly<Record<FaultCode, number>> = {
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

/**
 * The problems of an API that uses Fault codes.
 * @param realm the realm of a 401 challenge
 */
export function faultProblems(realm: string): ProblemBook {
  const challenge = { 'www-authenticate': `Bearer realm="${realm}"` };
  return {
    detailed: true,
    kindOf(fault) {
      const status = (fault instanceof RequestFault ? fault.status : undefined) ?? statusOfCode[fault.code];
      const title = STATUS_CODES[status] ?? 'Client Closed Request';
      return { code: fault.code, status, title, headers: status === 401 ? challenge : undefined };
    },
    statusOf: (code) => statusOfCode[code as FaultCode] ?? 500,
  };
}
