import type { Actor, Audit, Commit } from '@catalogsync/audit';
import { Fault } from '@catalogsync/faults';
import type { ApiToken, ApiTokenRequest, ApiTokens } from './api-tokens.js';
import {
  type Chance,
  type ConsoleLogin,
  type ConsoleUser,
  type ConsoleUserStore,
  type PasswordHasher,
  randomPassword,
} from './console-users.js';
import type { Role } from './roles.js';

export interface ConsoleAccessParts {
  readonly users: ConsoleUserStore;
  readonly hasher: PasswordHasher;
  readonly tokens: ApiTokens;
  readonly audit: Audit;
  readonly chance: Chance;
}

/** On whose behalf it works. */
export interface ConsoleAccessFor {
  readonly actor: Actor;
  /** Ends the sessions of a user, which are over by then; left out where no service runs that would tell anybody. */
  readonly logOut?: (username: string) => Promise<void>;
}

const usernameForm = /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u;

/**
 * Console users and tokens, as changed from the command line of the machine, on the database itself or through the running service.
 * Each change is recorded. Passwords are random and shown only once: the database has only their hashes.
 */
export class ConsoleAccess {
  constructor(
    private readonly parts: ConsoleAccessParts,
    private readonly caller: ConsoleAccessFor,
  ) {}

  /** Creates the user `admin` if there is no user yet; undefined if there was one. */
  async ensureFirstLogin(): Promise<ConsoleLogin | undefined> {
    const { users, chance } = this.parts;
    if ((await users.list()).length > 0) return undefined;
    return this.recorded('addUser', 'user admin (operator)', async (commit) => {
      const { login, passwordHash } = await this.newLogin('admin');
      return (await commit(() => users.addFirst(login.username, passwordHash, chance.now()))) ? login : undefined;
    });
  }

  /** By name. */
  async users(): Promise<Array<Pick<ConsoleUser, 'username' | 'role'>>> {
    return (await this.parts.users.list()).map(({ username, role }) => ({ username, role }));
  }

  /**
   * Gives a user a new password, and ends the user's sessions.
   * @throws Fault `not_found` that lists the users
   */
  resetPassword(username: string): Promise<ConsoleLogin> {
    return this.recorded('resetPassword', `user ${username}`, async (commit) => {
      const { login, passwordHash } = await this.newLogin(username);
      await commit(async () => {
        if (!(await this.parts.users.setPassword(username, passwordHash))) throw await this.unknownUser(username);
      });
      await this.caller.logOut?.(username);
      return login;
    });
  }

  /** @throws Fault `invalid_argument` for an invalid name, `already_exists` */
  addUser(username: string, role: Role): Promise<ConsoleLogin> {
    return this.recorded('addUser', `user ${username} (${role})`, async (commit) => {
      if (!usernameForm.test(username)) {
        throw new Fault('invalid_argument', 'a user name is up to 64 letters, digits and . _ -, and begins with a letter or a digit');
      }
      const { login, passwordHash } = await this.newLogin(username);
      await commit(async () => {
        const isNew = await this.parts.users.add({ username, role, passwordHash }, this.parts.chance.now());
        if (!isNew) throw new Fault('already_exists', `there already is a user "${username}"`);
      });
      return login;
    });
  }

  /**
   * Removes a user, and ends the user's sessions.
   * @throws Fault `not_found`; `failed_precondition` for the last operator
   */
  removeUser(username: string): Promise<void> {
    return this.recorded('removeUser', `user ${username}`, async (commit) => {
      await commit(async () => {
        const outcome = await this.parts.users.remove(username);
        if (outcome === 'unknown') throw await this.unknownUser(username);
        if (outcome === 'removed') return;
        throw new Fault('failed_precondition', `"${username}" is the last operator`, { hint: 'Add another one first.' });
      });
      await this.caller.logOut?.(username);
    });
  }

  /** Newest first, including revoked ones. */
  tokens(): Promise<ApiToken[]> {
    return this.parts.tokens.list();
  }

  /** @throws Fault, see `ApiTokens.create` */
  createToken(request: ApiTokenRequest): Promise<{ readonly token: string; readonly kept: ApiToken }> {
    return this.parts.tokens.create(request, this.caller.actor);
  }

  /** @throws Fault `not_found` */
  revokeToken(id: number): Promise<ApiToken> {
    return this.parts.tokens.revoke(id, this.caller.actor);
  }

  private recorded<T>(action: string, target: string, act: (commit: Commit) => Promise<T>): Promise<T> {
    return this.parts.audit.change({ ...this.caller.actor, action, target }, act);
  }

  private async newLogin(username: string): Promise<{ readonly login: ConsoleLogin; readonly passwordHash: string }> {
    const password = randomPassword(this.parts.chance.randomBelow);
    return { login: { username, password }, passwordHash: await this.parts.hasher.hash(password) };
  }

  private async unknownUser(username: string): Promise<Fault> {
    const known = (await this.parts.users.list()).map((user) => user.username);
    const hint = known.length === 0 ? 'Run `catalogsync up` to create the first login.' : `Known are: ${known.join(', ')}.`;
    return new Fault('not_found', `there is no user "${username}"`, { hint });
  }
}
