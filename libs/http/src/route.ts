import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { MetricFamily } from '@catalogsync/runtime';
import type { FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { DirectAnswer, DirectRequest } from './direct-answer.js';
import type { Parameters, ParameterValues } from './parameters.js';

/** A request as access policies and routes see it. */
export type IncomingRequest = Pick<FastifyRequest, 'headers' | 'host' | 'ip' | 'ips' | 'method' | 'protocol' | 'query' | 'raw'>;

/** One successful outcome of an operation, for its documentation. */
export interface Outcome {
  readonly description: string;
  /** Absent if there is no body. */
  readonly schema?: TSchema;
  /** Media type of the body; JSON if absent. */
  readonly mediaType?: string;
  readonly headers?: Readonly<Record<string, object>>;
}

/** The description of an operation: address, access, input, output. Documentation and access checks follow from it. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with `:name` parameters. */
  readonly url: string;
  /** Operation name in generated clients, metrics and audit logs. */
  readonly operationId: string;
  readonly tag: string;
  /** Not in the document: a page or a file of one, for browsers only. */
  readonly undocumented?: boolean;
  readonly summary: string;
  /** What to know before calling it, in two or three sentences. */
  readonly description?: string;
  /** Not counted by the API's limits: probes must not be refused. */
  readonly unlimited?: boolean;
  /** Who may call it, in the terms of the API's `AccessPolicy`. */
  readonly access: string;
  readonly path?: Parameters;
  /** If absent, the query is ignored; `{}` refuses any query. */
  readonly query?: Parameters;
  /** JSON; if absent, a body is refused. */
  readonly body?: TSchema;
  /** By status. A bare schema means a JSON body; null means no body. */
  readonly answers: Readonly<Record<number, TSchema | Outcome | null>>;
  /** Its own problems, besides those that the API's `ApiDocument` lists for every route. */
  readonly problems: readonly string[];
}

/** What a route returns. */
export interface Answer {
  /** 200 if absent. */
  readonly status?: number;
  /** Objects are sent as JSON; text and streams as they are, with the content type from `headers`. */
  readonly body?: object | string | Readable;
  /** A list is sent as several headers of that name. */
  readonly headers?: Readonly<Record<string, string | number | string[]>>;
}

/** A request as a route sees it: parsed, checked and permitted. */
export interface Call<P extends Parameters = Parameters, Q extends Parameters = Parameters, B extends TSchema = TSchema, Caller = unknown> {
  readonly path: ParameterValues<P>;
  readonly query: ParameterValues<Q>;
  readonly body: Static<B>;
  /** What the API's `AccessPolicy` found out about the caller. */
  readonly caller: Caller;
  readonly request: IncomingRequest;
}

/** What a few routes need besides the call. */
export interface Exchange {
  /** Node's own response: listen to it, do not write to it. */
  readonly response: ServerResponse;
  /** Writes the head and hands over the response: from then on the route writes and ends it, and returns nothing. */
  takeOver(status: number, headers: Readonly<Record<string, string | number>>): ServerResponse;
  /** The OpenAPI document of the whole API. */
  document(): object;
  /** The requests of this server. */
  readonly metrics: readonly MetricFamily[];
  /** Whether the server is about to stop: it answers, but is not ready. */
  readonly isDraining: boolean;
}

/** One complete operation. */
export interface Route<P extends Parameters = Parameters, Q extends Parameters = Parameters, B extends TSchema = TSchema, Caller = unknown>
  extends Operation {
  readonly path?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Largest body in bytes, if not the default. */
  readonly bodyLimit?: number;
  /** HEAD next to GET: `derived` from it (the default), `handled` by the route, or refused. */
  readonly head?: 'derived' | 'handled' | 'none';
  /** Undefined only after `takeOver`. */
  handle(call: Call<P, Q, B, Caller>, exchange: Exchange): Promise<Answer | undefined> | Answer | undefined;
}

/**
 * A route so frequent that Fastify's hooks and sending would cost a third of a point read. It never waits and returns an answer
 * that is sent as it is; see `VersionedReads`.
 */
export interface DirectRoute extends Operation {
  /** @throws Fault */
  direct(request: DirectRequest): DirectAnswer;
}

/** Method and path, such as `GET /jobs/:id`. */
export type RouteAddress = `${Operation['method']} /${string}`;

/** Ties the parameters' types to their reader; the list of routes no longer needs them. */
export function route<P extends Parameters, Q extends Parameters, B extends TSchema, Caller>(
  operationId: string,
  address: RouteAddress,
  declared: Omit<Route<P, Q, B, Caller>, 'operationId' | 'method' | 'url'>,
): Route {
  const [method, url] = address.split(' ');
  return { operationId, method, url, ...declared } as unknown as Route;
}
