import { openSpan } from '@catalogsync/tracing';
import type { HttpApi } from './api.js';
import type { ClientAddresses } from './client-addresses.js';
import type { DirectAnswer, DirectHeaders, DirectRequest } from './direct-answer.js';
import { problemOf } from './problems.js';
import type { Asker } from './request-limits.js';
import type { RequestMetrics, RouteMeter } from './request-metrics.js';
import { requestSpan } from './request-span.js';
import type { DirectRoute } from './route.js';

/** What direct routes share with the rest of their server. */
export interface DirectSurroundings {
  readonly api: HttpApi;
  readonly metrics: RequestMetrics;
  readonly addresses: ClientAddresses;
}

/** A direct route with its limits, its access check and its meter. */
export class MeteredRoute {
  private readonly meter: RouteMeter;

  constructor(
    readonly route: DirectRoute,
    private readonly around: DirectSurroundings,
  ) {
    this.meter = around.metrics.meter(route.url);
  }

  /** Counts the request; the fields are for its answer. @throws RequestFault, which is counted */
  admit(request: DirectRequest): readonly string[] | undefined {
    const { limits } = this.around.api;
    if (limits === undefined) return undefined;
    return this.observing(() => limits.take(this.askerOf(request)));
  }

  /** @throws Fault, which is counted */
  answer(request: DirectRequest): DirectAnswer {
    return this.observing(() => this.counted(request, performance.now()));
  }

  /** The answer, unless there is anything to refuse: Fastify's way then meets the same fault, counts it and says it. */
  usual(request: DirectRequest): DirectAnswer | undefined {
    const { limits } = this.around.api;
    const asker = limits && this.askerOf(request);
    let more: readonly string[] | undefined;
    try {
      more = asker && limits?.take(asker);
      const answer = this.counted(request, performance.now());
      return more === undefined ? answer : { head: answer.head, body: answer.body, more };
    } catch {
      if (more !== undefined && asker !== undefined) limits?.giveBack(asker);
      return undefined;
    }
  }

  private counted(request: DirectRequest, begun: number): DirectAnswer {
    this.around.api.access.admitDirect?.(request);
    const span = openSpan(() => requestSpan('GET', this.route.url, request.headers.traceparent));
    const answer = span === undefined ? this.route.direct(request) : span.run(() => this.route.direct(request));
    span?.end({ 'http.response.status_code': answer.head.status });
    this.meter.observe(answer.head.status, performance.now() - begun);
    return answer;
  }

  private observing<T>(work: () => T): T {
    const begun = performance.now();
    try {
      return work();
    } catch (error) {
      this.meter.observe(problemOf(this.around.api.problems, error, '').body.status, performance.now() - begun);
      throw error;
    }
  }

  private askerOf({ headers, peer }: DirectRequest): Asker {
    const forwarded = headers['x-forwarded-for'];
    return {
      address: this.around.addresses.of(peer, Array.isArray(forwarded) ? forwarded.join() : forwarded),
      authorization: headers.authorization,
    };
  }
}

/** Part of a path: fixed words, then, if no word fits, a parameter. */
interface Branch {
  readonly words: Map<string, Branch>;
  parameter?: { readonly name: string; readonly branch: Branch };
  route?: MeteredRoute;
}

const branch = (): Branch => ({ words: new Map() });

/** Parameters that are longer may be refused by Fastify. */
const longestSegment = 100;
/** Without escapes and without anything that is read in more than one way. */
const plainPath = /^(?:\/[\w.~-]+)+$/;
const plainQuery = /^[\w-]+=[\w.~,:*+%-]*(?:&[\w-]+=[\w.~,:*+%-]*)*$/;

/**
 * Finds direct routes without Fastify's router. It knows only the usual form of an address; whatever is unusual (an escape,
 * a parameter twice or unknown) is not found here, and goes Fastify's way.
 */
export class DirectRoutes {
  private readonly root = branch();

  constructor(routes: readonly MeteredRoute[]) {
    for (const route of routes) this.add(route);
  }

  /** The answer to a usual GET; undefined if it must go Fastify's way. */
  answer(url: string, headers: DirectHeaders, peer: string | undefined): DirectAnswer | undefined {
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    if (!plainPath.test(path)) return undefined;
    const parameters: Record<string, string> = {};
    const found = this.find(path, parameters);
    if (found === undefined) return undefined;
    const query = mark < 0 ? {} : queryOf(url.slice(mark + 1), found.route);
    return query && found.usual({ url, headers, peer, path: parameters, query });
  }

  private find(path: string, parameters: Record<string, string>): MeteredRoute | undefined {
    let at = this.root;
    for (let begin = 1; begin <= path.length; ) {
      const slash = path.indexOf('/', begin);
      const end = slash < 0 ? path.length : slash;
      const segment = path.slice(begin, end);
      let next = at.words.get(segment);
      if (next === undefined) {
        if (at.parameter === undefined || segment.length > longestSegment) return undefined;
        parameters[at.parameter.name] = segment;
        next = at.parameter.branch;
      }
      at = next;
      begin = end + 1;
    }
    return at.route;
  }

  private add(route: MeteredRoute): void {
    let at = this.root;
    for (const segment of route.route.url.split('/').slice(1)) {
      if (segment.startsWith(':')) {
        at.parameter ??= { name: segment.slice(1), branch: branch() };
        at = at.parameter.branch;
      } else {
        const next = at.words.get(segment) ?? branch();
        at.words.set(segment, next);
        at = next;
      }
    }
    at.route = route;
  }
}

function queryOf(text: string, { query: known = {} }: DirectRoute): Record<string, string> | undefined {
  if (!plainQuery.test(text)) return undefined;
  const query: Record<string, string> = {};
  for (const pair of text.split('&')) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, equals);
    if (!Object.hasOwn(known, name) || Object.hasOwn(query, name)) return undefined;
    const value = decoded(pair.slice(equals + 1));
    if (value === undefined) return undefined;
    query[name] = value;
  }
  return query;
}

/** Undefined if it is not UTF-8 in percent-encoding. */
function decoded(value: string): string | undefined {
  if (!value.includes('%') && !value.includes('+')) return value;
  try {
    return decodeURIComponent(value.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
