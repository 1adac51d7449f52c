import { fastifySwagger } from '@fastify/swagger';
import { fastifySwaggerUi } from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { type TSchema, Type } from 'typebox';
import type { Parameters } from './parameters.js';
import { type ProblemCode, problemKinds } from './problems.js';
import type { RouteDescription } from './route.js';
import { namedSchemas, schemaRef } from './schemas.js';

/** A route as its documentation needs it. */
export interface Operation extends RouteDescription {
  readonly path: Parameters;
  readonly query: Parameters;
  /** Body of 200; absent for a redirect. */
  readonly response?: TSchema;
  /** Answers 302 instead of 200. */
  readonly redirect?: boolean;
  /** Media type of the body; JSON if absent. */
  readonly mediaType?: string;
  /** A further status with the same body. */
  readonly alsoAt?: number;
  /** Answers without a snapshot too, hence without its headers and problems. */
  readonly always?: boolean;
}

/** Where the documentation lies. */
export const docsPrefix = '/docs';

/** Shown as the version of the API, apart from the version of the program. */
const apiVersion = '1.0.0';

const snapshotHeaders = {
  ETag: { type: 'string', description: 'Changes with the snapshot; send it as If-None-Match.' },
  'Cache-Control': { type: 'string' },
  'X-Snapshot-Id': { type: 'string', description: 'The snapshot that answered.' },
};

/** The documentation of one operation, as @fastify/swagger reads it from a route's schema. */
export function operationSchema(operation: Operation): object {
  const { operationId, tag, summary, path, query } = operation;
  return {
    operationId,
    tags: [tag],
    summary,
    ...(Object.keys(path).length === 0 ? {} : { params: parametersSchema(path) }),
    ...(Object.keys(query).length === 0 ? {} : { querystring: parametersSchema(query) }),
    response: { ...successes(operation), ...failures(operation) },
  };
}

function parametersSchema(parameters: Parameters): TSchema {
  const entries = Object.entries(parameters).map(([name, { schema, required }]) => [name, required ? schema : Type.Optional(schema)]);
  // Lists are written with commas in one parameter, which is what `explode: false` says; it means nothing to others.
  const lists = Object.values(parameters).some(({ schema }) => 'items' in schema);
  return Type.Object(Object.fromEntries(entries), lists ? { style: 'form', explode: false } : {});
}

function successes({ response, redirect, mediaType = 'application/json', alsoAt, always }: Operation): Record<string, object> {
  const headers = always ? {} : { headers: snapshotHeaders };
  if (redirect) {
    const location = { Location: { type: 'string', description: 'Where the track plays from.' } };
    return { 302: { description: 'Plays there.', type: 'null', headers: { ...location, ...snapshotHeaders } } };
  }
  const body = { content: { [mediaType]: { schema: response } } };
  return {
    200: { description: 'The answer.', ...headers, ...body },
    ...(alsoAt === undefined ? {} : { [alsoAt]: { description: 'The answer, while not ready.', ...body } }),
    ...(always ? {} : { 304: { description: 'The copy named by If-None-Match is still right.', type: 'null' } }),
  };
}

const anyRoute: readonly ProblemCode[] = ['internal'];
const anySnapshotRoute: readonly ProblemCode[] = ['unknown_parameter', 'unauthenticated', 'snapshot_unavailable', ...anyRoute];

function failures({ problems, always }: Operation): Record<string, object> {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of [...problems, ...(always ? anyRoute : anySnapshotRoute)]) {
    const { status } = problemKinds[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const content = { 'application/problem+json': { schema: schemaRef('Problem') } };
  return Object.fromEntries([...byStatus].map(([status, codes]) => [status, { description: `code: ${codes.join(', ')}`, content }]));
}

/** Nothing is loaded from elsewhere, and plain http must do: no upgrade to https. */
const contentSecurityPolicy =
  "default-src 'self'; base-uri 'self'; font-src 'self' data:; frame-ancestors 'self'; img-src 'self' data:; object-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'";

const info = {
  title: 'Catalogsync public API',
  version: apiVersion,
  description: [
    'Playlists, charts, artists and tracks of one music catalogue, and links to play them.',
    'Every answer is read from one published snapshot, named by X-Snapshot-Id. Lists are paged by cursor: pass nextCursor back unchanged;',
    'after a new publication an old cursor answers 410 cursor_outdated and the list starts over.',
    'Unknown query parameters are refused. Errors are application/problem+json with a stable code.',
  ].join(' '),
};

/** Registers /openapi.json and /docs, and the named schemas. Call it before any route is registered. */
export async function registerOpenApi(app: FastifyInstance, guarded: boolean): Promise<void> {
  for (const schema of namedSchemas) app.addSchema(schema);
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info,
      servers: [{ url: '/' }],
      tags: [{ name: 'catalogue' }, { name: 'search' }, { name: 'playback' }, { name: 'service' }],
      ...(guarded
        ? { components: { securitySchemes: { accessToken: { type: 'http', scheme: 'bearer' } } }, security: [{ accessToken: [] }] }
        : {}),
    },
    refResolver: { buildLocalReference: (json, _base, _fragment, index) => (typeof json.$id === 'string' ? json.$id : `schema-${index}`) },
  });
  await app.register(fastifySwaggerUi, {
    routePrefix: docsPrefix,
    staticCSP: contentSecurityPolicy,
    uiConfig: { layout: 'BaseLayout' },
  });
  let document: string | undefined;
  app.get('/openapi.json', { schema: { hide: true } }, (_request, reply) => {
    document ??= JSON.stringify(app.swagger());
    reply.headers({ 'content-type': 'application/json; charset=utf-8', 'cache-control': 'public, max-age=300' }).compress(document);
  });
}
