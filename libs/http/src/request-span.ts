import type { SpanStart } from '@catalogsync/tracing';

/** The span of a request. Its name is the route's pattern, and what the caller says of the trace is a stranger's word. */
export function requestSpan(method: string, route: string, parent: string | string[] | undefined): SpanStart {
  return {
    name: `${method} ${route}`,
    kind: 'server',
    parent: typeof parent === 'string' ? parent : undefined,
    isOfStranger: true,
    attributes: { 'http.request.method': method, 'http.route': route },
  };
}
