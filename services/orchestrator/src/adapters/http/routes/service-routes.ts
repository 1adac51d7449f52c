import { Fault } from '@catalogsync/faults';
import { object, oneOf, ref } from '@catalogsync/http';
import { Type } from 'typebox';
import type { ConsoleApiParts } from '../api-parts.js';
import { type ConsoleRoute, consoleRoutes } from '../console-route.js';
import type { EventStream } from '../event-stream.js';

const route = consoleRoutes('service');

/** Health, the live stream, and the documentation itself. */
export function serviceRoutes(
  { jobs: { store }, metrics }: Pick<ConsoleApiParts, 'jobs' | 'metrics'>,
  stream: EventStream,
): ConsoleRoute[] {
  return [
    route('getHealth', 'GET /healthz', {
      summary: 'Whether the process answers.',
      access: 'open',
      answers: { 200: object({ status: oneOf(['ok']) }) },
      handle: () => ({ body: { status: 'ok' } }),
    }),
    route('getReadiness', 'GET /readyz', {
      summary: 'Whether the catalogue can be read; otherwise answers with the problem.',
      access: 'open',
      answers: { 200: object({ status: oneOf(['ready']) }) },
      problems: ['unavailable'],
      async handle(_call, { isDraining }) {
        if (isDraining) throw new Fault('unavailable', 'the console is about to stop');
        await store.listJobs({ limit: 1 });
        return { body: { status: 'ready' } };
      },
    }),
    route('getMetrics', 'GET /metrics', {
      summary: 'Metrics of every service of this process in the Prometheus text format.',
      access: 'read',
      answers: { 200: { description: 'The answer.', schema: Type.String(), mediaType: 'text/plain' } },
      handle: (_call, { metrics: requests }) => metrics.text.answer(metrics.read(requests)),
    }),
    route('getOpenApi', 'GET /api/openapi.json', {
      summary: 'This document.',
      access: 'read',
      answers: { 200: Type.Unsafe({ type: 'object' }) },
      handle: (_call, { document }) => ({ body: document() }),
    }),
    eventStream(stream),
  ];
}

const eventStream = (stream: EventStream): ConsoleRoute =>
  consoleRoutes('jobs')('streamEvents', 'GET /api/events/stream', {
    summary:
      'Server-sent events, paced: `snapshot` with a LiveSnapshot as JSON, at once and at each change; `resync` when missed events are gone. Resumable by Last-Event-ID.',
    access: 'read',
    head: 'none',
    answers: { 200: { description: 'The answer.', schema: ref('LiveSnapshot'), mediaType: 'text/event-stream' } },
    problems: ['rate_limited'],
    handle: (call, exchange) => stream.serve(call, exchange),
  });
