import type { FastifyReply, FastifyRequest } from 'fastify';
import { type TSchema, Type } from 'typebox';
import type { HttpApiParts } from '../api-parts.js';
import { operationSchema } from '../openapi.js';
import type { RequestMetrics } from '../request-metrics.js';
import type { RouteDescription, ServedRoute } from '../route.js';
import { schemaRef } from '../schemas.js';

const describe = (url: string, operationId: string, summary: string): RouteDescription => ({
  url,
  operationId,
  summary,
  tag: 'service',
  problems: [],
});

const healthz = describe('/healthz', 'getHealth', 'Whether the process answers.');
const readyz = describe('/readyz', 'getReadiness', 'The snapshot in use and what keeps a newer one out; 503 until one is adopted.');
const metricsPage = describe('/metrics', 'getMetrics', 'Metrics in the text format of Prometheus.');

const isoOf = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** What /readyz says. Serving an old snapshot is ready: it is what makes the catalogue stay up. */
export function readiness({ snapshots, clock }: HttpApiParts): { status: 'ready' | 'waiting' } & Record<string, unknown> {
  const current = snapshots.current();
  const fault = snapshots.fault();
  return {
    status: current === undefined ? 'waiting' : 'ready',
    snapshotId: current?.manifest.snapshot_id ?? null,
    adoptedAt: current === undefined ? null : isoOf(current.adoptedAt),
    ageSeconds: current === undefined ? null : Math.floor((clock.now() - Date.parse(current.manifest.generated_at)) / 1000),
    fault: fault === undefined ? null : { code: fault.code, message: fault.message, since: isoOf(fault.since) },
  };
}

/** Routes about the service itself. */
export function serviceRoutes(parts: HttpApiParts, metrics: RequestMetrics): ServedRoute[] {
  const answer = (reply: FastifyReply, status: number, body: object): FastifyReply =>
    reply
      .code(status)
      .headers({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
      .send(JSON.stringify(body));
  const schema = (route: RouteDescription, response: TSchema, more: object = {}): object =>
    operationSchema({ ...route, path: {}, query: {}, response, ...more });
  return [
    {
      description: healthz,
      schema: schema(healthz, schemaRef('Health'), { always: true }),
      access: 'open',
      handler: (_request, reply) => answer(reply, 200, { status: 'ok' }),
    },
    {
      description: readyz,
      schema: schema(readyz, schemaRef('Readiness'), { alsoAt: 503, always: true }),
      access: 'open',
      handler: (_request, reply) => {
        const body = readiness(parts);
        return answer(reply, body.status === 'ready' ? 200 : 503, body);
      },
    },
    {
      description: metricsPage,
      schema: schema(metricsPage, Type.String(), { mediaType: 'text/plain', always: true }),
      access: 'header',
      handler: async (_request: FastifyRequest, reply: FastifyReply) =>
        reply.headers({ 'content-type': metrics.contentType, 'cache-control': 'no-store' }).send(await metrics.print()),
    },
  ];
}
