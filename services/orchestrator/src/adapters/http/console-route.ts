import type { FaultCode } from '@catalogsync/faults';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';
import type { Access, Principal } from '../../core/console/access.js';
import type { Parameters, ParameterValues } from './parameters.js';

/** What a route answers with. */
export interface Answer {
  /** 200 if absent. */
  readonly status?: number;
  /** JSON; none for 204. */
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Who asks, as far as a route may know. */
export interface Caller {
  /** Undefined on open routes only. */
  readonly principal: Principal | undefined;
  readonly address: string;
  /** Of the session cookie, if there is one. */
  readonly sessionToken: string | undefined;
  /** Whether the browser speaks to us over TLS, as far as we can know. */
  readonly secure: boolean;
}

/** A request as a route sees it: parsed, checked and permitted. */
export interface Call<P extends Parameters, Q extends Parameters, B extends TSchema> {
  readonly path: ParameterValues<P>;
  readonly query: ParameterValues<Q>;
  readonly body: Static<B>;
  readonly caller: Caller;
}

/** One operation, whole: its address, who may use it, what goes in and what comes out. Documentation and guard follow from it. */
export interface Route<P extends Parameters = Parameters, Q extends Parameters = Parameters, B extends TSchema = TSchema> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path with `:name` parameters. */
  readonly url: string;
  /** The name of the operation in generated clients and in the audit log. */
  readonly operationId: string;
  readonly tag: 'session' | 'jobs' | 'catalogue' | 'configuration' | 'administration' | 'service';
  readonly summary: string;
  readonly access: Access;
  readonly path: P;
  readonly query: Q;
  /** JSON; absent where a body is refused. */
  readonly body?: B;
  /** Largest body in bytes, where it is not the usual one. */
  readonly bodyLimit?: number;
  /** Body by status; null where there is none. */
  readonly answers: Readonly<Record<number, TSchema | null>>;
  /** Problems of its own, beside those that any route may answer with. */
  readonly problems: readonly FaultCode[];
  /** What the audit log says it was about; the path if absent. Must not hold a secret. */
  target?(call: Call<P, Q, B>): string;
  handle(call: Call<P, Q, B>): Promise<Answer> | Answer;
}

/** An endless answer that writes by itself; its documentation is that of a route. */
export interface StreamRoute extends Omit<Route, 'handle'> {
  stream(request: FastifyRequest, reply: FastifyReply, caller: Caller): Promise<void>;
}

/** Keeps the parameters' types together with their reader; the list of routes forgets them. */
export function route<P extends Parameters, Q extends Parameters, B extends TSchema>(declared: Route<P, Q, B>): Route {
  return declared as unknown as Route;
}

/** Whether it changes anything: these need proof of their origin, and are recorded. */
export const isChanging = ({ method }: Pick<Route, 'method'>): boolean => method !== 'GET';
