import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Any site may read the catalogue, and these headers of its answers. */
export const crossOriginHeaders: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag, X-Snapshot-Id',
};

/** What a browser asks before a request with an Authorization header (Fetch standard, CORS-preflight fetch). */
const preflightHeaders: Readonly<Record<string, string>> = {
  ...crossOriginHeaders,
  'access-control-allow-methods': 'GET, HEAD',
  'access-control-allow-headers': 'Authorization, If-None-Match',
  'access-control-max-age': '86400',
};

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its answers carry `crossOriginHeaders` already: a hook would cost every read a tenth of its time. */
    writesOwnHeaders?: boolean;
  }
}

function allowAnySite(_request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  reply.headers(crossOriginHeaders);
  done();
}

/** Opens every route registered after this call to other sites, and answers preflights. */
export function registerCrossOrigin(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (route.config?.writesOwnHeaders) return;
    const before = route.onRequest ?? [];
    route.onRequest = [allowAnySite, ...(Array.isArray(before) ? before : [before])];
  });
  app.options('/*', { schema: { hide: true }, config: { writesOwnHeaders: true } }, (_request, reply) => {
    reply.code(204).headers(preflightHeaders).send();
  });
}
