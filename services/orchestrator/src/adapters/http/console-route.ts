import type { FaultCode } from '@catalogsync/faults';
import type { Call, Parameters, Route } from '@catalogsync/http';
import type { TSchema } from 'typebox';
import type { Access, Principal } from '../../core/console/access.js';

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

export type ConsoleCall<P extends Parameters = Parameters, Q extends Parameters = Parameters, B extends TSchema = TSchema> = Call<
  P,
  Q,
  B,
  Caller
>;

/** One operation of the console. */
export interface ConsoleRoute<P extends Parameters = Parameters, Q extends Parameters = Parameters, B extends TSchema = TSchema>
  extends Route<P, Q, B, Caller> {
  readonly tag: 'session' | 'jobs' | 'catalogue' | 'configuration' | 'administration' | 'service';
  readonly access: Access;
  readonly problems: readonly FaultCode[];
  /** What the audit log says it was about; the path if absent. Must not hold a secret. */
  target?(call: ConsoleCall<P, Q, B>): string;
}

type Declared<P extends Parameters, Q extends Parameters, B extends TSchema> = Omit<ConsoleRoute<P, Q, B>, 'problems'> &
  Partial<Pick<ConsoleRoute, 'problems'>>;

/**
 * Keeps the parameters' types together with their reader; the list of routes forgets them. A route that names
 * no parameters refuses all.
 */
export function consoleRoute<P extends Parameters, Q extends Parameters, B extends TSchema>(declared: Declared<P, Q, B>): ConsoleRoute {
  return { query: {}, problems: [], ...declared } as unknown as ConsoleRoute;
}

/** Whether it changes anything: such routes need proof of the page they come from, and are recorded. */
export const isChanging = ({ method }: Pick<Route, 'method'>): boolean => method !== 'GET';
