import { orchestratorJobsV1, orchestratorPlaylistFilesV1 } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import { createRpcClient } from '@catalogsync/rpc';
import { describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { initialiseCatalogue } from '../src/main.js';
import {
  ask,
  command,
  createJob,
  db,
  follow,
  jobRequest,
  jobs,
  library,
  publication,
  runJob,
  runWell,
  Status,
  start,
  threeAlbums,
} from './orchestrator-under-test.js';

const { CommandType } = orchestratorJobsV1;

// Real here: SQLite files and gRPC over Unix sockets. Resolver and snapshot answer from memory.

const file = { playlistFileName: 'mine.txt', playlistFileId: 'abc123' };
const reference = (platform: string, remoteId: string, url = '') => ({ platform, remoteId, url });
const runFile = (playlists: ReturnType<typeof reference>[], sources: string[] = [], template = 'full') =>
  runJob(template, sources, { ...file, playlists });
const attached = () =>
  ask(`SELECT o.platform, o.external_id, o.name, p.remote_playlist_id AS playlist FROM playlist_pools o
    JOIN pool_playlists x ON x.pool_id = o.id JOIN playlists p ON p.id = x.playlist_id
    WHERE o.external_id LIKE 'run-file:%' ORDER BY playlist`);
const pool = { platform: 'library', external_id: 'run-file:abc123', name: 'mine.txt' };

describe('when a playlist file is read (behaviour 139)', () => {
  const read = async (content: string, settings: Record<string, string> = {}) => {
    const { addresses } = await start(settings);
    const rpc = createRpcClient(orchestratorPlaylistFilesV1.PlaylistFileServiceService, {
      address: addresses.grpc,
      service: 'orchestrator',
    });
    const request = { name: 'mine.txt', content: Buffer.from(content) };
    return rpc.readPlaylistFile(request, { deadlineMs: 30_000 }).finally(() => rpc.close());
  };

  it('returns its playlists as the resolver knows them', async () => {
    const url = 'https://y.qq.com/n/ryqq/playlist/7';
    expect((await read(`# mine\n${url}\nlibrary,a1\nqq,7\n`)).playlists).toEqual([reference('qq', '7', url), reference('library', 'a1')]);
  });

  it('names a line that names no playlist', async () => {
    await expect(read('qq,7\n\nnonsense\n')).rejects.toMatchObject({
      code: 'invalid_argument',
      message: 'mine.txt, line 3: nothing known: "nonsense"',
    });
  });

  it('says that it needs the resolver if that does not answer', async () => {
    await expect(read('qq,7', { RESOLVER_RPC: 'unix:/nowhere/r.sock' })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('the resolver'),
      hint: expect.stringContaining('RESOLVER_RPC'),
    });
  });
});

describe('when a job runs over the playlists of a file (behaviours 105, 139)', () => {
  it('skips collect, syncs only these, registers only their songs, and publishes', async () => {
    await start();
    const { last, notices } = await runFile([reference('library', 'a2')]);
    expect(last.status).toBe(Status.JOB_STATUS_COMPLETED);
    expect(notices).toEqual([]);
    expect(last.stages.map((stage) => stage.type)).toEqual(['sync', 'download', 'publish']);
    expect(library.trackReads).toEqual(['a2']);
    expect(ask('SELECT name, sync_status FROM playlists')).toEqual([{ name: 'I Put a Spell on You', sync_status: 'synced' }]);
    expect(ask('SELECT locator FROM file_locations')).toEqual([{ locator: 't3.flac' }]);
    expect(attached()).toEqual([{ ...pool, playlist: 'a2' }]);
    expect(publication.published).toBe(1);
  });

  it('reads these again and leaves all others unchanged', async () => {
    await start();
    await runWell();
    library.albums = threeAlbums().map((album) => ({ ...album, version: '2', tracks: album.tracks.slice(1) }));
    library.trackReads.length = 0;
    const before = ask("SELECT * FROM playlist_songs JOIN playlists p ON p.id = playlist_id WHERE p.remote_playlist_id <> 'a1'");
    expect((await runFile([reference('library', 'a1')])).last.status).toBe(Status.JOB_STATUS_COMPLETED);
    expect(new Set(library.trackReads)).toEqual(new Set(['a1']));
    expect(ask("SELECT * FROM playlist_songs JOIN playlists p ON p.id = playlist_id WHERE p.remote_playlist_id <> 'a1'")).toEqual(before);
    expect(ask("SELECT collected_song_count AS n FROM playlists WHERE remote_playlist_id = 'a1'")).toEqual([{ n: 2 }]);
  });

  it('marks only files of its own songs missing', async () => {
    await start();
    await runWell();
    const [a1, a2, newest] = threeAlbums();
    // All files are gone; only t1 and t2 are in the requested playlist.
    library.albums = [
      { ...a1!, tracks: [] },
      { ...a2!, tracks: [] },
      { ...newest!, tracks: [] },
    ];
    library.broken.set('a1', new Fault('data_corrupt', 'no list'));
    await runFile([reference('library', 'a1')]);
    expect(ask('SELECT locator, status FROM file_locations ORDER BY locator')).toEqual([
      { locator: 't1.flac', status: 'missing' },
      { locator: 't2.flac', status: 'missing' },
      { locator: 't3.flac', status: 'active' },
    ]);
  });

  it('stores the scope with the job, and one pool for the file however often it runs', async () => {
    await start();
    await runFile([reference('library', 'a1', 'https://x.example/a1'), reference('library', 'a2')]);
    await runFile([reference('library', 'a2'), reference('library', 'a2')]);
    expect(attached()).toEqual([{ ...pool, playlist: 'a2' }]);
    expect(
      ask<{ json: string }>('SELECT playlist_scope_json AS json FROM job_runs ORDER BY id').map(({ json }) => JSON.parse(json)),
    ).toEqual([
      {
        playlists: [
          { platform: 'library', remote_id: 'a1', url: 'https://x.example/a1' },
          { platform: 'library', remote_id: 'a2' },
        ],
        file: { id: 'abc123', name: 'mine.txt' },
      },
      { playlists: [{ platform: 'library', remote_id: 'a2' }], file: { id: 'abc123', name: 'mine.txt' } },
    ]);
  });

  it('stays attached when everything is collected afterwards (behaviour 140)', async () => {
    await start();
    await runFile([reference('library', 'a2')]);
    const { last } = await runJob();
    expect(last.stages.map((stage) => `${stage.type} ${stage.status}`)).toEqual([
      'collect completed',
      'sync completed',
      'download completed',
      'publish completed',
    ]);
    expect(attached()).toEqual([{ ...pool, playlist: 'a2' }]);
    expect(ask('SELECT playlist_scope_json AS json FROM job_runs ORDER BY id DESC LIMIT 1')).toEqual([{ json: '{}' }]);
    expect(ask('SELECT count(*) AS n FROM playlists')).toEqual([{ n: 3 }]);
  });
});

describe('when some of the playlists cannot be used', () => {
  it('reports those without a configured source once and continues with the others', async () => {
    await start();
    const url = 'https://y.qq.com/n/ryqq/playlist/7';
    const { last, notices } = await runFile([reference('qq', '7', url), reference('library', 'a1'), reference('netease', '8')]);
    expect(last.status).toBe(Status.JOB_STATUS_COMPLETED_WITH_ERRORS);
    expect(notices).toEqual([`${url}: no source for qq is configured`, 'netease,8: no source for netease is configured']);
    expect(ask('SELECT remote_playlist_id AS id, sync_status FROM playlists')).toEqual([{ id: 'a1', sync_status: 'synced' }]);
    expect(publication.published).toBe(1);
  });

  it('attaches what the catalogue has of such a platform, and leaves it unchanged', async () => {
    await initialiseCatalogue({ db });
    const earlier = new Connection(db);
    earlier.exec("INSERT INTO playlists(platform, remote_playlist_id, name, sync_status) VALUES ('qq', '7', '云音乐', 'pending')");
    earlier.close();
    await start();
    await runFile([reference('qq', '7')]);
    expect(attached()).toEqual([{ ...pool, platform: 'qq', playlist: '7' }]);
    expect(ask('SELECT name, sync_status FROM playlists')).toEqual([{ name: '云音乐', sync_status: 'pending' }]);
  });

  it('creates no playlist for an id that the library does not have', async () => {
    await start();
    const { last, notices } = await runFile([reference('library', 'nothing')]);
    expect(last.status).toBe(Status.JOB_STATUS_COMPLETED_WITH_ERRORS);
    expect(notices).toEqual(['library,nothing: library has no such playlist']);
    expect(ask('SELECT * FROM playlists')).toEqual([]);
    expect(attached()).toEqual([]);
  });

  it('downloads without syncing when asked to, and still reports what it leaves out', async () => {
    await start();
    const { last, notices } = await runFile([reference('library', 'a1'), reference('qq', '1')], [], 'download');
    expect(last.stages.map((stage) => stage.type)).toEqual(['download']);
    expect(notices).toHaveLength(1);
    expect(last.status).toBe(Status.JOB_STATUS_COMPLETED_WITH_ERRORS);
  });
});

describe('when an unusable playlist becomes usable', () => {
  it.each(['sync', 'download'])('a retry of a %s job picks it up, and attaches it to the file', async (template) => {
    await start();
    const jobId = await createJob(template, { ...file, playlists: [reference('qq', 'a2'), reference('library', 'a1')] });
    expect((await follow(jobId)).last.status).toBe(Status.JOB_STATUS_COMPLETED_WITH_ERRORS);
    expect(ask("SELECT item_key, error_class FROM job_items WHERE status = 'failed'")).toEqual([
      { item_key: 'reference:qq/a2', error_class: 'rejected' },
    ]);
    await command(CommandType.COMMAND_TYPE_RETRY_ITEM, { jobId });
    expect((await follow(jobId)).last.status).toBe(Status.JOB_STATUS_COMPLETED_WITH_ERRORS);
    library.qqConfigured = true;
    await command(CommandType.COMMAND_TYPE_RETRY_ITEM, { jobId });
    expect((await follow(jobId)).last.status).toBe(Status.JOB_STATUS_COMPLETED);
    expect(attached()).toEqual([
      { ...pool, playlist: 'a1' },
      { ...pool, platform: 'qq', playlist: 'a2' },
    ]);
    const songs = template === 'sync' ? [{ name: 'Feeling Good', position: 1 }] : [];
    expect(
      ask(`SELECT s.name, x.position FROM playlist_songs x JOIN songs s ON s.id = x.song_id
        JOIN playlists p ON p.id = x.playlist_id WHERE p.platform = 'qq'`),
    ).toEqual(songs);
  });
});

describe('when a scope and sources are both given', () => {
  it('processes what is in both, and refuses an unknown source', async () => {
    await start();
    const { last, notices } = await runFile([reference('library', 'a1'), reference('qq', '1')], ['library']);
    expect(notices).toEqual(['qq,1: no source for qq is configured']);
    expect(last.status).toBe(Status.JOB_STATUS_COMPLETED_WITH_ERRORS);
    expect(new Set(library.trackReads)).toEqual(new Set(['a1']));
    const songs = 'SELECT s.name FROM playlist_songs x JOIN songs s ON s.id = x.song_id ORDER BY x.position';
    expect(ask(songs)).toEqual(['七里香', '珊瑚海', '七里香'].map((name) => ({ name })));
    expect(ask('SELECT platform, remote_playlist_id AS id, sync_status FROM playlists')).toEqual([
      { platform: 'library', id: 'a1', sync_status: 'synced' },
    ]);
    expect(ask('SELECT locator FROM file_locations ORDER BY locator')).toEqual([{ locator: 't1.flac' }, { locator: 't2.flac' }]);
    expect(attached()).toEqual([{ ...pool, playlist: 'a1' }]);
    await expect(runFile([reference('library', 'a1')], ['nowhere'])).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  it('leaves alone a playlist whose source is configured but not given', async () => {
    library.qqConfigured = true;
    await start();
    const { last } = await runFile([reference('library', 'a1'), reference('qq', 'a2')], ['library']);
    expect(last.status).toBe(Status.JOB_STATUS_COMPLETED);
    expect(new Set(library.trackReads)).toEqual(new Set(['a1']));
    expect(ask('SELECT platform, remote_playlist_id AS id FROM playlists')).toEqual([{ platform: 'library', id: 'a1' }]);
  });
});

describe('when a scope is malformed', () => {
  it.each([
    ['a file without playlists', { ...file }],
    ['a file without a name', { playlistFileId: 'x', playlists: [reference('library', 'a1')] }],
    ['a malformed platform', { playlists: [reference('No Such', 'a1')] }],
    ['an empty id', { playlists: [reference('library', '')] }],
    ['an id with a line break', { playlists: [reference('library', 'a\nb')] }],
    ['more than 10,000 playlists', { playlists: Array.from({ length: 10_001 }, (_, id) => reference('library', `${id}`)) }],
  ])('refuses %s before a job is made', async (_, more) => {
    await start();
    await expect(jobs.createJob(jobRequest('full', more), { deadlineMs: 5000 })).rejects.toMatchObject({ code: 'invalid_argument' });
    expect(ask('SELECT * FROM job_runs')).toEqual([]);
  });

  it.each(['collect', 'publish'])('refuses the template %s, which takes no playlists', async (template) => {
    await start();
    const request = jobRequest(template, { playlists: [reference('library', 'a1')] });
    await expect(jobs.createJob(request, { deadlineMs: 5000 })).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});
