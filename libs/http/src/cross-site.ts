/** CORS: pages of other sites may read, but never with a user's credentials. */
export interface CrossSite {
  readonly methods: string;
  /** Request headers allowed beyond the CORS-safelisted ones. */
  readonly requestHeaders: string;
  /** Response headers that scripts may read. */
  readonly exposedHeaders: string;
}

/** Seconds for which a browser may cache a preflight. */
const maxAgeSeconds = 86_400;

/** With every answer. */
export function crossSiteHeaders({ exposedHeaders }: CrossSite): Record<string, string> {
  return { 'access-control-allow-origin': '*', 'access-control-expose-headers': exposedHeaders };
}

/** The answer to a preflight request (Fetch standard, CORS-preflight fetch). */
export function preflightHeaders(crossSite: CrossSite): Record<string, string> {
  return {
    ...crossSiteHeaders(crossSite),
    'access-control-allow-methods': crossSite.methods,
    'access-control-allow-headers': crossSite.requestHeaders,
    'access-control-max-age': String(maxAgeSeconds),
  };
}
