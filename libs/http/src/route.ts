import type { ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Parameters, ParameterValues } from './parameters.js';

/** A request, as far as guards and routes look at it. */
export type HttpRequest = Pick<FastifyRequest, 'headers' | 'ip' | 'method' | 'protocol' | 'query' | 'raw'>;

/** One way in which an operation ends well, for its documentation. */
export interface Outcome {
  readonly description: string;
  /** None where there is no body. */
  readonly schema?: TSchema;
  /** Of the body; JSON if absent. */
  readonly mediaType?: string;
  readonly headers?: Readonly<Record<string, object>>;
}

/** What is said of an operation: its address, who may use it, what goes in and what comes out. Documentation and guard follow from it. */
export interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with `:name` parameters. */
  readonly url: string;
  /** The name of the operation in generated clients, in metrics and in audit logs. */
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  /** Who may, in a word of the API's own `AccessPolicy`. */
  readonly access: string;
  readonly path?: Parameters;
  /** Absent where a query is not looked at; with `{}` any is refused. */
  readonly query?: Parameters;
  /** JSON; absent where a body is refused. */
  readonly body?: TSchema;
  /** By status. A schema alone is that of a JSON body; null says there is none. */
  readonly answers: Readonly<Record<number, TSchema | Outcome | null>>;
  /** Problems of its own, beside those that the API's `ApiDocument` says of every route. */
  readonly problems: readonly string[];
}

/** What a route answers with. */
export interface Answer {
  /** 200 if absent. */
  readonly status?: number;
  /** An object is sent as JSON; text and streams as they are, with the content type that `headers` say. */
  readonly body?: object | string | Readable;
  readonly headers?: Readonly<Record<string, string | number>>;
}

/** A request as a route sees it: parsed, checked and permitted. */
export interface Call<P extends Parameters = Parameters, Q extends Parameters = Parameters, B extends TSchema = TSchema, Caller = unknown> {
  readonly path: ParameterValues<P>;
  readonly query: ParameterValues<Q>;
  readonly body: Static<B>;
  /** What the API's `AccessPolicy` found out about who asks. */
  readonly caller: Caller;
  readonly request: HttpRequest;
}

/** What a few routes need beside the call. */
export interface Exchange {
  /** Node's own response; to listen to, not to write to. */
  readonly response: ServerResponse;
  /** Writes the head and hands the response over: from here on the route writes and ends it itself, and answers with nothing. */
  takeOver(status: number, headers: Readonly<Record<string, string | number>>): ServerResponse;
  /** The OpenAPI document of the whole API. */
  document(): object;
}

/** One operation, whole. */
export interface Route<P extends Parameters = Parameters, Q extends Parameters = Parameters, B extends TSchema = TSchema, Caller = unknown>
  extends Operation {
  readonly path?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Largest body in bytes, where it is not the usual one. */
  readonly bodyLimit?: number;
  /** HEAD beside GET: `derived` from it (the default), `handled` by the route itself, or refused. */
  readonly head?: 'derived' | 'handled' | 'none';
  /** Undefined only after `takeOver`. */
  handle(call: Call<P, Q, B, Caller>, exchange: Exchange): Promise<Answer | undefined> | Answer | undefined;
}

/**
 * A route asked for so often that it writes to Node's response itself: Fastify's hooks and its own sending
 * cost a third of a point read. Guard and metrics are called by hand, nothing in it waits; see `VersionedReads`.
 */
export interface DirectRoute extends Operation {
  /** Answers, and says with what status. */
  direct(request: FastifyRequest, reply: FastifyReply): number;
}

/** Keeps the parameters' types together with their reader; the list of routes forgets them. */
export function route<P extends Parameters, Q extends Parameters, B extends TSchema, Caller>(declared: Route<P, Q, B, Caller>): Route {
  return declared as unknown as Route;
}
