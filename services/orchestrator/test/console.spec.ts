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

  it('names every wrong setting at once', () => {
    const wrong = { WEB_PORT: '70000', START_RUNNER: 'perhaps', MIN_FREE_MB: '0', OBJECT_ENDPOINT: 'ftp://nas' };
    let refused: unknown;
    try {
      service.configure({ ROOT_DIR: home, RECOVERY: 'pause', ...wrong });
    } catch (error) {
      refused = error;
    }
    expect(refused).toMatchObject({ code: 'invalid_argument' });
    const { message } = refused as Error;
    for (const key of Object.keys(wrong)) expect(message).toContain(key);
    for (const key of ['ROOT_DIR', 'RECOVERY']) expect(message).not.toContain(key);
  });
});

describe('when the catalogue is created from the command line (behaviour 132)', () => {
  it('registers the default local backend once, and follows a new library root', async () => {
    await initialiseCatalogue({ db });
    await initialiseCatalogue({ db });
    expect(ask('SELECT name, base_path FROM storage_backends')).toEqual([{ name: 'local', base_path: join(home, 'library') }]);
    await initialiseCatalogue({ db, libraryRoot: '/volume1/music' });
    expect(ask('SELECT name, base_path FROM storage_backends')).toEqual([{ name: 'local', base_path: '/volume1/music' }]);
  });
});

describe('when the console is used', () => {
  it('shows the first login once and stores only its hash', async () => {
    const login = await ensureConsoleLogin({ db });
    expect(login).toMatchObject({ username: 'admin', password: expect.stringMatching(/^[A-Za-z2-9]{20}$/) });
    expect(await ensureConsoleLogin({ db })).toBeUndefined();
    const [row] = ask<{ password_hash: string; role: string }>('SELECT password_hash, role FROM console_users');
    expect(row?.password_hash).toMatch(/^\$argon2id\$v=19\$/);
    expect(row?.password_hash).not.toContain(login?.password);
    expect(row?.role).toBe('operator');
  });

  it('lists the jobs and the catalogue of its service after login (behaviour 123), until logout', async () => {
    const login = await ensureConsoleLogin({ db });
    await start();
    const url = (path: string): string => `${running?.addresses.http}${path}`;
    const body = JSON.stringify({ username: 'admin', password: login?.password });
    const answer = await fetch(url('/api/login'), { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const { csrfToken } = (await answer.json()) as { csrfToken: string };
    const headers = { cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '', 'x-csrf-token': csrfToken, origin: url('') };
    await runWell();
    await runJob('publish');
    const jobs = (await (await fetch(url('/api/jobs'), { headers })).json()) as { items: { id: number }[] };
    expect(jobs.items.map((job) => job.id)).toEqual([2, 1]);
    expect(jobs.items[0]).toMatchObject({
      template: 'publish',
      status: 'completed',
      stages: [{ stageType: 'publish', status: 'completed', itemCounts: { succeeded: 1 } }],
    });
    const dashboard = await (await fetch(url('/api/dashboard'), { headers })).json();
    expect(dashboard).toMatchObject({
      catalogue: { songs: 3, playlists: 3, artists: 3, activeFiles: 3 },
      downloadStats: { downloadedSongs: 3, missingSongs: 0 },
    });
    expect((await fetch(url('/api/logout'), { method: 'POST', headers })).status).toBe(204);
    expect((await fetch(url('/api/jobs'), { headers })).status).toBe(401);
  });
});
