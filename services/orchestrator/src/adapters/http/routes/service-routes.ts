import { closed, oneOf, ref } from '@catalogsync/http';
import { Type } from 'typebox';
import type { JobParts } from '../api-parts.js';
import { type ConsoleRoute, consoleRoute } from '../console-route.js';
import type { EventStream } from '../event-stream.js';

const common = { method: 'GET', tag: 'service' } as const;

/** Health, the live stream, and the documentation itself. */
export function serviceRoutes({ store }: Pick<JobParts, 'store'>, stream: EventStream): ConsoleRoute[] {
  return [
    consoleRoute({
      ...common,
      url: '/healthz',
      operationId: 'getHealth',
      summary: 'Whether the process answers.',
      access: 'open',
      answers: { 200: Type.Object({ status: oneOf(['ok']) }, closed) },
      handle: () => ({ body: { status: 'ok' } }),
    }),
    consoleRoute({
      ...common,
      url: '/readyz',
      operationId: 'getReadiness',
      summary: 'Whether the catalogue can be read; otherwise answers with the problem.',
      access: 'open',
      answers: { 200: Type.Object({ status: oneOf(['ready']) }, closed) },
      problems: ['unavailable'],
      async handle() {
        await store.listJobs({ limit: 1 });
        return { body: { status: 'ready' } };
      },
    }),
    consoleRoute({
      ...common,
      url: '/api/openapi.json',
      operationId: 'getOpenApi',
      summary: 'This document.',
      access: 'read',
      answers: { 200: Type.Unsafe({ type: 'object' }) },
      handle: (_call, { document }) => ({ body: document() }),
    }),
    eventStream(stream),
  ];
}

function eventStream(stream: EventStream): ConsoleRoute {
  return consoleRoute({
    ...common,
    url: '/api/events/stream',
    operationId: 'streamEvents',
    tag: 'jobs',
    summary:
      'Server-sent events, paced: `snapshot` with a LiveSnapshot as JSON, at once and at each change; `resync` when missed events are gone. Resumable by Last-Event-ID.',
    access: 'read',
    head: 'none',
    answers: { 200: { description: 'The answer.', schema: ref('LiveSnapshot'), mediaType: 'text/event-stream' } },
    problems: ['rate_limited'],
    handle: (call, exchange) => stream.serve(call, exchange),
  });
}
