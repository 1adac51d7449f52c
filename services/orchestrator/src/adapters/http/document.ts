import type { FaultCode } from '@catalogsync/faults';
import { fastifySwagger } from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { type TSchema, Type } from 'typebox';
import { configurationSchemas } from './configuration-json.js';
import { consoleSchemas } from './console-json.js';
import { jobSchemas } from './job-json.js';
import type { Parameters } from './parameters.js';
import { statusOf } from './problems.js';
import { isChanging, type Route } from './route.js';
import { CSRF_HEADER } from './same-origin.js';
import { ref } from './schema-parts.js';

/** Shown as the version of the API, apart from the version of the program. */
const apiVersion = '1.0.0';

/** The documentation of one operation, as @fastify/swagger reads it from a route's schema. */
export function operationSchema(route: Omit<Route, 'handle'>): object {
  const { operationId, tag, summary, path, query, body, access } = route;
  return {
    operationId,
    tags: [tag],
    summary,
    description: described[access],
    ...(access === 'open' ? { security: [] } : {}),
    ...(Object.keys(path).length === 0 ? {} : { params: parametersSchema(path) }),
    ...(Object.keys(query).length === 0 ? {} : { querystring: parametersSchema(query) }),
    ...(body === undefined ? {} : { body }),
    response: { ...successes(route), ...failures(route) },
  };
}

const described: Readonly<Record<Route['access'], string>> = {
  open: 'Needs no login.',
  read: 'For any login or token.',
  own: 'For any login; not for tokens.',
  operate: 'For the role operator.',
  administer: 'For the role operator by login; not for tokens.',
};

function parametersSchema(parameters: Parameters): TSchema {
  const entries = Object.entries(parameters).map(([name, { schema, required }]) => [name, required ? schema : Type.Optional(schema)]);
  return Type.Object(Object.fromEntries(entries));
}

function successes({ answers, url }: Omit<Route, 'handle'>): Record<string, object> {
  const mediaType = url.endsWith('/stream') ? 'text/event-stream' : 'application/json';
  return Object.fromEntries(
    Object.entries(answers).map(([status, schema]) => [
      status,
      schema === null
        ? { description: 'Done; there is nothing to say.', type: 'null' }
        : { description: 'The answer.', content: { [mediaType]: { schema } } },
    ]),
  );
}

function failures(route: Omit<Route, 'handle'>): Record<string, object> {
  const { problems, access, path, query, body } = route;
  const codes: FaultCode[] = [...problems, 'internal'];
  if (access !== 'open') codes.push('unauthenticated');
  if (access !== 'open' && isChanging(route)) codes.push('permission_denied');
  if ([path, query].some((declared) => Object.keys(declared).length > 0) || body !== undefined) codes.push('invalid_argument');
  const byStatus = new Map<number, FaultCode[]>();
  for (const code of new Set(codes)) byStatus.set(statusOf[code], [...(byStatus.get(statusOf[code]) ?? []), code]);
  const content = { 'application/problem+json': { schema: ref('Problem') } };
  return Object.fromEntries([...byStatus].map(([status, list]) => [status, { description: `code: ${list.join(', ')}`, content }]));
}

const info = {
  title: 'Catalogsync console API',
  version: apiVersion,
  description: [
    'The operations console: jobs, the catalogue as it is collected, configuration, access.',
    'Log in with POST /api/login, or send an API token as Authorization: Bearer.',
    `Requests by cookie that change something need ${CSRF_HEADER} with csrf_token of the session, and must come from a page of the console.`,
    'Lists are paged by cursor: pass next_cursor back unchanged. Unknown parameters and fields are refused.',
    'Errors are application/problem+json with a stable code.',
  ].join(' '),
};

/** Registers the named schemas and the document's maker. Call it before any route is registered. */
export async function registerOpenApi(app: FastifyInstance): Promise<void> {
  for (const schema of [...jobSchemas, ...configurationSchemas, ...consoleSchemas]) app.addSchema(schema);
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info,
      servers: [{ url: '/' }],
      tags: ['session', 'jobs', 'catalogue', 'configuration', 'administration', 'service'].map((name) => ({ name })),
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'catalogsync_session' },
          apiToken: { type: 'http', scheme: 'bearer' },
        },
      },
      security: [{ session: [] }, { apiToken: [] }],
    },
    refResolver: { buildLocalReference: (json, _base, _fragment, index) => (typeof json.$id === 'string' ? json.$id : `schema-${index}`) },
  });
}
