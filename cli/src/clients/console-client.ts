import { orchestratorConsoleV1 } from '@catalogsync/contracts';
import type { ApiToken, ConsoleAccess, ConsoleLogin, ConsoleRole } from '@catalogsync/orchestrator';
import { clientOf, required } from '@catalogsync/rpc';

/** Users and tokens of a console, wherever they are kept. */
export type ConsoleKeeper = Pick<
  ConsoleAccess,
  'users' | 'addUser' | 'removeUser' | 'resetPassword' | 'tokens' | 'createToken' | 'revokeToken'
>;

/** Hashing a password takes a second on a small machine. */
const deadlineMs = 30_000;

/** The console access of one orchestrator. Throws the Faults of `ConsoleAccess`. */
export class ConsoleClient extends clientOf(orchestratorConsoleV1.ConsoleAccessServiceService, 'orchestrator') implements ConsoleKeeper {
  async users(): Promise<Array<{ username: string; role: ConsoleRole }>> {
    const { users } = await this.rpc.listUsers({}, { deadlineMs });
    return users.map(({ username, role }) => ({ username, role: role as ConsoleRole }));
  }

  async addUser(username: string, role: ConsoleRole): Promise<ConsoleLogin> {
    return required((await this.rpc.addUser({ username, role }, { deadlineMs })).login, 'login');
  }

  async removeUser(username: string): Promise<void> {
    await this.rpc.removeUser({ username }, { deadlineMs });
  }

  async resetPassword(username: string): Promise<ConsoleLogin> {
    return required((await this.rpc.resetPassword({ username }, { deadlineMs })).login, 'login');
  }

  async tokens(): Promise<ApiToken[]> {
    return (await this.rpc.listTokens({}, { deadlineMs })).tokens.map(tokenOf);
  }

  async createToken(request: Parameters<ConsoleAccess['createToken']>[0]): Promise<{ token: string; kept: ApiToken }> {
    const { token, kept } = await this.rpc.createToken({ ...request, expiresInDays: request.expiresInDays ?? 0 }, { deadlineMs });
    return { token, kept: tokenOf(required(kept, 'token')) };
  }

  async revokeToken(id: number): Promise<ApiToken> {
    return tokenOf(required((await this.rpc.revokeToken({ id }, { deadlineMs })).revoked, 'token'));
  }
}

function tokenOf({ role, expiresAt, lastUsedAt, revokedAt, ...token }: orchestratorConsoleV1.ApiToken): ApiToken {
  const known = (instant: number): number | undefined => (instant === 0 ? undefined : instant);
  return {
    ...token,
    role: role as ConsoleRole,
    expiresAt: known(expiresAt),
    lastUsedAt: known(lastUsedAt),
    revokedAt: known(revokedAt),
  };
}
