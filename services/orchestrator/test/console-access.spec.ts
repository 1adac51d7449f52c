import { faultCodes } from '@catalogsync/faults';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConsoleWorld, type Login, rawAnswer, rawRequest } from './console-world.js';

// Real here: HTTP on loopback, SQLite, Argon2id.
let world: ConsoleWorld;
let operator: Login;
let reader: Login;
beforeAll(async () => {
  world = await ConsoleWorld.open();
  operator = await world.logIn('operator', 'owner');
  reader = await world.logIn('read_only', 'guest');
});
afterAll(() => world.close());

const addressOf = (url: string): string => url.replaceAll(/:\w+/g, '1');
const routes = () => world.server.routes.filter(({ access }) => access !== undefined);
const isReading = ({ method }: { method: string }): boolean => method === 'GET' || method === 'HEAD';
const changing = () => routes().filter((route) => !isReading(route));

describe('when nobody is logged in (behaviour 131)', () => {
  it('serves health, login and assets, leads from pages to the log-in page, and returns 401 on everything else', async () => {
    const open: string[] = [];
    for (const { method, url, access } of world.server.routes) {
      const { status } = await world.ask(method, addressOf(url));
      if (access === 'open') open.push(`${method} ${url}`);
      else expect([method, url, status]).toEqual([method, url, access === 'page' ? 302 : 401]);
    }
    const reading = ['/healthz', '/login', '/readyz', '/static/ops/*'].flatMap((url) => [`GET ${url}`, `HEAD ${url}`]);
    expect(open.sort()).toEqual([...reading, 'POST /api/login'].sort());
    expect(world.server.routes.length).toBeGreaterThan(60);
    for (const path of ['/nothing', '/api', '/api/jobs?x=/healthz', '/healthz/../api/jobs', '/static/x', '/api/login/']) {
      const answer = await world.ask('GET', path);
      expect([path, answer.status, answer.json]).toEqual([path, 401, expect.objectContaining({ code: 'unauthenticated', status: 401 })]);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
  });

  it('leaves schemes other than Bearer to a proxy that asks for them', async () => {
    const headers = { authorization: 'Basic bmFzOm5hcw==', cookie: operator.cookie };
    expect((await world.ask('GET', '/api/jobs', { headers })).status).toBe(200);
  });

  it('rejects cookies and tokens that it did not issue', async () => {
    const { token } = await world.token(operator, 'operator');
    for (const headers of [
      { cookie: 'catalogsync_session=' },
      { cookie: 'catalogsync_session=%00; a' },
      { cookie: `other=1; catalogsync_session=${'A'.repeat(43)}` },
      { authorization: 'Bearer' },
      { authorization: 'Bearer ', cookie: operator.cookie },
      { authorization: `Bearer ${token}x` },
      { authorization: `Bearer ${token.slice(0, -1)}` },
      { authorization: `Basic ${token}` },
      { authorization: `Bearer cst_${'A'.repeat(43)}`, cookie: operator.cookie },
    ] as Array<Record<string, string>>) {
      expect([headers, (await world.ask('GET', '/api/jobs', { headers })).status]).toEqual([headers, 401]);
    }
  });
});

describe('when somebody has read-only access', () => {
  it('returns 403 on every changing route to a read-only token, and lets it read everything', async () => {
    const { headers } = await world.token(operator, 'read_only');
    expect(changing().length).toBeGreaterThan(11);
    for (const { method, url } of changing().filter(({ access }) => access !== 'open')) {
      const answer = await world.ask(method, addressOf(url), { headers });
      expect([method, url, answer.status, answer.json?.code]).toEqual([method, url, 403, 'permission_denied']);
    }
    for (const { method, url } of routes().filter((route) => isReading(route) && !route.url.endsWith('/stream'))) {
      expect([method, url, (await world.ask(method, addressOf(url), { headers })).status]).not.toEqual([method, url, 403]);
    }
  });

  it('returns 403 to a read-only login too, except for its own logout and password', async () => {
    const own = ['/api/logout', '/api/password', '/api/session/confirm', '/api/sessions/:id'];
    for (const { method, url } of changing().filter(({ url: at, access }) => !own.includes(at) && access !== 'open')) {
      expect([url, (await world.ask(method, addressOf(url), world.fromPage(reader))).status]).toEqual([url, 403]);
    }
    const change = { currentPassword: reader.password, newPassword: 'quite another one' };
    expect((await world.ask('POST', '/api/password', { ...world.fromPage(reader), body: change })).status).toBe(204);
    expect((await world.ask('POST', '/api/logout', world.fromPage(reader))).status).toBe(204);
    expect((await world.ask('GET', '/api/jobs', { headers: { cookie: reader.cookie } })).status).toBe(401);
  });

  it('lets an operator token neither create nor revoke tokens, nor change passwords', async () => {
    const { headers, id } = await world.token(operator, 'operator');
    expect((await world.ask('POST', '/api/tokens', { headers, body: { name: 'x', role: 'operator' } })).status).toBe(403);
    expect((await world.ask('DELETE', `/api/tokens/${id}`, { headers })).status).toBe(403);
    expect((await world.ask('POST', '/api/password', { headers, body: {} })).status).toBe(403);
  });
});

describe('when a changing request comes with a cookie', () => {
  const target = '/api/jobs/999/pause';
  const refused = async (headers: Record<string, string>): Promise<number> => (await world.ask('POST', target, { headers })).status;

  it('needs proof of its origin and the CSRF token of its session', async () => {
    const { cookie, csrf } = operator;
    const proof = { cookie, 'x-csrf-token': csrf };
    expect(await refused({ ...proof, origin: world.base })).toBe(404);
    expect(await refused({ cookie, origin: world.base })).toBe(403);
    expect(await refused({ cookie, 'x-csrf-token': 'wrong', origin: world.base })).toBe(403);
    expect(await refused({ ...proof, origin: 'http://evil.example' })).toBe(403);
    expect(await refused({ ...proof, origin: 'null' })).toBe(403);
    expect(await rawRequest(world.base, 'POST', target, proof)).toBe(403);
    expect(await rawRequest(world.base, 'POST', target, { ...proof, 'sec-fetch-site': 'cross-site', origin: world.base })).toBe(403);
    expect(await rawRequest(world.base, 'POST', target, { ...proof, 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await rawRequest(world.base, 'POST', target, { ...proof, 'sec-fetch-site': 'same-origin' })).toBe(404);
  });

  it('needs no such proof with a token, which no browser sends by itself', async () => {
    const { headers } = await world.token(operator, 'operator');
    expect(await refused({ ...headers, origin: 'http://elsewhere.example' })).toBe(404);
  });
});

describe('when somebody logs in', () => {
  it('sets a cookie out of reach of scripts and other sites, restricted to TLS where TLS is used', async () => {
    const body = { username: operator.username, password: operator.password };
    const plain = await world.ask('POST', '/api/login', { body });
    expect(plain.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^catalogsync_session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/),
      expect.stringMatching(/^catalogsync_device=[\w.-]{80,120}; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
    const forged = await world.ask('POST', '/api/login', { body, headers: { 'x-forwarded-proto': 'https' } });
    expect(forged.headers.getSetCookie().join('\n')).not.toMatch(/Secure/);
    expect(plain.json).toEqual({
      username: 'owner',
      role: 'operator',
      csrfToken: expect.stringMatching(/^[\w-]{43}$/),
      confirmedUntil: expect.stringMatching(/^20.*Z$/),
    });
  });

  it('reports who the caller is, by cookie and by token', async () => {
    const { headers } = await world.token(operator, 'read_only');
    expect((await world.ask('GET', '/api/session', { headers: { cookie: operator.cookie } })).json).toEqual({
      username: 'owner',
      role: 'operator',
      csrfToken: operator.csrf,
      confirmedUntil: expect.stringMatching(/^20.*Z$/),
    });
    expect((await world.ask('GET', '/api/session', { headers })).json).toEqual({
      username: 'for read_only',
      role: 'read_only',
      csrfToken: null,
      confirmedUntil: null,
    });
  });

  it('ends a session after twelve idle hours', async () => {
    const login = await world.logInAs(operator.username, operator.password);
    const headers = { cookie: login.cookie };
    world.pass(11 * 3_600_000);
    expect((await world.ask('GET', '/api/session', { headers })).status).toBe(200);
    world.pass(13 * 3_600_000);
    expect((await world.ask('GET', '/api/session', { headers })).status).toBe(401);
    operator = await world.logInAs(operator.username, operator.password);
  });
});

describe('when a password is changed', () => {
  it('needs the current password and ends all other sessions of that user', async () => {
    const login = await world.logIn('operator', 'changer');
    const elsewhere = await world.logInAs('changer', login.password);
    const change = (currentPassword: string, newPassword: string) =>
      world.ask('POST', '/api/password', { ...world.fromPage(login), body: { currentPassword, newPassword } });
    expect((await change('wrong', 'a new password')).status).toBe(403);
    expect((await change(login.password, 'short')).status).toBe(400);
    expect((await change(login.password, login.password)).status).toBe(400);
    expect((await change(login.password, 'a new password')).status).toBe(204);
    expect((await world.ask('GET', '/api/jobs', { headers: { cookie: elsewhere.cookie } })).status).toBe(401);
    expect((await world.ask('GET', '/api/jobs', { headers: { cookie: login.cookie } })).status).toBe(200);
    await world.logInAs('changer', 'a new password');
    expect((await world.ask('POST', '/api/login', { body: { username: 'changer', password: login.password } })).status).toBe(401);
  });
});

describe('when an operator does what would outlast a stolen session', () => {
  it('needs the password, entered within the last ten minutes', async () => {
    const login = await world.logIn('operator', 'sure');
    const asked = () => world.ask('POST', '/api/tokens', { ...world.fromPage(login), body: { name: 'x', role: 'operator' } });
    const confirm = (password: string) => world.ask('POST', '/api/session/confirm', { ...world.fromPage(login), body: { password } });
    expect((await asked()).status).toBe(201);
    world.pass(10 * 60_000);
    const late = await asked();
    expect([late.status, late.json.code, late.json.hint]).toEqual([403, 'expired', expect.stringContaining('/api/session/confirm')]);
    expect((await world.ask('DELETE', '/api/tokens/1', world.fromPage(login))).json.code).toBe('expired');
    expect((await world.ask('POST', '/api/config/revisions/1/apply', world.fromPage(login))).json.code).toBe('expired');
    expect((await world.ask('POST', '/api/jobs/999/pause', world.fromPage(login))).status).toBe(404);
    expect(await confirm('wrong')).toMatchObject({ status: 403, json: { code: 'permission_denied' } });
    expect((await asked()).status).toBe(403);
    const confirmed = await confirm(login.password);
    expect(confirmed).toMatchObject({ status: 200, json: { username: 'sure', csrfToken: login.csrf } });
    expect((await asked()).status).toBe(201);
    const { json } = await world.ask('GET', '/api/session', { headers: { cookie: login.cookie } });
    expect(json.confirmedUntil).toBe(confirmed.json.confirmedUntil);
    const { headers } = await world.token(login, 'operator');
    expect((await world.ask('POST', '/api/session/confirm', { headers, body: { password: login.password } })).status).toBe(403);
    operator = await world.logInAs(operator.username, operator.password);
  });
});

describe('when tokens are managed', () => {
  it('shows each once, stores only its hash, lists it, and rejects it once it is revoked or has expired', async () => {
    const answer = await world.ask('POST', '/api/tokens', {
      ...world.fromPage(operator),
      body: { name: ' 备份 ', role: 'operator', expiresInDays: 2 },
    });
    expect(answer).toMatchObject({ status: 201, json: { name: '备份', role: 'operator', createdBy: 'user owner', lastUsedAt: null } });
    const { id, token } = answer.json as { id: number; token: string };
    expect(JSON.stringify(world.rows('SELECT * FROM console_tokens'))).not.toContain(token.slice(4));
    const headers = { authorization: `Bearer ${token}` };
    expect((await world.ask('GET', '/api/jobs', { headers })).status).toBe(200);
    const listed = await world.ask('GET', '/api/tokens', { headers });
    expect(listed.text).not.toContain(token.slice(4));
    expect(listed.json.items[0]).toMatchObject({ id, lastUsedAt: expect.any(String), revokedAt: null });
    const other = await world.token(operator, 'operator');
    expect((await world.ask('DELETE', `/api/tokens/${other.id}`, world.fromPage(operator))).status).toBe(204);
    expect((await world.ask('DELETE', `/api/tokens/${other.id}`, world.fromPage(operator))).status).toBe(204);
    expect((await world.ask('GET', '/api/jobs', { headers: other.headers })).status).toBe(401);
    expect((await world.ask('DELETE', '/api/tokens/9999', world.fromPage(operator))).status).toBe(404);
    world.pass(2 * 86_400_000);
    expect((await world.ask('GET', '/api/jobs', { headers })).status).toBe(401);
    operator = await world.logInAs(operator.username, operator.password);
  });

  it('refuses a name, role or lifetime out of range', async () => {
    for (const body of [
      { name: '', role: 'operator' },
      { name: '   ', role: 'operator' },
      { name: 'x'.repeat(101), role: 'operator' },
      { name: 'x', role: 'admin' },
      { name: 'x', role: 'operator', expiresInDays: 0 },
      { name: 'x', role: 'operator', expiresInDays: 1.5 },
      { name: 'x' },
    ]) {
      expect([body, (await world.ask('POST', '/api/tokens', { ...world.fromPage(operator), body })).status]).toEqual([body, 400]);
    }
  });
});

describe('when an operator acts', () => {
  const newest = async (limit: number) =>
    (await world.ask('GET', `/api/audit?limit=${limit}`, { headers: { cookie: operator.cookie } })).json.items;

  it('records who did what to what, when and with what outcome', async () => {
    const { headers, id } = await world.token(operator, 'operator');
    await world.ask('POST', '/api/jobs/999/pause', { headers });
    await world.ask('POST', '/api/commands', { headers, body: { type: 'retry_item', everything: true, dryRun: true } });
    // A dry run changes nothing.
    expect(await newest(2)).toMatchObject([
      {
        actor: `token ${id} (for operator)`,
        action: 'pauseJob',
        target: 'job 999',
        outcome: 'not_found',
        via: 'http',
        address: '127.0.0.1',
        service: 'orchestrator',
      },
      { actor: 'user owner', action: 'createToken', target: 'token for operator (operator)', outcome: 'done' },
    ]);
    expect(Date.parse((await newest(1))[0].at)).not.toBeNaN();
  });

  it('records logins, failed ones without the name, and what is refused for lack of rights or proof', async () => {
    await world.ask('POST', '/api/login', { body: { username: 'my password by mistake', password: 'x' } });
    expect(await newest(1)).toMatchObject([{ actor: 'nobody', action: 'logIn', outcome: 'unauthenticated' }]);
    await world.ask('POST', '/api/jobs/1/pause', { headers: { cookie: operator.cookie } });
    expect(await newest(1)).toMatchObject([{ actor: 'user owner', action: 'pauseJob', outcome: 'permission_denied' }]);
    const { headers, id } = await world.token(operator, 'read_only');
    await world.ask('POST', '/api/jobs/2/pause', { headers });
    expect(await newest(1)).toMatchObject([
      { actor: `token ${id} (for read_only)`, action: 'pauseJob', target: '/api/jobs/2/pause', outcome: 'permission_denied' },
    ]);
    await world.ask('POST', '/api/tokens', {
      headers: (await world.token(operator, 'operator')).headers,
      body: { name: 'x', role: 'operator' },
    });
    expect(await newest(1)).toMatchObject([
      { actor: expect.stringMatching(/^token \d+ \(for operator\)$/), action: 'createToken', outcome: 'permission_denied' },
    ]);
    await world.logInAs(operator.username, operator.password);
    expect(await newest(1)).toMatchObject([{ actor: 'user owner', action: 'logIn', outcome: 'done' }]);
    expect(JSON.stringify(world.rows('SELECT * FROM console_audit'))).not.toMatch(/by mistake|password of/);
  });

  it('keeps the newest hundred thousand entries', async () => {
    await world.write(
      "INSERT INTO console_audit(id, at, actor, via, address, action, target, outcome) VALUES (900000, 1, 'a', 'http', 'b', 'c', 'd', 'done')",
    );
    await world.logInAs(operator.username, operator.password);
    await world.write(
      "INSERT INTO console_audit(id, at, actor, via, address, action, target, outcome) VALUES (1900000, 1, 'a', 'http', 'b', 'c', 'd', 'done')",
    );
    expect(world.rows('SELECT id FROM console_audit ORDER BY id').length).toBe(3);
    await world.logInAs(operator.username, operator.password);
    expect(world.rows('SELECT id FROM console_audit ORDER BY id')).toEqual([{ id: 1_900_000 }, { id: 1_900_001 }]);
  });

  it('does nothing that cannot be recorded', async () => {
    await world.write('ALTER TABLE console_audit RENAME TO hidden');
    const { status } = await world.ask('POST', '/api/tokens', { ...world.fromPage(operator), body: { name: 'unseen', role: 'operator' } });
    await world.write('ALTER TABLE hidden RENAME TO console_audit');
    expect(status).toBe(500);
    expect(world.rows("SELECT id FROM console_tokens WHERE name = 'unseen'")).toEqual([]);
  });

  it('pages through the whole log without a gap', async () => {
    const seen: number[] = [];
    let cursor = '';
    do {
      const { json } = await world.ask('GET', `/api/audit?limit=7${cursor}`, { headers: { cookie: operator.cookie } });
      seen.push(...json.items.map((item: { id: number }) => item.id));
      cursor = json.nextCursor === null ? '' : `&cursor=${json.nextCursor}`;
    } while (cursor !== '');
    expect(seen).toEqual(world.rows<{ id: number }>('SELECT id FROM console_audit ORDER BY id DESC').map(({ id }) => id));
  });
});

describe('when an operation changes something', () => {
  const cron = { name: 'daily', template: 'publish', pattern: '0 4 * * *' };
  const recorded: Readonly<Record<string, { readonly body?: unknown; readonly action: string; readonly target: string }>> = {
    'POST /api/jobs': { body: { template: 'publish' }, action: 'createJob', target: 'job of the template publish' },
    'POST /api/library/scan': { body: { folder: '/elsewhere' }, action: 'scanLibrary', target: '/elsewhere' },
    'POST /api/library/faults/set-aside': {
      body: { paths: ['/music/x.flac'] },
      action: 'setFaultsAside',
      target: 'file /music/x.flac',
    },
    'POST /api/library/purge': { body: { dryRun: false }, action: 'purgeLibrary', target: 'library' },
    'POST /api/media-server/scan': { action: 'scanMediaServer', target: 'media server' },
    'PUT /api/playlists/:id/mirroring': { body: { mirror: true }, action: 'chooseMirrors', target: 'playlist 99' },
    'POST /api/playlists/:id/mirror': { body: { dryRun: false }, action: 'mirrorPlaylist', target: 'playlist 99' },
    'POST /api/playlists/:id/sync': { action: 'syncPlaylist', target: 'playlist 99' },
    'POST /api/snapshots/publish': { body: {}, action: 'createJob', target: 'job of the template publish' },
    'POST /api/snapshots/:id/rollback': { action: 'rollback', target: 'snapshot 99' },
    'DELETE /api/sessions/:id': { action: 'endSession', target: 'session 99' },
    'PUT /api/playlists/:id/following': { body: { followed: true }, action: 'followPlaylists', target: 'playlist 99' },
    'PUT /api/playlists/following': { body: { ids: [98, 99], followed: false }, action: 'unfollowPlaylists', target: '2 playlists' },
    'POST /api/jobs/:id/pause': { action: 'pauseJob', target: 'job 99' },
    'POST /api/jobs/:id/resume': { action: 'resumeJob', target: 'job 99' },
    'POST /api/jobs/:id/cancel': { action: 'cancelJob', target: 'job 99' },
    'POST /api/items/:id/retry': { action: 'retryItem', target: 'item 99' },
    'POST /api/items/:id/force-retry': { action: 'forceRetryItem', target: 'item 99' },
    'POST /api/commands': { body: { type: 'pause', jobId: 99, source: 'qq' }, action: 'pauseMany', target: 'job 99, source qq' },
    'POST /api/songs/:id/choose': { body: { source: 'qq', remoteId: '1' }, action: 'chooseRecording', target: 'song 99: qq,1' },
    'DELETE /api/songs/:id/choice': { action: 'unchooseRecording', target: 'song 99' },
    'POST /api/songs/:id/reject': { body: { fileId: 1, retry: false }, action: 'rejectFile', target: 'file 1 of song 99' },
    'POST /api/sources/reload': { action: 'reloadSources', target: 'the sources' },
    'POST /api/sources/:name/test': { action: 'testSource', target: 'source 99' },
    'POST /api/sources/:name/reset': { body: { origin: 'qq' }, action: 'resetSource', target: 'source 99 for qq' },
    'POST /api/quarantine/:id/approve': { action: 'approveQuarantined', target: 'quarantined file 99' },
    'POST /api/quarantine/:id/reject': { action: 'rejectQuarantined', target: 'quarantined file 99' },
    'POST /api/commands/:id/cancel': { action: 'cancelCommand', target: 'command 99' },
    'POST /api/config/revisions': { body: { contentText: 'MIN_FREE_MB=200\n' }, action: 'saveRevision', target: 'configuration' },
    'POST /api/config/revisions/:id/apply': { action: 'applyRevision', target: 'revision 99' },
    'POST /api/schedules': { body: cron, action: 'addSchedule', target: 'schedule daily' },
    'PUT /api/schedules/:id': { body: cron, action: 'replaceSchedule', target: 'schedule 99 (daily)' },
    'DELETE /api/schedules/:id': { action: 'deleteSchedule', target: 'schedule 99' },
    'POST /api/tokens': { body: { name: 'backup', role: 'read_only' }, action: 'createToken', target: 'token backup (read_only)' },
    'DELETE /api/tokens/:id': { action: 'revokeToken', target: 'token 99' },
    'POST /api/session/confirm': { body: { password: 'wrong' }, action: 'confirmPassword', target: '/api/session/confirm' },
    'POST /api/password': {
      body: { currentPassword: 'wrong', newPassword: 'long enough 1' },
      action: 'changePassword',
      target: '/api/password',
    },
    'POST /api/logout': { action: 'logOut', target: '/api/logout' },
  };
  /** POST because of its body: it reads only. Logging in is recorded under a name that is known only afterwards. */
  const others = ['POST /api/config/check', 'POST /api/login', 'POST /api/media-server/check', 'POST /api/snapshots/:id/verify'];

  it('is known for every route what the log says of it', () => {
    expect(
      changing()
        .map(({ method, url }) => `${method} ${url}`)
        .sort(),
    ).toEqual([...Object.keys(recorded), ...others].sort());
  });

  it('it is recorded with who did it, from where, to what and how it ended', async () => {
    const login = await world.logIn('operator', 'busy');
    for (const [address, { body, action, target }] of Object.entries(recorded)) {
      const [method = '', url = ''] = address.split(' ');
      const { status } = await world.ask(method, url.replaceAll(/:\w+/g, '99'), {
        ...world.fromPage(login),
        ...(body === undefined ? {} : { body }),
      });
      const [entry] = (await world.ask('GET', '/api/audit?limit=1', { headers: { cookie: operator.cookie } })).json.items;
      const isTarget = target.startsWith('job of') ? expect.stringMatching(/^job \d+ \(publish\)$|^job of/) : target;
      expect([address, entry]).toMatchObject([
        address,
        { actor: 'user busy', via: 'http', address: '127.0.0.1', action, target: isTarget },
      ]);
      expect([address, status < 300]).toEqual([address, entry.outcome === 'done']);
    }
  });

  it('the address is that of the client behind a trusted proxy, and never one that the client makes up', async () => {
    const login = { body: { username: operator.username, password: operator.password } };
    const headers = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' };
    const trusting = await ConsoleWorld.open({}, {}, ['127.0.0.0/8', '::1']);
    try {
      await trusting.logIn('operator', operator.username);
      for (const [one, address] of [
        [world, '127.0.0.1'],
        [trusting, '203.0.113.9'],
      ] as const) {
        const body = one === world ? login.body : { username: operator.username, password: `password of ${operator.username}` };
        const answer = await one.ask('POST', '/api/login', { body, headers });
        expect(answer.headers.get('set-cookie')?.includes('Secure')).toBe(one === trusting);
        expect(one.rows('SELECT address FROM console_audit ORDER BY id DESC LIMIT 1')).toEqual([{ address }]);
      }
    } finally {
      await trusting.close();
    }
  });
});

describe('when a browser reads an answer', () => {
  it('learns that it is data of this origin, which no frame shows and no cache keeps', async () => {
    for (const path of ['/healthz', '/api/session', '/nothing', '/api/jobs/0']) {
      const { headers } = await world.ask('GET', path, world.fromPage(operator));
      const told = ['content-security-policy', 'cross-origin-resource-policy', 'x-content-type-options', 'cache-control'].map((name) =>
        headers.get(name),
      );
      expect([path, told]).toEqual([path, ["default-src 'none'; frame-ancestors 'none'", 'same-origin', 'nosniff', 'no-store']]);
    }
  });
});

describe('when a request names a host', () => {
  it.each(['evil.example', 'evil.example:8421', 'fritz.box', '127.0.0.1.evil.example', 'a b'])(
    'refuses %j, before anything else',
    async (host) => {
      const refused = await askAs(host, '/api/login');
      expect(refused.status === 421 || refused.status === 400).toBe(true);
      if (host.startsWith('evil')) expect(refused.text).toContain('ALLOWED_HOSTS=evil.example');
      expect((await askAs(host, '/healthz')).status).toBe(refused.status);
    },
  );

  it.each(['localhost', 'nas', 'nas:8421', 'nas.local', '192.168.1.5:8421', '[fe80::1]'])('answers under %j', async (host) => {
    expect((await askAs(host, '/healthz')).status).toBe(200);
  });
});

const askAs = (host: string, path: string) => rawAnswer(world.base, 'GET', path, { host });

describe('when a request is malformed', () => {
  const problem = async (method: string, path: string, asked: Parameters<ConsoleWorld['ask']>[2] = {}) => {
    const { headers = {}, ...rest } = asked;
    const { status, json } = await world.ask(method, path, { ...rest, headers: { ...world.fromPage(operator).headers, ...headers } });
    expect(faultCodes).toContain(json?.code);
    return [status, json?.code];
  };

  it('returns a status and a code from the closed list in the document', async () => {
    const { json: document } = await world.ask('GET', '/api/openapi.json', world.fromPage(operator));
    expect(document.components.schemas.Problem.properties.code.enum).toEqual([...faultCodes]);
    expect(document.components.schemas.Problem.required).toContain('code');
    expect(await problem('POST', '/api/commands', { body: '{' })).toEqual([400, 'invalid_argument']);
    expect(await problem('POST', '/api/commands', { body: '[]' })).toEqual([400, 'invalid_argument']);
    expect(await problem('POST', '/api/commands', { body: '{"__proto__":{"type":"pause"}}' })).toEqual([400, 'invalid_argument']);
    expect(await problem('POST', '/api/commands', { body: { type: 'pause', everything: true, extra: 1 } })).toEqual([
      400,
      'invalid_argument',
    ]);
    expect(await problem('POST', '/api/commands')).toEqual([400, 'invalid_argument']);
    expect(await problem('POST', '/api/jobs/1/pause', { body: { now: true } })).toEqual([400, 'invalid_argument']);
    expect(await problem('POST', '/api/commands', { body: 'type=pause', headers: { 'content-type': 'text/plain' } })).toEqual([
      415,
      'invalid_argument',
    ]);
    expect(await problem('POST', '/api/commands', { body: { type: 'x'.repeat(70_000) } })).toEqual([413, 'invalid_argument']);
    expect(await problem('GET', '/api/nothing')).toEqual([404, 'not_found']);
    expect(await problem('GET', '/api/jobs/0')).toEqual([400, 'invalid_argument']);
    expect(await problem('GET', '/api/jobs/%00')).toEqual([400, 'invalid_argument']);
    expect(await problem('GET', '/api/jobs/1e3')).toEqual([400, 'invalid_argument']);
    expect(await problem('GET', '/api/jobs/%ZZ')).toEqual([400, 'invalid_argument']);
  });

  it('names all wrong fields at once', async () => {
    const body = { type: 'stop', jobId: 0, hurry: true };
    const { json } = await world.ask('POST', '/api/commands', { ...world.fromPage(operator), body });
    expect(json.detail).toMatch(/type .*pause, resume/);
    expect(json.detail).toMatch(/jobId/);
    expect(json.detail).toMatch(/unknown field "hurry"/);
  });

  it('returns 405 and the allowed methods for a wrong method', async () => {
    for (const [method, path, allow] of [
      ['DELETE', '/api/jobs', 'GET, HEAD, POST'],
      ['GET', '/api/login', 'POST'],
      ['PUT', '/api/jobs/1/pause', 'POST'],
      ['POST', '/healthz', 'GET, HEAD'],
      ['POST', '/api/events/stream', 'GET, HEAD'],
    ] as const) {
      const answer = await world.ask(method, path, world.fromPage(operator));
      expect([path, answer.status, answer.json.code, answer.headers.get('allow')]).toEqual([path, 405, 'unsupported', allow]);
    }
  });

  it('refuses parameters that are unknown, out of range or given twice', async () => {
    for (const query of [
      'limit=0',
      'limit=201',
      'limit=x',
      'limit=1e2',
      'limit=',
      'limti=5',
      'limit=1&limit=2',
      'cursor=%20',
      'cursor=AAAA',
    ]) {
      expect([query, ...(await problem('GET', `/api/jobs?${query}`))]).toEqual([query, 400, 'invalid_argument']);
    }
    const { json } = await world.ask('GET', '/api/audit?limit=1', world.fromPage(operator));
    expect(await problem('GET', `/api/jobs?cursor=${json.nextCursor}`)).toEqual([400, 'invalid_argument']);
  });
});

describe('when the login is attacked', () => {
  it('refuses wrong passwords and unknown names alike, and after ten failures everything from that address', async () => {
    const own = await ConsoleWorld.open();
    try {
      const { username, password } = await own.logIn();
      const logIn = (name: string, word: string) => own.ask('POST', '/api/login', { body: { username: name, password: word } });
      for (const name of [username, 'nobody', username, 'nobody', username, 'x', username, 'x', username, 'x']) {
        expect(await logIn(name, 'wrong')).toMatchObject({ status: 401, json: { detail: 'wrong name or password' } });
      }
      const blocked = await logIn(username, password);
      expect([blocked.status, blocked.json.code]).toEqual([429, 'rate_limited']);
      expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(800);
      own.pass(15 * 60_000);
      expect((await logIn(username, password)).status).toBe(200);
    } finally {
      await own.close();
    }
  });

  it('lets in the browser that logged in before, and records all tries from one address in one entry', async () => {
    const own = await ConsoleWorld.open();
    try {
      const { username, password } = await own.logIn();
      const logIn = (word: string, cookie = '') =>
        own.ask('POST', '/api/login', { body: { username, password: word }, headers: cookie === '' ? {} : { cookie } });
      const [, device = ''] = (await logIn(password)).headers.getSetCookie().map((header) => header.split(';')[0]);
      for (let n = 0; n < 200; n++) expect([401, 429]).toContain((await logIn('wrong')).status);
      expect((await logIn(password)).status).toBe(429);
      expect((await logIn(password, device.slice(0, -1))).status).toBe(429);
      const known = await logIn(password, `other=1; ${device}`);
      expect(known.status).toBe(200);
      expect(known.headers.getSetCookie()[1]).not.toContain(device);
      await own.recorded();
      const entries = own.rows("SELECT actor, address, target, outcome FROM console_audit WHERE actor = 'nobody'");
      expect(entries).toEqual([
        {
          actor: 'nobody',
          address: '127.0.0.1',
          target: '/api/login, 202 attempts, 192 of them over the limit',
          outcome: 'unauthenticated',
        },
      ]);
    } finally {
      await own.close();
    }
  });
});
