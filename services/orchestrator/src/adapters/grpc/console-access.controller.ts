import type { Actor } from '@catalogsync/audit';
import { orchestratorConsoleV1 as wire } from '@catalogsync/contracts';
import { actorOf, type RpcCall } from '@catalogsync/rpc';
import { Controller, Inject } from '@nestjs/common';
import type { ApiToken } from '../../core/console/api-tokens.js';
import type { ConsoleAccess } from '../../core/console/console-access.js';
import { parseRole } from '../../core/console/roles.js';

/** Token of what the module binds: users and tokens, as changed by a caller. */
export const consoleAccessToken = Symbol('access to the console');
export type ConsoleAccessBy = (actor: Actor) => ConsoleAccess;

/** gRPC edge of ConsoleAccessService. */
@Controller()
@wire.ConsoleAccessServiceControllerMethods()
export class ConsoleAccessController implements wire.ConsoleAccessServiceController {
  constructor(@Inject(consoleAccessToken) private readonly by: ConsoleAccessBy) {}

  async listUsers(_request: wire.ListUsersRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.ListUsersResponse> {
    return { users: await this.by(actorOf(call)).users() };
  }

  async addUser({ username, role }: wire.AddUserRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.AddUserResponse> {
    return { login: await this.by(actorOf(call)).addUser(username, parseRole(role)) };
  }

  async removeUser({ username }: wire.RemoveUserRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.RemoveUserResponse> {
    await this.by(actorOf(call)).removeUser(username);
    return {};
  }

  async resetPassword({ username }: wire.ResetPasswordRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.ResetPasswordResponse> {
    return { login: await this.by(actorOf(call)).resetPassword(username) };
  }

  async listTokens(_request: wire.ListTokensRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.ListTokensResponse> {
    return { tokens: (await this.by(actorOf(call)).tokens()).map(toToken) };
  }

  async createToken(request: wire.CreateTokenRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.CreateTokenResponse> {
    const { name, role, expiresInDays } = request;
    const wanted = { name, role: parseRole(role), ...(expiresInDays === 0 ? {} : { expiresInDays }) };
    const { token, kept } = await this.by(actorOf(call)).createToken(wanted);
    return { token, kept: toToken(kept) };
  }

  async revokeToken({ id }: wire.RevokeTokenRequest, _metadata?: unknown, call?: RpcCall): Promise<wire.RevokeTokenResponse> {
    return { revoked: toToken(await this.by(actorOf(call)).revokeToken(id)) };
  }
}

function toToken(token: ApiToken): wire.ApiToken {
  const { expiresAt = 0, lastUsedAt = 0, revokedAt = 0 } = token;
  return { ...token, expiresAt, lastUsedAt, revokedAt };
}
