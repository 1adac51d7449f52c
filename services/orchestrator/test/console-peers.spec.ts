import { Fault } from '@catalogsync/faults';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConsoleWorld, type Login } from './console-world.js';

// Real here: HTTP on loopback, SQLite, the engine. The other services are in memory.
let world: ConsoleWorld;
let operator: Login;
beforeAll(async () => {
  world = await ConsoleWorld.open({ publish: { items: [] } });
  operator = await world.logIn('operator', 'owner');
});
afterAll(() => world.close());
beforeEach(() => {
  const { library, snapshots, mediaServer } = world.others;
  for (const peer of [library, snapshots, mediaServer]) peer.away = undefined;
});

const get = (path: string) => world.ask('GET', path, world.fromPage(operator));
const post = (path: string, body?: object) =>
  world.ask('POST', path, { ...world.fromPage(operator), ...(body === undefined ? {} : { body }) });

describe('when another service does not answer', () => {
  it.each(['/api/library', '/api/library/faults', '/api/library/duplicates', '/api/snapshots', '/api/media-server'])(
    '%s says so with what to do, and shows no empty list',
    async (path) => {
      const { library, snapshots, mediaServer } = world.others;
      for (const peer of [library, snapshots, mediaServer]) peer.away = new Fault('unavailable', 'no answer', { hint: 'Is it running?' });
      const { status, json } = await get(path);
      expect([status, json.code, json.hint, json.items]).toEqual([503, 'unavailable', 'Is it running?', undefined]);
    },
  );
});

describe('when the media server is asked for', () => {
  it('shows what is known of the chosen one, and of the others only that there are adapters', async () => {
    const { json } = await get('/api/media-server');
    expect(json.active).toBe('memory');
    expect(json.servers).toMatchObject([
      { type: 'memory', name: 'Living room', active: true, configured: true, reachable: true, version: '1.2', can: [], checkedAt: null },
      { type: 'other', name: null, active: false, configured: null, reachable: null },
    ]);
  });

  it('a check is remembered as what it can do and what it lacks', async () => {
    expect((await post('/api/media-server/check')).json.checks).toHaveLength(2);
    const { json } = await get('/api/media-server');
    expect(json.servers[0]).toMatchObject({
      ...{ can: ['search'], lacks: [{ what: 'write biographies', reason: 'it has no such field' }] },
      checkedAt: expect.stringMatching(/^20/),
    });
  });

  it('a scan is begun and not waited for', async () => {
    expect((await post('/api/media-server/scan')).status).toBe(204);
    expect(world.others.mediaServer.scans.at(-1)).toEqual(['*']);
  });
});

describe('when snapshots are asked for', () => {
  it('a check says why a reader would refuse one', async () => {
    world.others.snapshots.problems = ['the database is damaged'];
    expect((await post('/api/snapshots/snap-1/verify')).json).toMatchObject({ valid: false, problems: ['the database is damaged'] });
    world.others.snapshots.problems = [];
    expect((await post('/api/snapshots/snap-1/verify')).json).toMatchObject({ valid: true, problems: [], signedBy: 'key-1' });
  });

  it('a rollback that the other machine refuses says why and what to do', async () => {
    const hint = 'Run there: catalogsync snapshot rollback snap-1';
    world.others.snapshots.rollbackFault = new Fault('permission_denied', 'another machine', { hint });
    const { status, json } = await post('/api/snapshots/snap-1/rollback');
    expect([status, json.code, json.hint]).toEqual([403, 'permission_denied', hint]);
    world.others.snapshots.rollbackFault = undefined;
    expect((await post('/api/snapshots/snap-1/rollback')).json).toMatchObject({ id: 'snap-1', sequence: 3, current: true });
  });

  it('a forced publication is a job that says so', async () => {
    const { status, json } = await post('/api/snapshots/publish', { force: true });
    expect([status, json.template]).toEqual([201, 'publish']);
    expect(world.rows('SELECT playlist_scope_json AS scope FROM job_runs WHERE id = ?', json.id)).toEqual([{ scope: '{"force":true}' }]);
  });
});

describe('when the library is asked for', () => {
  it('shows its folders, the backend of their files and how many faults there are', async () => {
    await world.write("INSERT INTO storage_backends(name, backend_type, base_path) VALUES ('library', 'local', '/music')");
    const { json } = await get('/api/library');
    expect(json).toEqual({
      folders: [{ path: '/music', mode: 'events', reason: '', folders: 12, backend: 'library', isLibraryDir: true }],
      ...{ faultCount: 3, lastScan: null },
    });
  });

  it('shows what the last scan found', async () => {
    await world.write("INSERT INTO job_runs(id, job_type, sources, download_sources) VALUES (900, 'scan', '', '')");
    await world.write("INSERT INTO job_stages(id, job_run_id, stage_type, status) VALUES (900, 900, 'library_collect', 'completed')");
    await world.write(
      `INSERT INTO job_items(job_stage_id, item_type, item_key, source, status, ended_at, result_json) VALUES (900, 'collect_source',
        'source:library', 'library', 'succeeded', '2026-11-21T00:00:00.000Z', '{"playlist_count":1,"files":9,"added":2,"changed":0,"moved":1,"removed":0}')`,
    );
    const counts = { files: 9, added: 2, changed: 0, moved: 1, removed: 0 };
    expect((await get('/api/library')).json.lastScan).toEqual({ jobId: 900, endedAt: '2026-11-21T00:00:00.000Z', ...counts });
  });

  it('faults come in pages, and those set aside say by whom', async () => {
    const { json } = await get('/api/library/faults?limit=2');
    expect(json.items.map(({ path }: { path: string }) => path)).toEqual(['/music/a.flac', '/music/b.flac']);
    const rest = await get(`/api/library/faults?limit=2&cursor=${json.nextCursor}`);
    expect([rest.json.items.length, rest.json.nextCursor]).toEqual([1, null]);
    expect((await post('/api/library/faults/set-aside', { paths: ['/music/b.flac'] })).status).toBe(204);
    expect((await get('/api/library/faults')).json.items).toHaveLength(2);
    const all = await get('/api/library/faults?includeSetAside=true');
    expect(all.json.items[1]).toMatchObject({ path: '/music/b.flac', setAsideBy: 'user owner', setAsideAt: expect.stringMatching(/^20/) });
    expect((await post('/api/library/faults/set-aside', { paths: ['/music/b.flac'], undo: true })).status).toBe(204);
    expect((await get('/api/library')).json.faultCount).toBe(3);
  });

  it('a dry run of the purge needs no password, and the purge itself one that was just entered', async () => {
    expect((await post('/api/library/purge', { dryRun: true })).json.leftOvers).toMatchObject([{ what: 'files in the index', count: 4 }]);
    world.pass(11 * 60_000);
    expect((await post('/api/library/purge', { dryRun: true })).status).toBe(200);
    const late = await post('/api/library/purge', { dryRun: false });
    expect([late.status, late.json.code]).toEqual([403, 'expired']);
    await post('/api/session/confirm', { password: operator.password });
    expect((await post('/api/library/purge', { dryRun: false })).status).toBe(200);
    const { headers } = await world.token(operator, 'operator');
    expect((await world.ask('POST', '/api/library/purge', { headers, body: { dryRun: false } })).status).toBe(403);
  });
});

describe('when somebody looks at their sessions', () => {
  it('sees where each was opened, ends one, and never sees those of others', async () => {
    const first = await world.logIn('operator', 'nina');
    const answer = await world.ask('POST', '/api/login', {
      body: { username: 'nina', password: first.password },
      headers: { 'user-agent': 'x'.repeat(500) },
    });
    const second = { ...first, cookie: answer.headers.get('set-cookie')?.split(';')[0] ?? '', csrf: answer.json.csrfToken };
    const { items } = (await world.ask('GET', '/api/sessions', world.fromPage(first))).json;
    expect(items).toHaveLength(2);
    const other = items.find(({ current }: { current: boolean }) => !current);
    expect(other).toMatchObject({ address: '127.0.0.1', userAgent: 'x'.repeat(200), createdAt: expect.stringMatching(/^20/) });
    expect(JSON.stringify(items)).not.toContain(first.cookie.split('=')[1]);
    expect((await world.ask('DELETE', `/api/sessions/${other.id}`, world.fromPage(operator))).status).toBe(404);
    expect((await world.ask('GET', '/api/sessions', world.fromPage(second))).status).toBe(200);
    expect((await world.ask('DELETE', `/api/sessions/${other.id}`, world.fromPage(first))).status).toBe(204);
    expect((await world.ask('GET', '/api/sessions', world.fromPage(second))).status).toBe(401);
    const { headers } = await world.token(operator, 'operator');
    expect((await world.ask('GET', '/api/sessions', { headers })).json).toEqual({ items: [] });
  });
});

describe('when the installation is looked at', () => {
  it('tells users, disks, storage and what jobs there are', async () => {
    expect((await get('/api/users')).json.items).toContainEqual({
      username: 'owner',
      role: 'operator',
      createdAt: '2026-11-21T00:00:00.000Z',
    });
    expect((await get('/api/volumes')).json.items[0]).toMatchObject({ path: expect.stringMatching(/^\//), totalBytes: expect.any(Number) });
    expect((await get('/api/storage')).json.items).toEqual([{ name: 'library', type: 'local', basePath: '/music', objectStorage: null }]);
    const { items } = (await get('/api/templates')).json;
    const scan = items.find(({ name }: { name: string }) => name === 'scan');
    expect(scan).toMatchObject({ takesPlaylists: false, takesFolders: true });
    expect(items.find(({ name }: { name: string }) => name === 'download')).toMatchObject({ takesPlaylists: true, takesFolders: false });
  });
});
