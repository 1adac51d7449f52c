import { Fault } from '@catalogsync/faults';
import { object, pathText, RequestFault, ref } from '@catalogsync/http';
import { Type } from 'typebox';
import { SHORTEST_PASSWORD } from '../../../core/console/console-users.js';
import type { LogInRefusal, PasswordEntry } from '../../../core/console/log-in.js';
import type { Session } from '../../../core/console/sessions.js';
import { openSession } from '../access-json.js';
import type { AccessParts } from '../api-parts.js';
import { session } from '../console-json.js';
import { type Caller, type ConsoleRoute, consoleRoutes } from '../console-route.js';
import { clearedCookie, deviceTextOf, setCookie, setDeviceCookie } from '../session-cookie.js';

const route = consoleRoutes('session');

const shown = ({ user, csrfToken, confirmedUntil }: Session) => session.json({ ...user, csrfToken, confirmedUntil });

function refusal(refused: LogInRefusal): Fault {
  if (refused.kind === 'refused') return new Fault('unauthenticated', 'wrong name or password');
  const seconds = Math.ceil(refused.waitMs / 1000);
  return new RequestFault('rate_limited', 'too many failed logins', {
    headers: { 'retry-after': String(seconds) },
    hint: `Try again in ${seconds} seconds.`,
  });
}

/** The caller of an `own` route is a login. */
function entryOf({ principal, sessionToken = '', address }: Caller, password: string): PasswordEntry {
  if (principal?.kind !== 'login') throw new Fault('internal', 'a route for logins was called without one');
  return { token: sessionToken, session: principal.session, address, password };
}

/** The caller is known, so a wrong password is no failed authentication. */
function ownRefusal(refused: LogInRefusal): Fault {
  return refused.kind === 'refused' ? new Fault('permission_denied', 'the current password is wrong') : refusal(refused);
}

/** Logging in and out, and one's own password. */
export function sessionRoutes(access: AccessParts): ConsoleRoute[] {
  return [
    logInRoute(access),
    logOutRoute(access),
    sessionRoute,
    listSessions(access),
    endSession(access),
    confirmRoute(access),
    passwordRoute(access),
  ];
}

const logInRoute = ({ logIn }: AccessParts): ConsoleRoute =>
  route('logIn', 'POST /api/login', {
    summary:
      'Opens a session, kept in a cookie; the password counts as confirmed then. Failed logins are limited per address and network; a second cookie gives a browser that logged in before a limit of its own.',
    access: 'open',
    body: object({ username: Type.String(), password: Type.String() }),
    answers: { 200: ref('Session') },
    problems: ['unauthenticated', 'rate_limited', 'permission_denied'],
    async handle({ body: { username, password }, caller: { address, secure }, request }) {
      const deviceText = deviceTextOf(request);
      const result = await logIn.run({ username, password, address, deviceText, userAgent: request.headers['user-agent'] ?? '' });
      if (result.kind !== 'in') throw refusal(result);
      const cookies = [setCookie(result.token, secure), setDeviceCookie(result.deviceText, secure)];
      return { body: shown(result.session), headers: { 'set-cookie': cookies } };
    },
  });

const logOutRoute = ({ audit, sessions }: AccessParts): ConsoleRoute =>
  route('logOut', 'POST /api/logout', {
    summary: 'Ends the current session.',
    access: 'own',
    answers: { 204: null },
    handle({ caller: { actor, sessionToken } }) {
      return audit.run({ ...actor, action: 'logOut', target: '/api/logout' }, async () => {
        await sessions.close(sessionToken ?? '');
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
    return { body: { username: principal?.name, role: principal?.role, csrfToken: null, confirmedUntil: null } };
  },
});

const listSessions = ({ sessions }: AccessParts): ConsoleRoute =>
  route('listSessions', 'GET /api/sessions', {
    summary: 'Your own open sessions, latest used first; none for an API token.',
    access: 'read',
    answers: { 200: object({ items: Type.Array(ref('OpenSession')) }) },
    async handle({ caller: { principal } }) {
      if (principal?.kind !== 'login') return { body: { items: [] } };
      const { id: own, user } = principal.session;
      const open = await sessions.openOf(user);
      return { body: { items: open.map((one) => openSession.json({ ...one, current: one.id === own })) } };
    },
  });

const endSession = ({ audit, sessions }: AccessParts): ConsoleRoute =>
  route('endSession', 'DELETE /api/sessions/:id', {
    summary: 'Ends one of your own sessions.',
    access: 'own',
    path: { id: pathText(64) },
    answers: { 204: null },
    problems: ['not_found'],
    handle({ path, caller: { actor, principal } }) {
      return audit.run({ ...actor, action: 'endSession', target: `session ${path.id}` }, async () => {
        const isEnded = principal?.kind === 'login' && (await sessions.closeOne(principal.session.user, path.id));
        if (!isEnded) throw new Fault('not_found', 'there is no such session of yours');
        return { status: 204 };
      });
    },
  });

const confirmRoute = ({ audit, logIn }: AccessParts): ConsoleRoute =>
  route('confirmPassword', 'POST /api/session/confirm', {
    summary: 'Confirms your password, which counts for ten minutes. A wrong one counts as a failed login.',
    access: 'own',
    body: object({ password: Type.String() }),
    answers: { 200: ref('Session') },
    problems: ['rate_limited'],
    handle({ body, caller }) {
      return audit.run({ ...caller.actor, action: 'confirmPassword', target: '/api/session/confirm' }, async () => {
        const confirmed = await logIn.confirm(entryOf(caller, body.password));
        if ('kind' in confirmed) throw ownRefusal(confirmed);
        return { body: shown(confirmed) };
      });
    },
  });

const passwordRoute = ({ audit, logIn }: AccessParts): ConsoleRoute =>
  route('changePassword', 'POST /api/password', {
    summary: 'Changes your password and ends your other sessions. A wrong current password counts as a failed login.',
    access: 'own',
    body: object({ currentPassword: Type.String(), newPassword: Type.String({ minLength: SHORTEST_PASSWORD }) }),
    answers: { 204: null },
    problems: ['rate_limited'],
    handle({ body, caller }) {
      return audit.run({ ...caller.actor, action: 'changePassword', target: '/api/password' }, async () => {
        const changed = await logIn.changePassword(entryOf(caller, body.currentPassword), body.newPassword);
        if ('kind' in changed) throw ownRefusal(changed);
        return { status: 204, headers: { 'set-cookie': setDeviceCookie(changed.deviceText, caller.secure) } };
      });
    },
  });
