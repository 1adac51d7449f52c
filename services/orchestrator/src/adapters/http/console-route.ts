import type { Actor } from '@catalogsync/audit';
import type { FaultCode } from '@catalogsync/faults';
import { type Call, type Parameters, pathId, type Route, type RouteAddress, route } from '@catalogsync/http';
import type { TSchema } from 'typebox';
import type { Access, Principal } from '../../core/console/access.js';

/** The id in a path. */
export const id = pathId({ min: 1 }, 'an id is a positive whole number');

/** The caller, as far as a route may know. */
export interface Caller {
  /** Undefined on open routes only. */
  readonly principal: Principal | undefined;
  /** The same in the words of the audit log; every use case that changes something asks for it. */
  readonly actor: Actor;
  readonly address: string;
  /** The token in the session cookie, if any. */
  readonly sessionToken: string | undefined;
  /** Whether the browser uses TLS, as far as we can know. */
  readonly secure: boolean;
}

export interface ConsoleCall<P extends Parameters = Parameters, Q extends Parameters = Parameters, B extends TSchema = TSchema>
  extends Call<P, Q, B, Caller> {}

/** One operation of the console. */
export interface ConsoleRoute<P extends Parameters = Parameters, Q extends Parameters = Parameters, B extends TSchema = TSchema>
  extends Route<P, Q, B, Caller> {
  readonly tag: 'pages' | 'session' | 'jobs' | 'catalogue' | 'sources' | 'configuration' | 'administration' | 'service';
  readonly access: Access;
  readonly problems: readonly FaultCode[];
}

type Declared<P extends Parameters, Q extends Parameters, B extends TSchema> = Omit<
  ConsoleRoute<P, Q, B>,
  'operationId' | 'method' | 'url' | 'tag' | 'problems'
> &
  Partial<Pick<ConsoleRoute, 'problems'>>;

/**
 * Declares routes with one tag. Each binds its parameters' types to their reader; the list of routes forgets them. A
 * route without parameters refuses all.
 */
export const consoleRoutes =
  (tag: ConsoleRoute['tag']) =>
  <P extends Parameters, Q extends Parameters, B extends TSchema>(
    operationId: string,
    address: RouteAddress,
    declared: Declared<P, Q, B>,
  ): ConsoleRoute =>
    route(operationId, address, { query: {}, problems: [], ...declared, tag } as unknown as ConsoleRoute) as ConsoleRoute;

/** Whether it changes anything: such requests must prove their origin, and refused ones are recorded. */
export const isChanging = ({ method }: Pick<Route, 'method'>): boolean => method !== 'GET';
