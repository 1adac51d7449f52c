/** What pages of other sites may do: all of them may read, none may act as somebody. */
export interface CrossSite {
  readonly methods: string;
  /** Request headers beside those that are always allowed. */
  readonly requestHeaders: string;
  /** Response headers that scripts may read. */
  readonly exposedHeaders: string;
}

/** Seconds for which a browser need not ask again. */
const maxAgeSeconds = 86_400;

/** With every answer. */
export function crossSiteHeaders({ exposedHeaders }: CrossSite): Record<string, string> {
  return { 'access-control-allow-origin': '*', 'access-control-expose-headers': exposedHeaders };
}

/** What a browser asks before a request with such headers (Fetch standard, CORS-preflight fetch). */
export function preflightHeaders(crossSite: CrossSite): Record<string, string> {
  return {
    ...crossSiteHeaders(crossSite),
    'access-control-allow-methods': crossSite.methods,
    'access-control-allow-headers': crossSite.requestHeaders,
    'access-control-max-age': String(maxAgeSeconds),
  };
}
