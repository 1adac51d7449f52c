import type { Actor } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import type { Role } from './roles.js';
import type { Session } from './sessions.js';

/** The caller: a logged-in user, or a script with a token. */
export type Principal =
  | {
      readonly kind: 'login';
      readonly name: string;
      readonly role: Role;
      readonly session: Session;
      /** The password was entered within the last ten minutes. */
      readonly isConfirmed: boolean;
    }
  | { readonly kind: 'token'; readonly name: string; readonly role: Role; readonly tokenId: number };

/** The caller in the audit log. */
export function actorOf(principal: Principal, address: string): Actor {
  const actor = principal.kind === 'login' ? `user ${principal.name}` : `token ${principal.tokenId} (${principal.name})`;
  return { actor, via: 'http', address };
}

/** A caller without a login, in the audit log. */
export const stranger = (address: string): Actor => ({ actor: 'nobody', via: 'http', address });

/**
 * What a route requires of its caller. `page`: as `read`, but a browser is led to the log-in page. `own`: any logged-in user, for their own login. `administer`: a logged-in
 * operator who entered the password within the last ten minutes; for what would outlast a stolen session or token.
 */
export type Access = 'open' | 'page' | 'read' | 'own' | 'operate' | 'administer';

const needsLogin: ReadonlySet<Access> = new Set<Access>(['own', 'administer']);
const needsOperator: ReadonlySet<Access> = new Set<Access>(['operate', 'administer']);

/**
 * Admits permitted callers.
 * @throws Fault `unauthenticated` without a caller, `permission_denied` for one without the right, `expired` for
 *   one who must enter the password again
 */
export function permit(access: Access, principal: Principal | undefined): void {
  if (access === 'open') return;
  if (principal === undefined) {
    throw new Fault('unauthenticated', 'log in first', {
      hint: 'POST /api/login with username and password, or send a token as Authorization: Bearer.',
    });
  }
  if (needsOperator.has(access) && principal.role !== 'operator') {
    throw new Fault('permission_denied', 'this login is read-only', { hint: 'Use one with the role operator.' });
  }
  if (needsLogin.has(access) && principal.kind !== 'login') {
    throw new Fault('permission_denied', 'a token may not do this', { hint: 'Log in with username and password.' });
  }
  if (access === 'administer' && principal.kind === 'login' && !principal.isConfirmed) {
    throw new Fault('expired', 'confirm your password first: it was last entered more than ten minutes ago', {
      hint: 'POST /api/session/confirm with the password, then try again.',
    });
  }
}
