import 'reflect-metadata';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { orchestratorV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { createRpcClient, type RpcClient, type RpcServer } from '@catalogsync/rpc';
import { type RunningService, silentLogger, systemClock } from '@catalogsync/runtime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { ensureConsoleLogin, initialiseCatalogue, service } from '../src/main.js';
import { albums, FakeLibrary, FakePublication, newest, startFakeResolver, startFakeSnapshot } from './fake-peers.js';

// Real here: SQLite files, gRPC over Unix sockets, HTTP on loopback. Resolver and snapshot answer from memory.
const Status = orchestratorV1.JobStatus;
const wire = orchestratorV1.OrchestratorServiceService;

let sockets: string;
let resolver: RpcServer;
let snapshot: RpcServer;
let library: FakeLibrary;
let publication: FakePublication;
const peers = { library: new FakeLibrary(), publication: new FakePublication() };

beforeAll(async () => {
  sockets = mkdtempSync(join(tmpdir(), 'peers-'));
  resolver = await startFakeResolver(`unix:${join(sockets, 'r.sock')}`, peers.library);
  snapshot = await startFakeSnapshot(`unix:${join(sockets, 's.sock')}`, peers.publication);
});
afterAll(async () => {
  await Promise.all([resolver.stop(), snapshot.stop()]);
  rmSync(sockets, { recursive: true, force: true });
});

let home: string;
let db: string;
let running: RunningService | undefined;
let client: RpcClient<typeof wire>;

const environment = () => ({
  ROOT_DIR: home,
  RESOLVER_RPC: `unix:${join(sockets, 'r.sock')}`,
  SNAPSHOT_RPC: `unix:${join(sockets, 's.sock')}`,
  WEB_HOST: '127.0.0.1',
  WEB_PORT: '0',
});
const start = async (more: Record<string, string> = {}): Promise<RunningService> => {
  const config = service.configure({ ...environment(), ...more });
  running = await service.start(config, { log: silentLogger(), clock: systemClock });
  client = createRpcClient(wire, { address: running.addresses.grpc, service: 'orchestrator' });
  return running;
};
const stop = async (): Promise<void> => {
  client?.close();
  await running?.stop();
  running = undefined;
};
const follow = async (jobId: number) => {
  const seen: orchestratorV1.WatchJobResponse[] = [];
  for await (const state of client.watchJob({ jobId }, { deadlineMs: 20_000 })) seen.push(state);
  return { seen, last: seen.at(-1)!, notices: seen.flatMap((state) => state.notices) };
};
const runJob = async (template = 'full', sources: string[] = []) => {
  const { jobId } = await client.startJob({ template, sources }, { deadlineMs: 5000 });
  return follow(jobId);
};
const runWell = async (): Promise<void> => {
  expect((await runJob()).last.lastError).toBe('');
};
const ask = <Row = Record<string, unknown>>(sql: string): Row[] => {
  const connection = new Connection(db, { readonly: true });
  const rows = connection.prepare(sql).all() as Row[];
  connection.close();
  return rows;
};

const jay = { id: 't1', name: '七里香', artists: ['周杰伦'], album: '七里香' };
const lara = { id: 't2', name: '珊瑚海', artists: ['周杰伦', '梁心颐'], album: '十一月的萧邦' };
const nina = { id: 't3', name: 'Feeling Good', artists: ['Nina Simone'] };
const threeAlbums = () => [
  { remoteId: 'a1', name: '七里香', version: '1', pools: [albums], tracks: [jay, lara, jay] },
  { remoteId: 'a2', name: 'I Put a Spell on You', version: '1', pools: [albums], tracks: [nina] },
  { remoteId: 'newest', name: 'Recently added', version: '1', pools: [newest], tracks: [nina, lara, jay] },
];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'orchestrator-'));
  db = join(home, 'catalogsync.db');
  library = Object.assign(peers.library, new FakeLibrary(), { albums: threeAlbums() });
  library.broken.clear();
  library.trackReads.length = 0;
  publication = Object.assign(peers.publication, new FakePublication());
});
afterEach(async () => {
  await stop();
  rmSync(home, { recursive: true, force: true });
});

describe('when the full job runs over a library', () => {
  it('collects, syncs, registers and publishes in this order (behaviours 102, 104, 138)', async () => {
    await start();
    const { last, seen } = await runJob();
    expect(last.status).toBe(Status.JOB_STATUS_COMPLETED);
    expect(last.stages.map((stage) => `${stage.type} ${stage.status}`)).toEqual([
      'collect completed',
      'sync completed',
      'download completed',
      'publish completed',
    ]);
    expect(seen.length).toBeGreaterThan(0);
    expect(publication.published).toBe(1);
    expect(ask('SELECT event_type, message FROM job_events ORDER BY id')).toEqual(
      expect.arrayContaining([
        { event_type: 'stage_left_out', message: 'upload is not configured' },
        { event_type: 'stage_left_out', message: 'scan is not configured' },
        { event_type: 'published', message: 'snap-1 with 3 tracks' },
      ]),
    );
    expect(await client.getCatalogSummary({}, { deadlineMs: 5000 })).toEqual({ songs: 3, playlists: 3, artists: 3, activeFiles: 3 });
  });

  it('stores playlists in the order of their source, with pools, artists and files', async () => {
    await start();
    await runWell();
    const order = ask(`SELECT p.name AS playlist, x.position, s.name AS song FROM playlist_songs x
      JOIN playlists p ON p.id = x.playlist_id JOIN songs s ON s.id = x.song_id ORDER BY p.id, x.position`);
    expect(order.map((row) => `${row.playlist} ${row.position} ${row.song}`)).toEqual([
      '七里香 1 七里香',
      '七里香 2 珊瑚海',
      '七里香 3 七里香',
      'I Put a Spell on You 1 Feeling Good',
      'Recently added 1 Feeling Good',
      'Recently added 2 珊瑚海',
      'Recently added 3 七里香',
    ]);
    expect(ask('SELECT collected_song_count AS n, sync_status FROM playlists')).toEqual(
      [3, 1, 3].map((n) => ({ n, sync_status: 'synced' })),
    );
    expect(ask('SELECT pool_kind, external_id, name FROM playlist_pools ORDER BY pool_kind')).toEqual([
      { pool_kind: 'library', external_id: 'albums', name: 'Albums' },
      { pool_kind: 'toplist', external_id: 'library_newest', name: 'Library' },
    ]);
    const [song] = ask<{ singers: string; metadata_json: string }>("SELECT singers, metadata_json FROM songs WHERE remote_song_id = 't2'");
    expect(song?.singers).toBe('周杰伦 / 梁心颐');
    expect(song?.metadata_json).toContain('"album":"十一月的萧邦"'); // Behaviour 82: readable.
    expect(JSON.parse(song?.metadata_json ?? '')).toMatchObject({ duration_ms: 200_000, album_artist: '周杰伦', year: 2004 });
    expect(ask('SELECT name, backend_type, base_path FROM storage_backends ORDER BY id')).toEqual([
      { name: 'local', backend_type: 'local', base_path: join(home, 'library') },
      { name: 'library-0011aabb', backend_type: 'local', base_path: '/music' },
    ]);
    expect(ask('SELECT locator, status, is_primary FROM file_locations ORDER BY locator')).toEqual(
      ['t1.flac', 't2.flac', 't3.flac'].map((locator) => ({ locator, status: 'active', is_primary: 1 })),
    );
  });

  it('writes nothing and reads no playlist again when nothing has changed (behaviour 69)', async () => {
    await start();
    await runWell();
    const tables = [
      'playlist_pools',
      'playlists',
      'pool_playlists',
      'songs',
      'playlist_songs',
      'artists',
      'artist_songs',
      'file_assets',
      'file_locations',
    ];
    const before = tables.map((table) => ask(`SELECT * FROM ${table}`));
    library.trackReads.length = 0;
    const { last } = await runJob();
    expect(last.status).toBe(Status.JOB_STATUS_COMPLETED);
    expect(tables.map((table) => ask(`SELECT * FROM ${table}`))).toEqual(before);
    expect(library.trackReads).toEqual([]);
  });
});

describe('when the library has changed since the last job', () => {
  it('drops the album that is gone, keeps its song, and takes its file out of the catalogue', async () => {
    await start();
    await runWell();
    library.albums = [{ ...threeAlbums()[0]! }, { ...threeAlbums()[2]!, version: '2', tracks: [lara, jay] }];
    await runWell();
    expect(ask('SELECT remote_playlist_id AS id FROM playlists ORDER BY 1')).toEqual([{ id: 'a1' }, { id: 'newest' }]);
    expect(ask('SELECT count(*) AS n FROM playlist_songs')).toEqual([{ n: 5 }]);
    expect(ask("SELECT name FROM songs WHERE remote_song_id = 't3'")).toEqual([{ name: 'Feeling Good' }]);
    expect(ask("SELECT status, is_primary FROM file_locations WHERE locator = 't3.flac'")).toEqual([{ status: 'missing', is_primary: 0 }]);
  });

  it('gives a file that is back its old location', async () => {
    await start();
    await runWell();
    const before = ask('SELECT * FROM file_locations');
    library.albums = [threeAlbums()[0]!];
    await runWell();
    expect(ask("SELECT status FROM file_locations WHERE locator = 't3.flac'")).toEqual([{ status: 'missing' }]);
    library.albums = threeAlbums();
    await runWell();
    expect(ask('SELECT * FROM file_locations')).toEqual(before);
  });

  it('follows moved files, renamed songs and other encodings', async () => {
    await start();
    await runWell();
    const [id] = ask("SELECT id FROM songs WHERE remote_song_id = 't3'");
    const renamed = { ...nina, name: 'Feeling Good (Remastered)', artists: ['Nina Simone', 'Hal Mooney'], locator: 'Nina/03.flac' };
    library.albums = [threeAlbums()[0]!, { ...threeAlbums()[1]!, version: '2', tracks: [renamed] }];
    await runWell();
    expect(ask("SELECT id, name, singers FROM songs WHERE remote_song_id = 't3'")).toEqual([
      { ...id, name: 'Feeling Good (Remastered)', singers: 'Nina Simone / Hal Mooney' },
    ]);
    expect(ask("SELECT locator, status FROM file_locations WHERE locator LIKE '%03%'")).toEqual([
      { locator: 'Nina/03.flac', status: 'active' },
    ]);
    library.albums = [{ ...threeAlbums()[1]!, version: '3', tracks: [{ ...renamed, quality: 'hires' }] }];
    await runWell();
    const files = ask(`SELECT a.quality_label AS quality, l.status FROM file_locations l JOIN file_assets a ON a.id = l.file_asset_id
      JOIN songs s ON s.id = a.song_id WHERE s.remote_song_id = 't3' ORDER BY 1`);
    expect(files).toEqual([
      { quality: 'hires', status: 'active' },
      { quality: 'lossless', status: 'missing' },
    ]);
  });

  it('forgets artists that no song has any more', async () => {
    await start();
    await runWell();
    library.albums = [
      {
        ...threeAlbums()[0]!,
        version: '2',
        tracks: [
          { ...jay, artists: ['Jay Chou'] },
          { ...lara, artists: ['Jay Chou'] },
        ],
      },
    ];
    await runWell();
    expect(ask('SELECT name FROM artists ORDER BY id').map((row) => row.name)).not.toContain('梁心颐');
    expect(
      ask(
        "SELECT a.name FROM artists a JOIN artist_songs x ON x.artist_id = a.id JOIN songs s ON s.id = x.song_id WHERE s.remote_song_id = 't1'",
      ),
    ).toEqual([{ name: 'Jay Chou' }]);
  });

  it('leaves playlists and locations of others alone', async () => {
    await initialiseCatalogue({ db });
    const other = new Connection(db);
    other.exec(`INSERT INTO playlists(id, platform, remote_playlist_id, name) VALUES (90, 'qq', 'x', '云音乐');
      INSERT INTO songs(id, platform, remote_song_id, name) VALUES (91, 'qq', 's', '歌');
      INSERT INTO playlist_songs VALUES (90, 91, 1);
      INSERT INTO file_assets(id, song_id, quality_label, ext) VALUES (92, 91, 'mp3_320', 'mp3');
      INSERT INTO file_locations(file_asset_id, backend_id, locator, status, is_primary) SELECT 92, id, 'qq/a.mp3', 'active', 1 FROM storage_backends`);
    other.close();
    await start();
    await runWell();
    await runWell();
    expect(ask("SELECT l.status, p.name FROM file_locations l, playlists p WHERE l.locator = 'qq/a.mp3' AND p.id = 90")).toEqual([
      { status: 'active', name: '云音乐' },
    ]);
  });
});

describe('when parts of the work fail', () => {
  it('names unreadable files and ends with errors, everything else done (behaviour 103)', async () => {
    library.problems = [{ path: '/music/broken.flac', reason: 'no audio in it' }];
    await start();
    const { last, notices } = await runJob();
    expect(last.status).toBe(Status.JOB_STATUS_COMPLETED_WITH_ERRORS);
    expect(notices).toEqual(['/music/broken.flac: no audio in it']);
    expect(ask('SELECT level, message FROM job_logs')).toEqual([{ level: 'warn', message: '/music/broken.flac: no audio in it' }]);
    expect(publication.published).toBe(1);
    const later = await follow(1);
    expect(later.notices).toEqual(notices);
  });

  it('keeps the old songs of a playlist that cannot be read and tries it again next time', async () => {
    await start();
    await runWell();
    library.albums = [threeAlbums()[0]!, { ...threeAlbums()[1]!, version: '2' }, threeAlbums()[2]!];
    library.broken.set('a2', new Fault('data_corrupt', 'the page makes no sense'));
    const { last } = await runJob();
    expect(last.status).toBe(Status.JOB_STATUS_COMPLETED_WITH_ERRORS);
    expect(ask("SELECT sync_status, last_error, collected_song_count AS n FROM playlists WHERE remote_playlist_id = 'a2'")).toEqual([
      { sync_status: 'failed', last_error: 'the page makes no sense', n: 1 },
    ]);
    library.broken.clear();
    await runWell();
    expect(ask("SELECT sync_status, last_error FROM playlists WHERE remote_playlist_id = 'a2'")).toEqual([
      { sync_status: 'synced', last_error: null },
    ]);
  });

  it('fails the job with the reason, and removes nothing, when the scan fails', async () => {
    await start();
    await runWell();
    library.albums = [];
    library.scanFault = new Fault('failed_precondition', 'another scan is running');
    const { last } = await runJob();
    expect(last).toMatchObject({ status: Status.JOB_STATUS_FAILED, lastError: 'another scan is running' });
    expect(last.stages.map((stage) => stage.status)).toEqual(['failed', 'canceled', 'canceled', 'canceled']);
    expect(ask('SELECT count(*) AS n FROM playlists')).toEqual([{ n: 3 }]);
  });

  it('fails the job when a peer is not there', async () => {
    await start({ RESOLVER_RPC: `unix:${join(sockets, 'nobody.sock')}` });
    const { last } = await runJob();
    expect(last.status).toBe(Status.JOB_STATUS_FAILED);
    expect(last.lastError).toContain('resolver');
  });

  it('leaves a file alone whose song is not known yet', async () => {
    library.strayFiles = [{ id: 't9', name: 'new', artists: [] }];
    await start();
    const { last } = await runJob();
    expect(last.status).toBe(Status.JOB_STATUS_COMPLETED);
    expect(ask("SELECT message FROM job_events WHERE event_type = 'files_without_song'")).toHaveLength(1);
  });
});

describe('when a job is asked for that cannot run', () => {
  it('refuses unknown templates, unknown sources and sources that are not configured', async () => {
    await start();
    await expect(client.startJob({ template: 'everything', sources: [] }, { deadlineMs: 5000 })).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    await expect(client.startJob({ template: 'upload', sources: [] }, { deadlineMs: 5000 })).rejects.toMatchObject({
      code: 'failed_precondition',
    });
    await expect(client.watchJob({ jobId: 99 }, { deadlineMs: 5000 })[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'not_found',
    });
    expect((await runJob('collect', ['nowhere'])).last.lastError).toContain('there is no source "nowhere"');
    expect((await runJob('collect', ['qq'])).last.lastError).toContain('not configured');
  });

  it('runs one job at a time', async () => {
    library.scanHangs = true;
    await start();
    await client.startJob({ template: 'full', sources: [] }, { deadlineMs: 5000 });
    await expect(client.startJob({ template: 'publish', sources: [] }, { deadlineMs: 5000 })).rejects.toMatchObject({
      code: 'failed_precondition',
    });
  });
});

describe('when the service stops while a job runs', () => {
  it('pauses the job and ends its watchers, within seconds', async () => {
    library.scanHangs = true;
    await start();
    const watched = runJob();
    while (ask("SELECT 1 FROM job_stages WHERE status = 'running'").length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const begun = performance.now();
    await running?.stop();
    expect(performance.now() - begun).toBeLessThan(3000);
    expect((await watched).last.status).toBe(Status.JOB_STATUS_PAUSED);
    expect(ask('SELECT status FROM job_runs')).toEqual([{ status: 'paused' }]);
    expect(ask('SELECT status FROM job_stages ORDER BY seq_no').map((row) => row.status)).toEqual([
      'paused',
      'pending',
      'pending',
      'pending',
    ]);
  });

  it('pauses what a crash left running, with one event per job (behaviours 96, 97, 99)', async () => {
    await initialiseCatalogue({ db });
    const crashed = new Connection(db);
    crashed.exec(`INSERT INTO job_runs(id, job_type, status) VALUES (1, 'full', 'running'), (2, 'full', 'completed');
      INSERT INTO job_stages(job_run_id, stage_type, seq_no, status) VALUES (1, 'collect', 1, 'completed'), (1, 'sync', 2, 'running')`);
    crashed.close();
    await start();
    expect(ask('SELECT id, status FROM job_runs ORDER BY id')).toEqual([
      { id: 1, status: 'paused' },
      { id: 2, status: 'completed' },
    ]);
    expect(ask('SELECT status FROM job_stages ORDER BY seq_no').map((row) => row.status)).toEqual(['completed', 'paused']);
    expect(ask("SELECT job_run_id FROM job_events WHERE event_type = 'recovery_requeued'")).toEqual([{ job_run_id: 1 }]);
    expect((await runJob()).last.status).toBe(Status.JOB_STATUS_COMPLETED);
  });
});

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
