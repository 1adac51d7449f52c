import { Fault } from '@catalogsync/faults';
import { Body, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { LogIn } from '../../core/console/log-in.js';
import type { Sessions } from '../../core/console/sessions.js';
import { clearedCookie, setCookie, tokenOf } from './session-cookie.js';
import { logInToken, sessionsToken } from './tokens.js';

function credentials(body: unknown): { username: string; password: string } {
  const { username, password } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (typeof username === 'string' && typeof password === 'string') return { username, password };
  throw new Fault('invalid_argument', 'username and password must be given as text');
}

@Controller('api')
export class LoginController {
  constructor(
    @Inject(logInToken) private readonly logIn: LogIn,
    @Inject(sessionsToken) private readonly sessions: Sessions,
  ) {}

  @Post('login')
  @HttpCode(204)
  async login(@Body() body: unknown, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const { username, password } = credentials(body);
    const result = await this.logIn.run(username, password, request.ip);
    if (result.kind === 'refused') throw new Fault('unauthenticated', 'the name or the password is wrong');
    if (result.kind === 'too_many') {
      const seconds = Math.ceil(result.waitMs / 1000);
      reply.header('retry-after', String(seconds));
      throw new Fault('rate_limited', 'too many failed logins', { hint: `Try again in ${seconds} seconds.` });
    }
    reply.header('set-cookie', setCookie(request, result.token));
  }

  @Post('logout')
  @HttpCode(204)
  logout(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): void {
    this.sessions.close(tokenOf(request) ?? '');
    reply.header('set-cookie', clearedCookie);
  }
}
