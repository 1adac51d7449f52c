import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ensureConsoleLogin, initialiseCatalogue, service } from '../src/main.js';
import { ask, db, home, runJob, running, runWell, start } from './orchestrator-under-test.js';

// Real here: SQLite files, gRPC over Unix sockets, HTTP on loopback. Resolver and snapshot answer from memory.

describe('when it cannot start', () => {
  it('names the port that is taken and leaves the database free', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => squatter.once('listening', resolve));
    const { port } = squatter.address() as { port: number };
    await expect(start({ WEB_PORT: String(port) })).rejects.toMatchObject({
      code: 'failed_precondition',
      message: expect.stringContaining(String(port)),
    });
    squatter.close();
    await start();
  });

  it('refuses a database that another instance has open', async () => {
    await start();
    await expect(initialiseCatalogue({ db })).rejects.toMatchObject({ code: 'failed_precondition' });
  });

  it('names every wrong setting', () => {
    expect(() => service.configure({ WEB_PORT: '70000' })).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
  });
});

describe('when the catalogue is made by command (behaviour 132)', () => {
  it('registers the default local backend, once, and follows a new library root', async () => {
    await initialiseCatalogue({ db });
    await initialiseCatalogue({ db });
    expect(ask('SELECT name, base_path FROM storage_backends')).toEqual([{ name: 'local', base_path: join(home, 'library') }]);
    await initialiseCatalogue({ db, libraryRoot: '/volume1/music' });
    expect(ask('SELECT name, base_path FROM storage_backends')).toEqual([{ name: 'local', base_path: '/volume1/music' }]);
  });
});

describe('when the console is used', () => {
  const url = (path: string): string => `${running?.addresses.http}${path}`;
  const logIn = (username: string, password: string) =>
    fetch(url('/api/login'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    });
  const withLogin = async (): Promise<{ password: string; cookie: string }> => {
    const login = await ensureConsoleLogin({ db });
    await start();
    const answer = await logIn('admin', login?.password ?? '');
    expect(answer.status).toBe(204);
    return { password: login?.password ?? '', cookie: answer.headers.get('set-cookie') ?? '' };
  };

  it('tells the first login once and keeps only its hash', async () => {
    const login = await ensureConsoleLogin({ db });
    expect(login).toMatchObject({ username: 'admin', password: expect.stringMatching(/^[A-Za-z2-9]{20}$/) });
    expect(await ensureConsoleLogin({ db })).toBeUndefined();
    const [row] = ask<{ password_hash: string }>('SELECT password_hash FROM console_users');
    expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$/);
    expect(row?.password_hash).not.toContain(login?.password);
  });

  it('answers nothing without a login but health and the login itself (behaviour 131)', async () => {
    await start();
    expect((await fetch(url('/healthz'))).status).toBe(200);
    expect((await fetch(url('/readyz'))).status).toBe(200);
    for (const path of ['/api/jobs', '/api/dashboard', '/', '/nothing', '/api/login', '/healthz/../api/jobs', '/api/jobs?x=/healthz']) {
      const answer = await fetch(url(path));
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(await answer.json()).toMatchObject({ code: 'unauthenticated', status: 401 });
    }
  });

  it('lists jobs and the catalogue after a login (behaviour 123), until the logout', async () => {
    const { cookie } = await withLogin();
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    await runWell();
    await runJob('publish');
    const headers = { cookie: cookie.split(';')[0]! };
    const jobs = (await (await fetch(url('/api/jobs'), { headers })).json()) as { items: { id: number; stages: unknown[] }[] };
    expect(jobs.items.map((job) => job.id)).toEqual([2, 1]);
    expect(jobs.items[0]).toMatchObject({
      job_type: 'publish',
      status: 'completed',
      stages: [{ stage_type: 'publish', status: 'completed' }],
    });
    const second = await (await fetch(url('/api/jobs?limit=1&before=2'), { headers })).json();
    expect(second).toMatchObject({ items: [{ id: 1 }], next_before: 1 });
    const dashboard = await (await fetch(url('/api/dashboard'), { headers })).json();
    expect(dashboard).toMatchObject({ catalogue: { songs: 3, playlists: 3, artists: 3, active_files: 3 } });
    expect((await fetch(url('/api/logout'), { method: 'POST', headers })).status).toBe(204);
    expect((await fetch(url('/api/jobs'), { headers })).status).toBe(401);
  });

  it('refuses bad input with a code, never with 500', async () => {
    const { cookie } = await withLogin();
    const headers = { cookie: cookie.split(';')[0]! };
    for (const query of ['limit=0', 'limit=201', 'limit=x', 'before=-1', 'limit=1e2']) {
      const answer = await fetch(url(`/api/jobs?${query}`), { headers });
      expect([query, answer.status, ((await answer.json()) as { code: string }).code]).toEqual([query, 400, 'invalid_argument']);
    }
    expect((await fetch(url('/api/nothing'), { headers })).status).toBe(404);
    const json = { 'content-type': 'application/json' };
    for (const body of ['{', '[]', '{"username":1,"password":2}', `{"username":"admin","password":"${'x'.repeat(300)}"}`]) {
      expect([body.slice(0, 9), (await fetch(url('/api/login'), { method: 'POST', headers: json, body })).status]).toEqual([
        body.slice(0, 9),
        400,
      ]);
    }
    expect((await fetch(url('/api/login'), { method: 'POST', headers: json, body: 'x'.repeat(100_000) })).status).toBe(413);
    expect((await fetch(url('/api/jobs'), { headers: { cookie: 'catalogsync_session=%00; a' } })).status).toBe(401);
  });

  it('refuses wrong and unknown names alike, and after ten failures everything from there', async () => {
    const { password } = await withLogin();
    for (const name of ['admin', 'nobody', 'admin', 'nobody', 'admin', 'x', 'admin', 'x', 'admin', 'x']) {
      const answer = await logIn(name, 'wrong');
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ detail: 'the name or the password is wrong' });
    }
    const blocked = await logIn('admin', password);
    expect(blocked.status).toBe(429);
    expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(800);
  });
});
