import type { Socket } from 'node:net';
import type { Logger } from '@catalogsync/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { crossOriginHeaders } from './cross-origin.js';
import { type Problem, problemOf, RequestFault } from './problems.js';

const mediaType = 'application/problem+json; charset=utf-8';

/** Sends an error answer. A problem may pass at any moment, so it is never kept. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  reply.code(problem.status).headers(crossOriginHeaders).header('content-type', mediaType).header('cache-control', 'no-store');
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="catalogsync"');
  if (problem.status === 503) reply.header('retry-after', '5');
  return reply.send(JSON.stringify(problem));
}

/** What is no HTTP at all gets an answer on the bare socket. */
function answerMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
  const hint = error.code === 'HPE_INVALID_URL' ? 'Percent-encode the address (curl: -G --data-urlencode).' : undefined;
  const body = JSON.stringify({
    ...problemOf(new RequestFault('bad_request', 'the request is not well-formed HTTP', { hint }), ''),
    status: Number.parseInt(status, 10),
  });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: ${mediaType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** Options of Fastify that answer what never reaches a route. */
export const errorOptions = {
  frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply): void => {
    sendProblem(reply, problemOf(error, request.raw.url ?? ''));
  },
  clientErrorHandler: answerMalformed,
};

/** Turns whatever is thrown, and unknown routes, into problem answers. Only faults of ours are logged. */
export function registerErrorAnswers(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error, request.raw.url ?? '');
    if (problem.code === 'internal') log.error({ err: error, path: problem.instance }, 'a request failed unexpectedly');
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler((request, reply) => {
    const fault = new RequestFault('unknown_route', 'there is no such route', { hint: 'See /docs.' });
    return sendProblem(reply, problemOf(fault, request.raw.url ?? ''));
  });
}
