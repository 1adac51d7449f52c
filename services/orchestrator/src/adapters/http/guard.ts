import type { FastifyRequest } from 'fastify';
import { type Access, actorOf, type Principal, permit } from '../../core/console/access.js';
import type { ApiTokens } from '../../core/console/api-tokens.js';
import type { Audit } from '../../core/console/audit.js';
import type { Sessions } from '../../core/console/sessions.js';
import { pathOf, problemOf } from './problems.js';
import type { Caller } from './route.js';
import { requireOwnPage } from './same-origin.js';
import { isSecure, tokenOf } from './session-cookie.js';

const bearer = /^Bearer(?: +(.*))?$/i;

/** What a route demands, as it is kept with it. */
export interface Demand {
  readonly access: Access;
  readonly operationId: string;
  readonly changing: boolean;
}

export interface GuardParts {
  readonly sessions: Sessions;
  readonly tokens: ApiTokens;
  readonly audit: Audit;
}

/** Who may pass (behaviour 131). */
export class Guard {
  constructor(private readonly parts: GuardParts) {}

  /**
   * Lets a request pass and says who asks. An operator's action that is refused is recorded.
   * @throws Fault `unauthenticated`, `permission_denied`
   */
  async admit(request: FastifyRequest, demand: Demand): Promise<Caller> {
    const sessionToken = tokenOf(request);
    const principal = demand.access === 'open' ? undefined : await this.identify(request, sessionToken);
    try {
      permit(demand.access, principal);
      if (demand.changing && principal?.kind === 'login') requireOwnPage(request.headers, principal.session.csrfToken);
    } catch (error) {
      if (demand.changing && principal !== undefined) await this.noteRefusal(request, demand, principal, error);
      throw error;
    }
    return { principal, address: request.ip, sessionToken, secure: isSecure(request) };
  }

  /** Whether who once passed would still be known; for answers that last. */
  async isStillKnown(request: FastifyRequest): Promise<boolean> {
    const token = this.bearerOf(request);
    if (token !== undefined) return this.parts.tokens.isInForce(token);
    return this.parts.sessions.isOpen(tokenOf(request) ?? '');
  }

  /** A token that is given counts alone, so that a wrong one never passes by a cookie that came along. */
  private async identify(request: FastifyRequest, sessionToken: string | undefined): Promise<Principal | undefined> {
    const token = this.bearerOf(request);
    if (token !== undefined) return this.parts.tokens.principalOf(token);
    const session = sessionToken === undefined ? undefined : this.parts.sessions.of(sessionToken);
    if (session === undefined) return undefined;
    const { username, role } = session.user;
    return { kind: 'login', name: username, role, session };
  }

  /** Empty for one that is none; undefined without the header, or with another scheme, which is for a proxy before us. */
  private bearerOf({ headers: { authorization = '' } }: FastifyRequest): string | undefined {
    const given = bearer.exec(authorization);
    return given === null ? undefined : (given[1] ?? '').trim();
  }

  private noteRefusal(request: FastifyRequest, { operationId }: Demand, principal: Principal, error: unknown): Promise<void> {
    const action = { actor: actorOf(principal), address: request.ip, action: operationId, target: pathOf(request.raw.url ?? '') };
    return this.parts.audit.refused(action, problemOf(error, '').code);
  }
}
