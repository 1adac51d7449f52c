import type { Actor, Audit } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import type { Principal } from './access.js';
import type { Role } from './roles.js';
import type { TokenMaker } from './sessions.js';

/** A script's credentials. The token itself is shown once; only its hash is kept. */
export interface ApiToken {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  readonly createdBy: string;
  readonly createdAt: number;
  /** Undefined means never. */
  readonly expiresAt: number | undefined;
  /** To the minute. */
  readonly lastUsedAt: number | undefined;
  readonly revokedAt: number | undefined;
}

export type NewApiToken = Pick<ApiToken, 'name' | 'role' | 'createdBy' | 'createdAt' | 'expiresAt'>;

export interface ApiTokenStore {
  add(token: NewApiToken, tokenHash: string): Promise<number>;
  /** Newest first, including revoked ones. */
  list(): Promise<ApiToken[]>;
  find(tokenHash: string): Promise<ApiToken | undefined>;
  /** Includes revoked tokens; undefined if there is none. The first revocation stays. */
  revoke(id: number, now: number): Promise<ApiToken | undefined>;
  noteUse(id: number, now: number): Promise<void>;
}

export interface ApiTokenRequest {
  readonly name: string;
  readonly role: Role;
  /** 1 to 3650; undefined means for ever. */
  readonly expiresInDays?: number;
}

/** Makes leaked tokens easy to find for secret scanners. */
const prefix = 'cst_';
const form = /^cst_[A-Za-z0-9_-]{43}$/;
const dayMs = 86_400_000;
const useNotedEveryMs = 60_000;
const mostTokens = 100;
const longestName = 100;

export interface ApiTokensParts extends TokenMaker {
  readonly store: ApiTokenStore;
  readonly audit: Audit;
  now(): number;
  /** Told when a use could not be recorded, which locks nobody out. */
  onFault(error: unknown): void;
}

/** Tokens for scripts. */
export class ApiTokens {
  constructor(private readonly parts: ApiTokensParts) {}

  /**
   * @returns the token, which is shown only once, with its stored record
   * @throws Fault `invalid_argument` for an invalid name or age, `failed_precondition` for too many tokens
   */
  create(request: ApiTokenRequest, actor: Actor): Promise<{ readonly token: string; readonly kept: ApiToken }> {
    const target = `token ${request.name} (${request.role})`;
    return this.parts.audit.change({ ...actor, action: 'createToken', target }, async (commit) => {
      const kept = await this.checked(request, actor.actor);
      const token = `${prefix}${this.parts.newToken()}`;
      const id = await commit(() => this.parts.store.add(kept, this.parts.digest(token)));
      return { token, kept: { id, ...kept, lastUsedAt: undefined, revokedAt: undefined } };
    });
  }

  private async checked(request: ApiTokenRequest, createdBy: string): Promise<NewApiToken> {
    const { role, expiresInDays } = request;
    const name = request.name.trim();
    if (name === '' || name.length > longestName) {
      throw new Fault('invalid_argument', `the name of a token has 1 to ${longestName} characters`);
    }
    if (expiresInDays !== undefined && !(Number.isInteger(expiresInDays) && expiresInDays >= 1 && expiresInDays <= 3650)) {
      throw new Fault('invalid_argument', 'a token expires after 1 to 3650 days');
    }
    const now = this.parts.now();
    const inForce = (await this.parts.store.list()).filter((token) => isInForce(token, now));
    if (inForce.length >= mostTokens) {
      throw new Fault('failed_precondition', `there are ${mostTokens} tokens already`, { hint: 'Revoke unused ones.' });
    }
    const expiresAt = expiresInDays === undefined ? undefined : now + expiresInDays * dayMs;
    return { name, role, createdBy, createdAt: now, expiresAt };
  }

  /** Newest first, including revoked ones. */
  list(): Promise<ApiToken[]> {
    return this.parts.store.list();
  }

  /** Revokes a token; repeating this changes nothing. @throws Fault `not_found` */
  revoke(id: number, actor: Actor): Promise<ApiToken> {
    const { audit, store, now } = this.parts;
    return audit.change({ ...actor, action: 'revokeToken', target: `token ${id}` }, (commit) =>
      commit(async () => {
        const revoked = await store.revoke(id, now());
        if (revoked === undefined) throw new Fault('not_found', `there is no token ${id}`);
        return revoked;
      }),
    );
  }

  /** The principal of a valid token. Records its use, at most once a minute. */
  async principalOf(token: string): Promise<Principal | undefined> {
    const found = await this.inForce(token);
    if (found === undefined) return undefined;
    const now = this.parts.now();
    if (now - (found.lastUsedAt ?? 0) >= useNotedEveryMs) await this.parts.store.noteUse(found.id, now).catch(this.parts.onFault);
    return { kind: 'token', tokenId: found.id, name: found.name, role: found.role };
  }

  /** Whether it is valid; asking does not count as use. */
  async isInForce(token: string): Promise<boolean> {
    return (await this.inForce(token)) !== undefined;
  }

  private async inForce(token: string): Promise<ApiToken | undefined> {
    if (!form.test(token)) return undefined;
    const found = await this.parts.store.find(this.parts.digest(token));
    return found !== undefined && isInForce(found, this.parts.now()) ? found : undefined;
  }
}

function isInForce({ revokedAt, expiresAt }: ApiToken, now: number): boolean {
  return revokedAt === undefined && (expiresAt === undefined || now < expiresAt);
}
