import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { freePort, until } from '@catalogsync/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { catalogsync, type Ended, removeFolders, temporaryFolder } from './command-line.js';

// Real here: the command line in this process, SQLite files, Argon2id.
let db: string;
const run = (...args: string[]) => catalogsync(['console', ...args, '--db', db]);
const json = async (...args: string[]) => JSON.parse((await catalogsync(['--json', 'console', ...args, '--db', db])).stdout);

beforeAll(async () => {
  db = join(temporaryFolder(), 'catalogsync.db');
  expect((await catalogsync(['init-db', '--db', db])).code).toBe(0);
});
afterAll(removeFolders);

describe('when the console password is lost', () => {
  it('sets a new one for an existing user, shows it once, and records it', async () => {
    expect(await run('reset-password')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^catalogsync: there is no user "admin"\..*\n$/),
    });
    const { username } = await json('users', 'add', 'owner', '--role', 'operator');
    const shown = await run('reset-password', '--user', username);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(/User: {5}owner/);
    const [password = ''] = /(?<=Password: )[A-Za-z2-9]{20}/.exec(shown.stdout) ?? [];
    expect(shown.stdout.split(password)).toHaveLength(2);
    const later = [await run('users', 'list'), await run('reset-password', '--user', username)];
    expect(JSON.stringify([shown.stderr, later])).not.toContain(password);
    for (const name of readdirSync(dirname(db))) expect(readFileSync(join(dirname(db), name)).includes(password)).toBe(false);
    const connection = new Connection(db, { readonly: true });
    const rows = connection.prepare('SELECT actor, action, target, outcome FROM console_audit ORDER BY id').all();
    connection.close();
    expect(rows).toEqual([
      { actor: 'command line', action: 'resetPassword', target: 'user admin', outcome: 'not_found' },
      { actor: 'command line', action: 'addUser', target: 'user owner (operator)', outcome: 'done' },
      { actor: 'command line', action: 'resetPassword', target: 'user owner', outcome: 'done' },
      { actor: 'command line', action: 'resetPassword', target: 'user owner', outcome: 'done' },
    ]);
  });

  it('refuses while another process holds the catalogue, and where none exists', async () => {
    const lock = new Connection(`${db}.lock`);
    lock.exec('BEGIN EXCLUSIVE');
    expect(await run('reset-password', '--user', 'owner')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('another process uses the database'),
    });
    lock.close();
    const missing = await catalogsync(['console', 'reset-password', '--db', join(temporaryFolder(), 'catalogsync.db')]);
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no catalogue yet') });
  });
});

describe('when console users are managed from the command line', () => {
  it('adds, lists and removes them, but never the last operator', async () => {
    expect((await run('users', 'add', 'guest')).stdout).toMatch(/Password: /);
    expect(await json('users', 'list')).toEqual({
      users: [
        { username: 'guest', role: 'read_only' },
        { username: 'owner', role: 'operator' },
      ],
    });
    expect(await run('users', 'add', 'guest')).toMatchObject({ code: 1 });
    expect(await run('users', 'add', 'x', '--role', 'god')).toMatchObject({ code: 2 });
    expect(await run('users', 'remove', 'owner')).toMatchObject({ code: 1, stderr: expect.stringContaining('the last operator') });
    expect(await run('users', 'remove', 'guest')).toMatchObject({ code: 0, stdout: 'removed: guest\n' });
    expect((await run('users', 'list')).stdout).toBe('USER   ROLE\nowner  operator\n');
  });
});

describe('when API tokens are managed from the command line', () => {
  it('shows a token once, lists it without its secret, and revokes it', async () => {
    const { id, token, role } = await json('tokens', 'create', '--name', '备份', '--expires-in-days', '30');
    expect([token, role]).toEqual([expect.stringMatching(/^cst_[\w-]{43}$/), 'read_only']);
    const listed = await run('tokens', 'list');
    expect(listed.stdout).toContain('备份');
    expect(listed.stdout).toContain('in force');
    expect(listed.stdout).not.toContain(token.slice(4));
    expect(await run('tokens', 'revoke', String(id))).toMatchObject({ code: 0, stdout: `revoked: ${id}\n` });
    expect((await run('tokens', 'list')).stdout).toContain('revoked');
    expect(await run('tokens', 'revoke', '99')).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no token 99') });
  });

  it('refuses wrong usage', async () => {
    for (const args of [
      ['tokens', 'create'],
      ['tokens', 'revoke', 'x'],
      ['tokens', 'create', '--name', 'x', '--expires-in-days', '0'],
      ['tokens', 'create', '--name', 'x', '--role', 'admin'],
    ]) {
      expect([args, (await run(...args)).code]).toEqual([args, 2]);
    }
    expect((await run('tokens', 'create', '--name', 'x', '--expires-in-days', '9999')).code).toBe(1);
  });
});

describe('when the service is running', () => {
  let home: string;
  let stop: AbortController;
  let ended: Promise<Ended>;
  let base: string;
  const inHome = (...args: string[]) => catalogsync(['console', ...args, '--home', home]);

  beforeAll(async () => {
    home = join(temporaryFolder(), 'home');
    mkdirSync(home, { mode: 0o700 });
    const port = await freePort();
    base = `http://127.0.0.1:${port}`;
    const settings = ['LOG_LEVEL=silent', 'WEB_HOST=127.0.0.1', `WEB_PORT=${port}`, ''];
    writeFileSync(join(home, 'catalogsync.env'), settings.join('\n'), { mode: 0o600 });
    stop = new AbortController();
    ended = catalogsync(['serve', 'orchestrator', '--home', home], { signal: stop.signal });
    await until(async () =>
      fetch(`${base}/healthz`).then(
        ({ ok }) => ok || undefined,
        () => undefined,
      ),
    );
  });
  afterAll(async () => {
    stop.abort();
    await ended;
  });

  const logIn = (username: string, password: string): Promise<Response> =>
    fetch(`${base}/api/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    });
  const passwordIn = ({ stdout }: Ended): string => /(?<=Password: )\S+/.exec(stdout)?.[0] ?? '';

  it('a new password logs the user in, and ends the sessions of the old one', async () => {
    const first = passwordIn(await inHome('reset-password'));
    const session = await logIn('admin', first);
    const cookie = session.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const jobs = () => fetch(`${base}/api/jobs`, { headers: { cookie } });
    expect([session.status, (await jobs()).status]).toEqual([200, 200]);
    const second = passwordIn(await inHome('reset-password'));
    expect([(await jobs()).status, (await logIn('admin', first)).status, (await logIn('admin', second)).status]).toEqual([401, 401, 200]);
  });

  it('a job that it does not run waits in the queue, and that is said at once', async () => {
    const { code, stderr } = await catalogsync(['run', '--template', 'publish', '--home', home]);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^catalogsync: job 1 waits in the queue: .*START_RUNNER=true.*jobs cancel 1/),
    ]);
    expect((await catalogsync(['jobs', 'list', '--home', home])).stdout).toMatch(/^1 +publish +queued/m);
  });

  it('users and tokens are added, listed and removed, and what is refused says why', async () => {
    expect(passwordIn(await inHome('users', 'add', 'guest'))).toHaveLength(20);
    expect((await inHome('users', 'list')).stdout).toMatch(/guest +read_only/);
    expect(await inHome('users', 'add', 'guest')).toMatchObject({ code: 1, stderr: expect.stringContaining('already is a user "guest"') });
    expect(await inHome('users', 'remove', 'guest')).toMatchObject({ code: 0, stdout: 'removed: guest\n' });
    expect(await inHome('users', 'remove', 'admin')).toMatchObject({ code: 1, stderr: expect.stringContaining('the last operator') });
    const { id, token } = JSON.parse((await inHome('tokens', 'create', '--name', 'player', '--json')).stdout) as {
      id: number;
      token: string;
    };
    const asked = () => fetch(`${base}/api/jobs`, { headers: { authorization: `Bearer ${token}` } });
    expect((await asked()).status).toBe(200);
    expect((await inHome('tokens', 'list')).stdout).toMatch(/player +read_only +in force +- /);
    expect(await inHome('tokens', 'revoke', String(id))).toMatchObject({ code: 0 });
    expect((await asked()).status).toBe(401);
  });
});
