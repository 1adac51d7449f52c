import type { ApiToken, ApiTokenRequest, ApiTokens } from './api-tokens.js';
import type { Audit } from './audit.js';
import {
  addUser,
  type Chance,
  type ConsoleLogin,
  type ConsoleUser,
  type ConsoleUserStore,
  type PasswordHasher,
  removeUser,
  resetPassword,
} from './console-users.js';
import type { Role } from './roles.js';

export interface ConsoleAccessParts {
  readonly users: ConsoleUserStore;
  readonly hasher: PasswordHasher;
  readonly tokens: ApiTokens;
  readonly audit: Audit;
  readonly chance: Chance;
}

/**
 * Console users and tokens, as changed from the command line. Anyone who can write the database may change them; each
 * change is recorded.
 */
export class ConsoleAccess {
  constructor(private readonly parts: ConsoleAccessParts) {}

  /** By name. */
  async users(): Promise<Array<Pick<ConsoleUser, 'username' | 'role'>>> {
    return (await this.parts.users.list()).map(({ username, role }) => ({ username, role }));
  }

  /** @throws Fault `not_found`, see `resetPassword` */
  resetPassword(username: string): Promise<ConsoleLogin> {
    const { users, hasher, chance } = this.parts;
    return this.recorded('resetPassword', `user ${username}`, () => resetPassword(users, hasher, username, chance));
  }

  /** @throws Fault `invalid_argument`, `already_exists`, see `addUser` */
  addUser(username: string, role: Role): Promise<ConsoleLogin> {
    const { users, hasher, chance } = this.parts;
    return this.recorded('addUser', `user ${username} (${role})`, () => addUser(users, hasher, { username, role }, chance));
  }

  /** @throws Fault `not_found`, `failed_precondition`, see `removeUser` */
  removeUser(username: string): Promise<void> {
    return this.recorded('removeUser', `user ${username}`, () => removeUser(this.parts.users, username));
  }

  /** Newest first, including revoked ones. */
  tokens(): Promise<ApiToken[]> {
    return this.parts.tokens.list();
  }

  /** @throws Fault, see `ApiTokens.create` */
  createToken(request: ApiTokenRequest): Promise<{ readonly token: string; readonly kept: ApiToken }> {
    const target = `token ${request.name} (${request.role})`;
    return this.recorded('createToken', target, () => this.parts.tokens.create(request, 'command line'));
  }

  /** @throws Fault `not_found` */
  revokeToken(id: number): Promise<ApiToken> {
    return this.recorded('revokeToken', `token ${id}`, () => this.parts.tokens.revoke(id));
  }

  private recorded<T>(action: string, target: string, act: () => Promise<T>): Promise<T> {
    return this.parts.audit.run({ actor: 'command line', address: 'local', action, target }, act);
  }
}
