import type { Socket } from 'node:net';
import type { Logger } from '@catalogsync/runtime';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problemOf, RequestFault } from './problems.js';

const mediaType = 'application/problem+json; charset=utf-8';

function answer(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error, request.raw.url ?? '');
  if (error instanceof RequestFault) reply.headers(error.headers);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="catalogsync console"');
  return reply.code(problem.status).header('content-type', mediaType).header('cache-control', 'no-store').send(JSON.stringify(problem));
}

/** What is no HTTP at all gets an answer on the bare socket. */
function answerMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const body = JSON.stringify(problemOf(new RequestFault('invalid_argument', 'the request is not well-formed HTTP', { status }), ''));
  socket.end(
    `HTTP/1.1 ${status} Bad Request\r\nContent-Type: ${mediaType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** Options of Fastify that answer what never reaches a route. */
export const errorOptions = {
  frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply): void => void answer(error, request, reply),
  clientErrorHandler: answerMalformed,
};

/** Turns whatever is thrown, and unknown routes, into problem answers. Only faults of ours are logged. */
export function registerErrorAnswers(app: FastifyInstance, log: Logger): void {
  app.setErrorHandler((error, request, reply) => {
    const { status, instance } = problemOf(error, request.raw.url ?? '');
    if (status >= 500) log.error({ err: (error as { cause?: unknown }).cause ?? error, path: instance }, 'a console request failed');
    return answer(error, request, reply);
  });
  app.setNotFoundHandler(() => {
    throw new RequestFault('not_found', 'there is no such route', { hint: 'See /api/openapi.json.' });
  });
}
