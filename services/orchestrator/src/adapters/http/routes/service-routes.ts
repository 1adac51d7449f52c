import { Type } from 'typebox';
import type { ConsoleApiParts } from '../api-parts.js';
import type { EventStream } from '../event-stream.js';
import { type Route, route, type StreamRoute } from '../route.js';
import { closed, oneOf, ref } from '../schema-parts.js';

/** Health, the live stream, and the documentation itself. */
export function serviceRoutes({ jobs: { store } }: ConsoleApiParts, document: () => object): Route[] {
  const common = { method: 'GET', tag: 'service', path: {}, query: {} } as const;
  return [
    route({
      ...common,
      url: '/healthz',
      operationId: 'getHealth',
      summary: 'Whether the process answers.',
      access: 'open',
      answers: { 200: Type.Object({ status: oneOf(['ok']) }, closed) },
      problems: [],
      handle: () => ({ body: { status: 'ok' } }),
    }),
    route({
      ...common,
      url: '/readyz',
      operationId: 'getReadiness',
      summary: 'Whether the catalogue can be read; otherwise its problem is the answer.',
      access: 'open',
      answers: { 200: Type.Object({ status: oneOf(['ready']) }, closed) },
      problems: ['unavailable'],
      async handle() {
        await store.listJobs({ limit: 1 });
        return { body: { status: 'ready' } };
      },
    }),
    route({
      ...common,
      url: '/api/openapi.json',
      operationId: 'getOpenApi',
      summary: 'This document.',
      access: 'read',
      answers: { 200: Type.Unsafe({ type: 'object' }) },
      problems: [],
      handle: () => ({ body: document() }),
    }),
  ];
}

/** The live state as server-sent events. */
export function eventStreamRoute(stream: EventStream): StreamRoute {
  return {
    method: 'GET',
    url: '/api/events/stream',
    operationId: 'streamEvents',
    tag: 'jobs',
    summary:
      'Server-sent events, paced: `snapshot` with a LiveSnapshot as JSON, at once and at each change; `resync` when what was missed is gone. Resumable by Last-Event-ID.',
    access: 'read',
    path: {},
    query: {},
    answers: { 200: ref('LiveSnapshot') },
    problems: ['rate_limited'],
    stream: (request, reply, caller) => stream.serve(request, reply, caller),
  };
}
