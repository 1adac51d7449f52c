import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AccessTokens } from './access-tokens.js';
import { AnswerHeadersBySnapshot, matchesEntityTag } from './answer-headers.js';
import type { HttpApiParts } from './api-parts.js';
import { sendProblem } from './error-answers.js';
import { operationSchema } from './openapi.js';
import { readParameters } from './parameters.js';
import { noSnapshot, problemOf, RequestFault } from './problems.js';
import { RequestMetrics } from './request-metrics.js';
import type { ServedRoute, SnapshotRoute } from './route.js';
import { artistRoutes } from './routes/artist-routes.js';
import { playbackRoutes } from './routes/playback-routes.js';
import { playlistRoutes } from './routes/playlist-routes.js';
import { searchRoute } from './routes/search-route.js';
import { serviceRoutes } from './routes/service-routes.js';
import { snapshotInUseRoute } from './routes/snapshot-route.js';
import { toplistRoutes } from './routes/toplist-routes.js';
import { trackRoutes } from './routes/track-routes.js';

/** Every route that reads the snapshot and nothing else. */
export const snapshotRoutes: readonly SnapshotRoute[] = [
  snapshotInUseRoute,
  ...playlistRoutes,
  ...toplistRoutes,
  ...trackRoutes,
  ...artistRoutes,
  searchRoute,
];

/** Registers all routes of the API, each with its guard, its meter and its answer to wrong methods. */
export function registerRoutes(app: FastifyInstance, parts: HttpApiParts): void {
  const tokens = new AccessTokens(parts.settings.accessTokens);
  const headers = new AnswerHeadersBySnapshot({ guarded: tokens.needed });
  const metrics = new RequestMetrics(parts.snapshots, () => parts.clock.now());
  const served: ServedRoute[] = [
    ...snapshotRoutes.map((route) => serveSnapshotRoute(route, parts, headers)),
    ...playbackRoutes(parts),
    ...serviceRoutes(parts, metrics),
  ];
  for (const route of served) register(app, route, tokens, metrics);
}

function register(
  app: FastifyInstance,
  { description, schema, handler, access }: ServedRoute,
  tokens: AccessTokens,
  metrics: RequestMetrics,
): void {
  const { url } = description;
  const meter = metrics.meter(url);
  const guard = (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void => {
    const queryToken = access === 'query' ? (request.query as { access_token?: unknown }).access_token : undefined;
    tokens.check(request.headers.authorization, queryToken);
    done();
  };
  const onResponse = (_request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    meter.observe(reply.statusCode, reply.elapsedTime);
    done();
  };
  const onRequest = tokens.needed && access !== 'open' ? [guard] : [];
  app.route({ method: 'GET', url, schema, onRequest, onResponse, handler });
  app.route({
    method: ['POST', 'PUT', 'PATCH', 'DELETE'],
    url,
    schema: { hide: true },
    // A body is of no interest, and must not be refused for its type first.
    onRequest: (request, reply) => {
      const fault = new RequestFault('method_not_allowed', `${request.method} is not allowed here`);
      sendProblem(reply.header('allow', 'GET, HEAD, OPTIONS'), problemOf(fault, request.raw.url ?? ''));
    },
    onResponse,
    handler: () => undefined,
  });
}

function serveSnapshotRoute(route: SnapshotRoute, { snapshots }: HttpApiParts, headers: AnswerHeadersBySnapshot): ServedRoute {
  const handler = (request: FastifyRequest, reply: FastifyReply): void => {
    const snapshot = snapshots.current();
    if (snapshot === undefined) throw noSnapshot();
    const path = readParameters(route.path, request.params as Record<string, unknown>);
    const query = readParameters(route.query, request.query as Record<string, unknown>);
    const body = route.answer({ snapshot, path, query });
    if (body === undefined) throw new RequestFault('not_found', 'the catalogue has no such thing');
    const { all, etag } = headers.of(snapshot);
    reply.headers(all);
    const known = request.headers['if-none-match'];
    if (known !== undefined && matchesEntityTag(known, etag)) {
      reply.removeHeader('content-type').code(304).send();
      return;
    }
    const text = JSON.stringify(body);
    if (request.headers['accept-encoding'] === undefined) reply.send(text);
    else reply.compress(text);
  };
  return { description: route, schema: operationSchema(route), handler, access: 'header' };
}
