import type { Fault } from '@catalogsync/faults';
import { type HttpApi, type IncomingRequest, publicData, type RequestFault, type Route, route } from '@catalogsync/http';
import { originProblems, refusal } from './problems.js';
import { streamPrefix } from './signed-streams.js';

/** The answer of /readyz. */
export interface Readiness {
  readonly snapshotId: string | null;
  /** ISO 8601, UTC. */
  readonly adoptedAt: string | null;
  /** Why no newer snapshot is in use, or why no token can be checked. */
  readonly faults: readonly (Pick<Fault, 'code' | 'message'> & { readonly alarm?: string | undefined })[];
  readonly ready: boolean;
}

const common = { tag: 'service', access: 'open', answers: {}, problems: [], head: 'handled' } as const;

/** Routes about the service itself. */
function serviceRoutes(readiness: () => Promise<Readiness>): Route[] {
  return [
    route('getHealth', 'GET /healthz', {
      ...common,
      summary: 'Whether the process is alive.',
      handle: () => ({ body: 'ok\n', headers: { 'content-type': 'text/plain' } }),
    }),
    route('getReadiness', 'GET /readyz', {
      ...common,
      summary: 'Whether links can be served; otherwise 503.',
      async handle(_call, { isDraining }) {
        const found = await readiness();
        const body = { ...found, ready: found.ready && !isDraining };
        return { status: body.ready ? 200 : 503, body, headers: { 'cache-control': 'no-store' } };
      },
    }),
  ];
}

/** Unknown addresses. A link with characters that no token has is a forged link. */
function unknown({ method, raw }: IncomingRequest): RequestFault {
  if (method !== 'GET' && method !== 'HEAD') return refusal('method_not_allowed');
  return refusal(raw.url?.startsWith(streamPrefix) ? 'invalid_token' : 'unknown_route');
}

/** The private origin over HTTP. A link is its own permission. */
export function originApi(stream: Route, readiness: () => Promise<Readiness>): HttpApi {
  return {
    routes: [stream, ...serviceRoutes(readiness)],
    access: { admit: () => undefined },
    problems: originProblems,
    style: {
      headers: publicData,
      crossSite: {
        methods: 'GET, HEAD',
        requestHeaders: 'Range, If-Range, If-None-Match, If-Modified-Since',
        exposedHeaders: 'Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag, Last-Modified, Retry-After',
      },
      unknown,
      refusesOtherMethods: false,
    },
  };
}
