import { STATUS_CODES } from 'node:http';
import { type Fault, type FaultCode, toFault } from '@catalogsync/faults';
import type { Logger } from '@catalogsync/runtime';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

const statusOf: Readonly<Record<FaultCode, number>> = {
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

/** RFC 9457 with the stable code beside it. */
export interface Problem {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: FaultCode;
  readonly detail: string;
}

export function problemOf(fault: Fault): Problem {
  const status = statusOf[fault.code];
  const detail = fault.hint === undefined ? fault.message : `${fault.message}. ${fault.hint}`;
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, code: fault.code, detail };
}

export function sendProblem(reply: FastifyReply, problem: Problem): void {
  reply.status(problem.status).header('content-type', 'application/problem+json; charset=utf-8').send(JSON.stringify(problem));
}

/** What the framework itself refuses: no such route, a body that is no JSON or too large. */
function ofFramework(status: number, message: string): Problem {
  const code: FaultCode =
    status === 404 ? 'not_found' : status === 401 ? 'unauthenticated' : status < 500 ? 'invalid_argument' : 'internal';
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    detail: status < 500 ? message : 'an unexpected error occurred',
  };
}

/** The one place where a thrown error leaves the console by HTTP. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    sendProblem(host.switchToHttp().getResponse<FastifyReply>(), this.problemOf(error));
  }

  private problemOf(error: unknown): Problem {
    if (error instanceof HttpException) return ofFramework(error.getStatus(), error.message);
    const status = (error as { statusCode?: unknown } | null)?.statusCode;
    if (typeof status === 'number' && status >= 400 && status < 500) return ofFramework(status, (error as Error).message);
    const fault = toFault(error);
    if (fault.code === 'internal') this.log.error({ err: fault.cause ?? fault }, 'a console request failed unexpectedly');
    return problemOf(fault);
  }
}
