import type { Audit } from '@catalogsync/audit';
import { Fault, toFault } from '@catalogsync/faults';
import { type AccessPolicy, clientAddress, type IncomingRequest, pathOf, RequestFault } from '@catalogsync/http';
import { type Access, actorOf, type Principal, permit, stranger } from '../../core/console/access.js';
import type { ApiTokens } from '../../core/console/api-tokens.js';
import type { Sessions } from '../../core/console/sessions.js';
import { type Caller, type ConsoleRoute, isChanging } from './console-route.js';
import { asksForPage } from './pages/page-answers.js';
import { requireOwnPage } from './same-origin.js';
import { isSecure, sessionTokenOf } from './session-cookie.js';

const bearer = /^Bearer(?: +(.*))?$/i;

export interface GuardParts {
  readonly sessions: Sessions;
  readonly tokens: ApiTokens;
  readonly audit: Audit;
}

/** Access control (behaviour 131). Use cases record what they change; here is recorded who was refused before one was called. */
export class Guard implements AccessPolicy<ConsoleRoute, Caller> {
  constructor(private readonly parts: GuardParts) {}

  /**
   * Admits a request and returns the caller. Records refused operator actions. Strangers get the same refusal for
   * unknown routes, so they learn nothing about existing ones.
   * @throws Fault `unauthenticated`, `permission_denied`; `expired` with status 403 if the password must be confirmed
   */
  async admit(request: IncomingRequest, route: ConsoleRoute | undefined): Promise<Caller> {
    const access = route?.access ?? (asksForPage(request) ? 'page' : 'read');
    const changing = route !== undefined && isChanging(route);
    const sessionToken = sessionTokenOf(request);
    const address = clientAddress(request);
    const principal = access === 'open' ? undefined : await this.identify(request, sessionToken);
    try {
      permit(access, principal);
      if (changing && principal?.kind === 'login') requireOwnPage(request, principal.session.csrfToken);
    } catch (error) {
      if (changing && principal !== undefined) {
        const action = { action: route.operationId, target: pathOf(request.raw.url) };
        await this.parts.audit.refused({ ...actorOf(principal, address), ...action }, toFault(error).code);
      }
      throw access === 'page' ? toLogIn(request) : refusalOf(error);
    }
    const actor = principal === undefined ? stranger(address) : actorOf(principal, address);
    return { principal, actor, address, sessionToken, secure: isSecure(request) };
  }

  /** Whether a caller once admitted is still known; for long responses. */
  async isStillKnown(request: IncomingRequest): Promise<boolean> {
    const token = this.bearerOf(request);
    if (token !== undefined) return this.parts.tokens.isInForce(token);
    return this.parts.sessions.isOpen(sessionTokenOf(request) ?? '');
  }

  /** If a token is given, only it counts, so that a wrong one never passes thanks to a cookie. */
  private async identify(request: IncomingRequest, sessionToken: string | undefined): Promise<Principal | undefined> {
    const token = this.bearerOf(request);
    if (token !== undefined) return this.parts.tokens.principalOf(token);
    const session = sessionToken === undefined ? undefined : await this.parts.sessions.of(sessionToken);
    if (session === undefined) return undefined;
    const { username, role } = session.user;
    return { kind: 'login', name: username, role, session, isConfirmed: this.parts.sessions.isConfirmed(session) };
  }

  /** Empty for a malformed token; undefined without the header, or with another scheme, which is for a proxy in front. */
  private bearerOf({ headers: { authorization = '' } }: IncomingRequest): string | undefined {
    const given = bearer.exec(authorization);
    return given === null ? undefined : (given[1] ?? '').trim();
  }
}

/** Leads a browser to the log-in page, and back to the page it asked for; never to what it would take for another host. */
function toLogIn({ raw: { url = '/' } }: IncomingRequest): RequestFault {
  const isPage = /^\/[^/\\]/.test(url);
  const location = isPage ? `/login?next=${encodeURIComponent(url)}` : '/login';
  return new RequestFault('unauthenticated', 'log in first', { status: 302, headers: { location } });
}

/**
 * Demands more of a caller than the route did, because of what its body asks for.
 * @throws Fault as `Guard.admit`
 */
export async function demand(
  access: Access,
  { principal, actor }: Pick<Caller, 'principal' | 'actor'>,
  action: { readonly action: string; readonly target: string },
  audit: Audit,
): Promise<void> {
  try {
    permit(access, principal);
  } catch (error) {
    await audit.refused({ ...actor, ...action }, toFault(error).code);
    throw refusalOf(error);
  }
}

/** A caller who must confirm the password is known but not allowed, which is 403; the code tells it from a lacking right. */
function refusalOf(error: unknown): unknown {
  if (!(error instanceof Fault) || error.code !== 'expired') return error;
  return new RequestFault('expired', error.message, { status: 403, hint: error.hint, cause: error });
}
