import { Fault } from '@catalogsync/faults';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Value } from 'typebox/value';
import { type Access, actorOf } from '../../core/console/access.js';
import type { Audit } from '../../core/console/audit.js';
import type { Demand, Guard } from './guard.js';
import { operationSchema } from './openapi.js';
import { readParameters } from './parameters.js';
import { pathOf, RequestFault } from './problems.js';
import { type Answer, type Caller, isChanging, type Route, type StreamRoute } from './route.js';

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
  }
  interface FastifyContextConfig {
    demand?: Demand;
  }
}

/** Also for what does not exist: a stranger learns nothing about what does (behaviour 131). */
const otherwise: Demand = { access: 'read', operationId: 'unknown', changing: false };

const secureHeaders = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
} as const;

/** Puts the guard before every route, before a body is read. */
export function registerGuard(app: FastifyInstance, guard: Guard): void {
  app.decorateRequest('caller');
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(secureHeaders);
    request.caller = await guard.admit(request, request.routeOptions.config.demand ?? otherwise);
  });
}

const demandOf = (route: Omit<Route, 'handle'>): Demand => ({
  access: route.access,
  operationId: route.operationId,
  changing: isChanging(route),
});

/** Registers routes, each with its documentation, and an answer to wrong methods at their addresses. */
export function registerRoutes(app: FastifyInstance, audit: Audit, routes: ReadonlyArray<Route | StreamRoute>): void {
  for (const route of routes) {
    const { method, url, bodyLimit } = route;
    const handler = 'stream' in route ? streaming(route) : answering(route, audit);
    const head = method === 'GET' && !('stream' in route);
    app.route({
      method,
      url,
      bodyLimit,
      schema: operationSchema(route),
      config: { demand: demandOf(route) },
      exposeHeadRoute: head,
      handler,
    });
  }
  for (const url of new Set(routes.map((route) => route.url))) {
    refuseOtherMethods(
      app,
      url,
      routes.filter((route) => route.url === url).map((route) => route.method),
    );
  }
}

function refuseOtherMethods(app: FastifyInstance, url: string, known: readonly Route['method'][]): void {
  const allow: readonly string[] = known.includes('GET') ? ['GET', 'HEAD', ...known.filter((method) => method !== 'GET')] : known;
  const others = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !allow.includes(method));
  app.route({
    method: others,
    url,
    schema: { hide: true },
    exposeHeadRoute: false,
    handler: () => {
      throw new RequestFault('unsupported', 'this address does not answer that method', {
        status: 405,
        headers: { allow: allow.join(', ') },
      });
    },
  });
}

function streaming(route: StreamRoute) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    readParameters(route.query, request.query as Record<string, unknown>);
    await route.stream(request, reply, request.caller);
  };
}

/** Routes that record by themselves: who logs in is known only afterwards. */
const recordsItself: ReadonlySet<Access> = new Set<Access>(['open']);

function answering(route: Route, audit: Audit) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const path = readParameters(route.path, request.params as Record<string, unknown>);
    const query = readParameters(route.query, request.query as Record<string, unknown>);
    const body = readBody(route, request.body);
    const { caller } = request;
    const call = { path, query, body, caller };
    const { principal } = caller;
    if (!isChanging(route) || recordsItself.has(route.access) || principal === undefined) return send(reply, await route.handle(call));
    const target = route.target?.(call) ?? pathOf(request.raw.url ?? '');
    const action = { actor: actorOf(principal), address: caller.address, action: route.operationId, target };
    return send(reply, await audit.run(action, async () => route.handle(call)));
  };
}

function send(reply: FastifyReply, { status = 200, body, headers = {} }: Answer): FastifyReply {
  reply.code(status).headers(headers);
  return body === undefined ? reply.send() : reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body));
}

/** The body, if it fits its schema in every respect. @throws Fault `invalid_argument` that names all faults */
function readBody({ body: schema }: Route, given: unknown): unknown {
  if (schema === undefined) {
    if (given === undefined || given === null || JSON.stringify(given) === '{}') return undefined;
    throw new Fault('invalid_argument', 'this operation takes no body');
  }
  if (Value.Check(schema, given)) return given;
  const faults = Value.Errors(schema, given).flatMap((error) => {
    if (error.keyword === 'boolean') return [];
    const where = error.instancePath === '' ? 'the body' : error.instancePath.slice(1).replaceAll('/', '.');
    if (error.keyword === 'additionalProperties') return error.params.additionalProperties.map((name) => `unknown field "${name}"`);
    const allowed = error.keyword === 'enum' ? `: ${(error.params.allowedValues as unknown[]).join(', ')}` : '';
    return [`${where} ${error.message}${allowed}`];
  });
  throw new Fault('invalid_argument', [...new Set(faults)].join('; ').slice(0, 1000));
}
