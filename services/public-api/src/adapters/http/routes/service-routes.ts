import { type Answer, type Operation, type RequestMetrics, type Route, ref, route } from '@catalogsync/http';
import type { Clock } from '@catalogsync/runtime';
import { Type } from 'typebox';
import type { CurrentSnapshot } from '../../../core/snapshot/current-snapshot.js';

const isoOf = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** What /readyz says. Serving an old snapshot is ready: it is what makes the catalogue stay up. */
function readiness(snapshots: CurrentSnapshot, clock: Clock): Answer {
  const current = snapshots.current();
  const fault = snapshots.fault();
  const body = {
    status: current === undefined ? 'waiting' : 'ready',
    snapshotId: current?.manifest.snapshot_id ?? null,
    adoptedAt: current === undefined ? null : isoOf(current.adoptedAt),
    ageSeconds: current === undefined ? null : Math.floor((clock.now() - Date.parse(current.manifest.generated_at)) / 1000),
    fault: fault === undefined ? null : { code: fault.code, message: fault.message, since: isoOf(fault.since) },
  };
  return { status: current === undefined ? 503 : 200, body, headers: passing };
}

/** What is true now may be wrong at the next moment. */
const passing = { 'cache-control': 'no-store' };

const common = { method: 'GET', tag: 'service', problems: [] } as const satisfies Partial<Operation>;

/** Routes about the service itself. They take any query, as probes send some. */
export function serviceRoutes(snapshots: CurrentSnapshot, clock: Clock, metrics: RequestMetrics): Route[] {
  return [
    route({
      ...common,
      url: '/healthz',
      operationId: 'getHealth',
      summary: 'Whether the process answers.',
      access: 'open',
      answers: { 200: ref('Health') },
      handle: () => ({ body: { status: 'ok' }, headers: passing }),
    }),
    route({
      ...common,
      url: '/readyz',
      operationId: 'getReadiness',
      summary: 'The snapshot in use and what keeps a newer one out; 503 until one is adopted.',
      access: 'open',
      answers: { 200: ref('Readiness'), 503: { description: 'The answer, while not ready.', schema: ref('Readiness') } },
      handle: () => readiness(snapshots, clock),
    }),
    route({
      ...common,
      url: '/metrics',
      operationId: 'getMetrics',
      summary: 'Metrics in the text format of Prometheus.',
      access: 'token',
      answers: { 200: { description: 'The answer.', schema: Type.String(), mediaType: 'text/plain' } },
      handle: async () => ({ body: await metrics.print(), headers: { 'content-type': metrics.contentType, ...passing } }),
    }),
  ];
}
