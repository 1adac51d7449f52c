import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CurrentSnapshot } from '../../core/snapshot/current-snapshot.js';
import { AccessTokens } from './access-tokens.js';
import { AnswerHeadersBySnapshot } from './answer-headers.js';
import type { HttpApiParts } from './api-parts.js';
import { sendProblem } from './error-answers.js';
import { operationSchema } from './openapi.js';
import { problemOf, RequestFault } from './problems.js';
import { RequestMetrics, type RouteMeter } from './request-metrics.js';
import type { ServedRoute, SnapshotRoute } from './route.js';
import { artistRoutes } from './routes/artist-routes.js';
import { playbackRoutes } from './routes/playback-routes.js';
import { playlistRoutes } from './routes/playlist-routes.js';
import { searchRoute } from './routes/search-route.js';
import { serviceRoutes } from './routes/service-routes.js';
import { snapshotInUseRoute } from './routes/snapshot-route.js';
import { toplistRoutes } from './routes/toplist-routes.js';
import { trackRoutes } from './routes/track-routes.js';
import { snapshotHandler } from './serve-snapshot-route.js';

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
  const metrics = new RequestMetrics(parts.snapshots, () => parts.clock.now());
  registerSnapshotRoutes(app, parts.snapshots, tokens, metrics);
  for (const route of [...playbackRoutes(parts), ...serviceRoutes(parts, metrics)]) registerRoute(app, route, tokens, metrics);
}

function registerSnapshotRoutes(app: FastifyInstance, snapshots: CurrentSnapshot, tokens: AccessTokens, metrics: RequestMetrics): void {
  const headers = new AnswerHeadersBySnapshot({ guarded: tokens.needed });
  const guard = tokens.needed ? (request: FastifyRequest) => tokens.check(request.headers.authorization, undefined) : undefined;
  for (const route of snapshotRoutes) {
    const { url } = route;
    const meter = metrics.meter(url);
    const handler = snapshotHandler(route, { snapshots, headers, meter, guard });
    app.route({ method: 'GET', url, schema: operationSchema(route), config: { writesOwnHeaders: true }, handler });
    refuseOtherMethods(app, url, observing(meter));
  }
}

function observing(meter: RouteMeter) {
  return (_request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    meter.observe(reply.statusCode, reply.elapsedTime);
    done();
  };
}

function registerRoute(
  app: FastifyInstance,
  { description: { url }, schema, handler, access }: ServedRoute,
  tokens: AccessTokens,
  metrics: RequestMetrics,
): void {
  const guard = (request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void => {
    const queryToken = access === 'query' ? (request.query as { access_token?: unknown }).access_token : undefined;
    tokens.check(request.headers.authorization, queryToken);
    done();
  };
  const onRequest = tokens.needed && access !== 'open' ? [guard] : [];
  const onResponse = observing(metrics.meter(url));
  app.route({ method: 'GET', url, schema, onRequest, onResponse, handler });
  refuseOtherMethods(app, url, onResponse);
}

function refuseOtherMethods(app: FastifyInstance, url: string, onResponse: ReturnType<typeof observing>): void {
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
