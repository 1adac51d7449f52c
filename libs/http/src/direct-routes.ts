import type { HttpApi } from './api.js';
import type { DirectAnswer, DirectHeaders, DirectRequest } from './direct-answer.js';
import { problemOf } from './problems.js';
import type { RouteMeter } from './request-metrics.js';
import type { DirectRoute } from './route.js';

/** A direct route with its access check and its meter. */
export class MeteredRoute {
  private readonly meter: RouteMeter | undefined;

  constructor(
    readonly route: DirectRoute,
    private readonly api: HttpApi,
  ) {
    this.meter = api.metrics?.meter(route.url);
  }

  /** @throws Fault, which is counted */
  answer(request: DirectRequest): DirectAnswer {
    const begun = performance.now();
    try {
      return this.counted(request, begun);
    } catch (error) {
      this.meter?.observe(problemOf(this.api.problems, error, '').body.status, performance.now() - begun);
      throw error;
    }
  }

  /** The answer, unless there is anything to refuse: Fastify's way then meets the same fault, counts it and says it. */
  usual(request: DirectRequest): DirectAnswer | undefined {
    try {
      return this.counted(request, performance.now());
    } catch {
      return undefined;
    }
  }

  private counted(request: DirectRequest, begun: number): DirectAnswer {
    this.api.access.admitDirect?.(request);
    const answer = this.route.direct(request);
    this.meter?.observe(answer.head.status, performance.now() - begun);
    return answer;
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
  answer(url: string, headers: DirectHeaders): DirectAnswer | undefined {
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    if (!plainPath.test(path)) return undefined;
    const parameters: Record<string, string> = {};
    const found = this.find(path, parameters);
    if (found === undefined) return undefined;
    const query = mark < 0 ? {} : queryOf(url.slice(mark + 1), found.route);
    return query && found.usual({ url, headers, path: parameters, query });
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
