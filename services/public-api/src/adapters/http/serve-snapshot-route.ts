import type { FastifyReply, FastifyRequest } from 'fastify';
import type { CurrentSnapshot } from '../../core/snapshot/current-snapshot.js';
import { type AnswerHeadersBySnapshot, matchesEntityTag } from './answer-headers.js';
import { readParameters } from './parameters.js';
import { noSnapshot, problemOf, RequestFault } from './problems.js';
import type { RouteMeter } from './request-metrics.js';
import type { SnapshotRoute } from './route.js';

export interface SnapshotRouteParts {
  readonly snapshots: CurrentSnapshot;
  readonly headers: AnswerHeadersBySnapshot;
  readonly meter: RouteMeter;
  /** Throws a RequestFault for a request that may not read. */
  readonly guard: ((request: FastifyRequest) => void) | undefined;
}

/**
 * The handler of a route that reads the snapshot. These are asked for most, so they write to Node's
 * response themselves and count themselves: Fastify's hooks and its own sending cost a third of a point read.
 */
export function snapshotHandler(route: SnapshotRoute, parts: SnapshotRouteParts): (request: FastifyRequest, reply: FastifyReply) => void {
  const { meter, guard } = parts;
  return (request, reply) => {
    const begun = performance.now();
    try {
      guard?.(request);
      meter.observe(answer(route, parts, request, reply), performance.now() - begun);
    } catch (error) {
      meter.observe(problemOf(error, '').status, performance.now() - begun);
      throw error;
    }
  };
}

/** Answers, and says with what status. */
function answer(route: SnapshotRoute, { snapshots, headers }: SnapshotRouteParts, request: FastifyRequest, reply: FastifyReply): number {
  const snapshot = snapshots.current();
  if (snapshot === undefined) throw noSnapshot();
  const path = readParameters(route.path, request.params as Record<string, unknown>);
  const query = readParameters(route.query, request.query as Record<string, unknown>);
  const body = route.answer({ snapshot, path, query });
  if (body === undefined) throw new RequestFault('not_found', 'the catalogue has no such thing');
  const { etag, ofBody, ofUnchanged } = headers.of(snapshot);
  const known = request.headers['if-none-match'];
  if (known !== undefined && matchesEntityTag(known, etag)) {
    reply.hijack();
    reply.raw.writeHead(304, ofUnchanged).end();
    return 304;
  }
  const text = JSON.stringify(body);
  if (request.headers['accept-encoding'] === undefined) {
    reply.hijack();
    reply.raw.writeHead(200, [...ofBody, 'content-length', String(Buffer.byteLength(text))]).end(text);
  } else {
    for (let at = 0; at < ofBody.length; at += 2) reply.header(ofBody[at] ?? '', ofBody[at + 1]);
    reply.compress(text);
  }
  return 200;
}
