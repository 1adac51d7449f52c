import { Fault } from '@catalogsync/faults';
import { object, RequestFault, ref } from '@catalogsync/http';
import { Type } from 'typebox';
import { SHORTEST_PASSWORD } from '../../../core/console/console-users.js';
import type { LogInRefusal } from '../../../core/console/log-in.js';
import type { Session } from '../../../core/console/sessions.js';
import type { AccessParts } from '../api-parts.js';
import { session } from '../console-json.js';
import { type ConsoleRoute, consoleRoutes } from '../console-route.js';
import { clearedCookie, setCookie } from '../session-cookie.js';

const route = consoleRoutes('session');

const shown = ({ user, csrfToken }: Session) => session.json({ ...user, csrfToken });

function refusal(refused: LogInRefusal): Fault {
  if (refused.kind === 'refused') return new Fault('unauthenticated', 'wrong name or password');
  const seconds = Math.ceil(refused.waitMs / 1000);
  return new RequestFault('rate_limited', 'too many failed logins', {
    headers: { 'retry-after': String(seconds) },
    hint: `Try again in ${seconds} seconds.`,
  });
}

/** Logging in and out, and one's own password. */
export function sessionRoutes(access: AccessParts): ConsoleRoute[] {
  return [logInRoute(access), logOutRoute(access), sessionRoute, passwordRoute(access)];
}

const logInRoute = ({ logIn, audit }: AccessParts): ConsoleRoute =>
  route('logIn', 'POST /api/login', {
    summary: 'Opens a session, kept in a cookie. Failed logins are limited per address and in total.',
    access: 'open',
    body: object({ username: Type.String(), password: Type.String() }),
    answers: { 200: ref('Session') },
    problems: ['unauthenticated', 'rate_limited', 'permission_denied'],
    async handle({ body: { username, password }, caller: { actor: nobody, address, secure } }) {
      const result = await logIn.run(username, password, address);
      const action = { ...nobody, action: 'logIn', target: '/api/login' };
      // The name of a failed login is not recorded: people sometimes type their password there.
      if (result.kind === 'refused') await audit.refused(action, 'unauthenticated');
      if (result.kind !== 'in') throw refusal(result);
      return audit.run({ ...action, actor: `user ${username}` }, async () => ({
        body: shown(result.session),
        headers: { 'set-cookie': setCookie(result.token, secure) },
      }));
    },
  });

const logOutRoute = ({ audit, sessions }: AccessParts): ConsoleRoute =>
  route('logOut', 'POST /api/logout', {
    summary: 'Ends the current session.',
    access: 'own',
    answers: { 204: null },
    handle({ caller: { actor, sessionToken } }) {
      return audit.run({ ...actor, action: 'logOut', target: '/api/logout' }, async () => {
        sessions.close(sessionToken ?? '');
        return { status: 204, headers: { 'set-cookie': clearedCookie } };
      });
    },
  });

const sessionRoute: ConsoleRoute = route('getSession', 'GET /api/session', {
  summary: 'The caller, and the token that requests with a session cookie need to change something.',
  access: 'read',
  answers: { 200: ref('Session') },
  handle({ caller: { principal } }) {
    if (principal?.kind === 'login') return { body: shown(principal.session) };
    return { body: { username: principal?.name, role: principal?.role, csrf_token: null } };
  },
});

const passwordRoute = ({ audit, logIn }: AccessParts): ConsoleRoute =>
  route('changePassword', 'POST /api/password', {
    summary: 'Changes your password and ends your other sessions. A wrong current password counts as a failed login.',
    access: 'own',
    body: object({ current_password: Type.String(), new_password: Type.String({ minLength: SHORTEST_PASSWORD }) }),
    answers: { 204: null },
    problems: ['rate_limited'],
    handle({ body, caller: { actor, principal, sessionToken = '', address } }) {
      const change = { current: body.current_password, next: body.new_password };
      return audit.run({ ...actor, action: 'changePassword', target: '/api/password' }, async () => {
        const refused = await logIn.changePassword(principal?.name ?? '', change, sessionToken, address);
        if (refused?.kind === 'refused') throw new Fault('permission_denied', 'the current password is wrong');
        if (refused !== undefined) throw refusal(refused);
        return { status: 204 };
      });
    },
  });
