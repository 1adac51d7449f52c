import { toFault } from '@catalogsync/faults';
import { inSpan } from '@catalogsync/tracing';
import { fastifyCompress } from '@fastify/compress';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { HttpApi } from './api.js';
import { clientAddress } from './client-address.js';
import { crossSiteHeaders, preflightHeaders } from './cross-site.js';
import { type DirectRequest, writeDirect } from './direct-answer.js';
import type { MeteredRoute } from './direct-routes.js';
import { operationSchema, registerOpenApi, registerPages } from './openapi.js';
import { readParameters } from './parameters.js';
import { readBody } from './read-body.js';
import { requestFault } from './request-fault.js';
import type { RouteMeter } from './request-metrics.js';
import { requestSpan } from './request-span.js';
import type { Answer, Call, Exchange, Operation, Route } from './route.js';
import type { ServerState } from './server-state.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the access policy returned. */
    admitted: unknown;
  }
  interface FastifyContextConfig {
    operation?: Operation;
  }
}

/** Registers an API: direct routes on the instance itself, everything else behind the hooks that direct routes skip. */
export async function mount(app: FastifyInstance, api: HttpApi, direct: readonly MeteredRoute[], state: ServerState): Promise<void> {
  // Routes parse parameters and bodies and write answers themselves; schemas are only documentation.
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => JSON.stringify);
  app.decorateRequest('admitted');
  const { compressFrom } = api.style;
  const pages = api.document?.pages;
  if (compressFrom !== undefined) {
    // Before the plugin sees a route. Direct routes compress themselves, on request only: a hook would slow every answer.
    app.addHook('onRoute', (route) => {
      if (pages !== undefined && route.url.startsWith(pages.reader)) route.compress = {};
    });
    await app.register(fastifyCompress, { global: false, threshold: compressFrom, encodings: ['br', 'gzip'] });
  }
  if (api.document !== undefined) await registerOpenApi(app, api.document);
  for (const route of direct) registerDirect(app, api, route);
  // Fastify looks for the file of a plugin without a name in every module that is loaded.
  const guarded = async (inner: FastifyInstance): Promise<void> => registerGuarded(inner, api, state);
  await app.register(Object.assign(guarded, { [Symbol.for('fastify.display-name')]: 'guarded' }));
}

function registerDirect(app: FastifyInstance, api: HttpApi, metered: MeteredRoute): void {
  const { route } = metered;
  app.route({
    method: 'GET',
    url: route.url,
    schema: operationSchema(route, api),
    config: { operation: route },
    handler: ({ raw, headers, params, query }, reply) => {
      const given = { path: params as DirectRequest['path'], query: query as DirectRequest['query'] };
      const request = { url: raw.url ?? '', headers, peer: raw.socket.remoteAddress, ...given };
      const more = metered.admit(request);
      if (more !== undefined) reply.headers(fieldsOf(more));
      const answer = metered.answer(request);
      reply.hijack();
      writeDirect(reply.raw, { ...answer, ...(more === undefined ? {} : { more }) });
    },
  });
}

async function registerGuarded(app: FastifyInstance, api: HttpApi, state: ServerState): Promise<void> {
  const { crossSite, headers } = api.style;
  const always = { ...headers, ...(crossSite === undefined ? {} : crossSiteHeaders(crossSite)) };
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(always);
    api.hosts?.require(request.host);
    limit(request, reply, api);
    request.admitted = await api.access.admit(request, request.routeOptions.config.operation as Route | undefined);
  });
  app.setNotFoundHandler(async (request, reply) => {
    const page = await api.style.lost?.(request);
    if (page === undefined) throw api.style.unknown(request);
    send(reply, page);
    return reply;
  });
  const routes = api.routes.filter((route): route is Route => !('direct' in route));
  // Bodies that are not JSON are refused as such.
  if (routes.some(({ body }) => body !== undefined)) app.removeContentTypeParser('text/plain');
  if (crossSite !== undefined) registerPreflight(app, preflightHeaders(crossSite));
  if (api.document?.pages !== undefined) await registerPages(app, api.document.pages);
  for (const route of routes) registerRoute(app, api, route, state);
  if (api.style.refusesOtherMethods)
    for (const url of new Set(api.routes.map((route) => route.url))) refuseOtherMethods(app, api, url, state);
}

/** Refused logins count as well. Pages have no operation; an unknown address has no route. @throws RequestFault */
function limit(request: FastifyRequest, reply: FastifyReply, { limits }: HttpApi): void {
  const { config, url } = request.routeOptions;
  const isExempt = config.operation === undefined ? url !== undefined : config.operation.unlimited === true;
  if (limits === undefined || isExempt) return;
  reply.headers(fieldsOf(limits.take({ address: clientAddress(request), authorization: request.headers.authorization })));
}

function fieldsOf(fields: readonly string[]): Record<string, string> {
  const named: Record<string, string> = {};
  for (let at = 0; at < fields.length; at += 2) named[fields[at] ?? ''] = fields[at + 1] ?? '';
  return named;
}

function registerPreflight(app: FastifyInstance, headers: Record<string, string>): void {
  app.options('/*', { schema: { hide: true } }, (_request, reply) => {
    reply.code(204).headers(headers).send();
  });
}

function observing(meter: RouteMeter): {
  onResponse: (request: FastifyRequest, reply: FastifyReply, done: () => void) => void;
} {
  return {
    onResponse: (_request, reply, done) => {
      meter.observe(reply.statusCode, reply.elapsedTime);
      done();
    },
  };
}

function registerRoute(app: FastifyInstance, api: HttpApi, route: Route, state: ServerState): void {
  const { method, url, bodyLimit, head = 'derived' } = route;
  const { metrics } = state;
  app.route({
    method: head === 'handled' ? [method, 'HEAD'] : method,
    url,
    bodyLimit,
    schema: operationSchema(route, api),
    config: { operation: route },
    exposeHeadRoute: method === 'GET' && head === 'derived',
    ...observing(metrics.meter(url)),
    handler: async (request, reply) => {
      const call = {
        path: readParameters(route.path ?? {}, request.params as Record<string, unknown>),
        query: route.query === undefined ? {} : readParameters(route.query, request.query as Record<string, unknown>),
        body: readBody(route.body, request.body),
        caller: request.admitted,
        request,
      };
      const answer = await traced(route, call, {
        response: reply.raw,
        takeOver: (status, headers) => takeOver(reply, status, headers),
        document: () => app.swagger(),
        metrics: metrics.families,
        isDraining: state.isDraining,
      });
      if (answer !== undefined) send(reply, answer);
      return reply;
    },
  });
}

async function traced(route: Route, call: Call, exchange: Exchange): Promise<Answer | undefined> {
  const { headers, method } = call.request;
  const start = () => requestSpan(method, route.url, headers.traceparent);
  return inSpan(
    start,
    async () => route.handle(call, exchange),
    (error) => toFault(error).code,
  );
}

function takeOver(reply: FastifyReply, status: number, headers: Readonly<Record<string, string | number>>) {
  reply.hijack();
  return reply.raw.writeHead(status, { ...(reply.getHeaders() as Record<string, string>), ...headers });
}

function send(reply: FastifyReply, { status = 200, body, headers = {} }: Answer): void {
  reply.code(status).headers(headers);
  if (body === undefined) reply.send();
  else if (typeof body === 'string' || 'pipe' in body) reply.send(body);
  else reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body));
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

function refuseOtherMethods(app: FastifyInstance, api: HttpApi, url: string, { metrics }: ServerState): void {
  const known = new Set<string>(api.routes.filter((route) => route.url === url).map(({ method }) => method));
  const own = methods.filter((method) => known.has(method)).flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
  const allow = [...own, ...(api.style.crossSite === undefined ? [] : ['OPTIONS'])].join(', ');
  app.route({
    method: methods.filter((method) => !known.has(method)),
    url,
    schema: { hide: true },
    exposeHeadRoute: false,
    // The body does not matter, and its type must not cause a refusal first.
    onRequest: (request, _reply, done) => {
      done(requestFault('method_not_allowed', `${request.method} is not allowed here`, { status: 405, headers: { allow } }));
    },
    ...observing(metrics.meter(url)),
    handler: () => undefined,
  });
}
