import type { RouteHandlerMethod } from 'fastify';
import type { TSchema } from 'typebox';
import type { SnapshotInUse } from '../../core/snapshot/current-snapshot.js';
import type { Parameters, ParameterValues } from './parameters.js';
import type { ProblemCode } from './problems.js';

/** What a route's documentation says of it. */
export interface RouteDescription {
  /** Path with `:name` parameters. */
  readonly url: string;
  /** The name of the operation in generated clients. */
  readonly operationId: string;
  readonly tag: 'catalogue' | 'search' | 'playback' | 'service';
  readonly summary: string;
  /** Problems of its own, beside those that any route may answer with. */
  readonly problems: readonly ProblemCode[];
}

/** A request as a route sees it. */
export interface Call<P extends Parameters, Q extends Parameters> {
  readonly snapshot: SnapshotInUse;
  readonly path: ParameterValues<P>;
  readonly query: ParameterValues<Q>;
}

/** A route that reads the snapshot and nothing else: one call, no waiting, no state. */
export interface SnapshotRoute<P extends Parameters = Parameters, Q extends Parameters = Parameters> extends RouteDescription {
  readonly path: P;
  readonly query: Q;
  readonly response: TSchema;
  /** The body, or `undefined` if the snapshot has no such thing. */
  answer(call: Call<P, Q>): object | undefined;
}

/** Keeps the parameters' types together with their reader; the list of routes forgets them. */
export function snapshotRoute<P extends Parameters, Q extends Parameters>(route: SnapshotRoute<P, Q>): SnapshotRoute {
  return route as unknown as SnapshotRoute;
}

/** A route ready to be served. */
export interface ServedRoute {
  readonly description: RouteDescription;
  /** Documentation for OpenAPI. */
  readonly schema: object;
  readonly handler: RouteHandlerMethod;
  /** `open`: no token needed; `query`: the token may stand in the query too. */
  readonly access: 'open' | 'header' | 'query';
}
