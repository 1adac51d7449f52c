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
  running,
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

const openFiles = (address: string) =>
  createRpcClient(orchestratorPlaylistFilesV1.PlaylistFileServiceService, { address, service: 'orchestrator' });
const limits = { deadlineMs: 30_000 };

describe('when a playlist file is read (behaviour 139)', () => {
  const read = async (content: string, settings: Record<string, string> = {}) => {
    const { addresses } = await start(settings);
    const rpc = openFiles(addresses.grpc);
    return rpc.readPlaylistFile({ name: 'mine.txt', content: Buffer.from(content), encoding: '' }, limits).finally(() => rpc.close());
  };

  it('returns its playlists as the resolver knows them, each once, and a report of each line', async () => {
    const url = 'https://y.qq.com/n/ryqq/playlist/7';
    const { playlists, form, entries } = await read(`# mine\n${url}\nlibrary,a1\nnonsense\nqq,7\n`);
    expect({ playlists, form }).toEqual({
      playlists: [reference('qq', '7', url), reference('library', 'a1')],
      form: 'a list of addresses',
    });
    expect(entries.map(({ line, text, playlist, reason }) => [line, text, playlist?.remoteId, reason])).toEqual([
      [2, url, '7', ''],
      [3, 'library,a1', 'a1', ''],
      [4, 'nonsense', undefined, 'nothing known'],
      [5, 'qq,7', '7', ''],
    ]);
    expect(ask('SELECT * FROM playlists')).toEqual([]);
  });

  it('names the first line that names no playlist if no other does', async () => {
    await expect(read('# mine\n\nnonsense\n')).rejects.toMatchObject({
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

describe('when a playlist file holds songs', () => {
  const add = async (content: string, name = '/me/Evening.csv') => {
    const rpc = openFiles(running!.addresses.grpc);
    return rpc.addPlaylistFile({ name, content: Buffer.from(content), encoding: '' }, limits).finally(() => rpc.close());
  };
  const report = async (jobId: number) => {
    const rpc = openFiles(running!.addresses.grpc);
    const { playlists } = await rpc.reportPlaylists({ jobId }, limits).finally(() => rpc.close());
    return playlists.map(({ playlist, name, songs, failed }) => [playlist?.platform, name, songs, failed]);
  };
  const songs = () =>
    ask(`SELECT s.platform, s.name, s.singers FROM playlist_songs x JOIN songs s ON s.id = x.song_id
      JOIN playlists p ON p.id = x.playlist_id WHERE p.platform = 'file' ORDER BY x.position`).map(
      ({ platform, name, singers }) => `${platform}: ${name} / ${singers}`,
    );

  it('stores them in a playlist of the platform "file", in order and with repeats, and updates it when read again', async () => {
    await start();
    const { playlists, form, entries } = await add('title,artist,isrc\nA,B,QZABC2500001\nC,D,\nA,B,QZABC2500001\n');
    expect({ form, entries }).toEqual({
      form: 'a table',
      entries: [{ line: 0, text: 'Evening', playlist: playlists[0], songs: 3, reason: '', known: false }],
    });
    expect(songs()).toEqual(['file: A / B', 'file: C / D', 'file: A / B']);
    expect(ask("SELECT name, sync_status AS status, collected_song_count AS n FROM playlists WHERE platform = 'file'")).toEqual([
      { name: 'Evening', status: 'synced', n: 3 },
    ]);
    expect(ask("SELECT metadata_json AS json FROM songs WHERE name = 'A'")).toEqual([{ json: '{"isrc":"QZABC2500001"}' }]);
    const again = await add('title,artist,isrc\nE,F,\nC,D,\n');
    expect({ playlists: again.playlists, known: again.entries[0]?.known }).toEqual({ playlists, known: true });
    expect(songs()).toEqual(['file: E / F', 'file: C / D']);
    expect(ask('SELECT count(*) AS n FROM songs')).toEqual([{ n: 3 }]);
    expect(ask("SELECT outcome FROM console_audit WHERE action = 'addPlaylistFile'")).toHaveLength(2);
  });

  it('runs a job over them beside playlists of platforms, and reports each', async () => {
    await start();
    const { playlists } = await add('林小雨 - 月光下\nlibrary,a2\nqq,7\n', 'mixed.txt');
    const jobId = await createJob('sync', { ...file, playlists });
    const { last, notices } = await follow(jobId);
    expect({ status: last.status, notices }).toEqual({
      status: Status.JOB_STATUS_COMPLETED_WITH_ERRORS,
      notices: ['qq,7: no source for qq is configured'],
    });
    expect(await report(jobId)).toEqual([
      ['library', 'I Put a Spell on You', 1, ''],
      ['qq', '', 0, 'no source for qq is configured'],
      ['file', 'mixed', 1, ''],
    ]);
    expect(attached().map(({ platform }) => platform)).toEqual(expect.arrayContaining(['file', 'library']));
  });

  it('leaves songs of known platforms as the catalogue has them', async () => {
    await start();
    await runWell();
    const before = ask("SELECT * FROM songs WHERE platform = 'library' ORDER BY id");
    await add('Track name,Artist name,Playlist name,Type,Library - id\nAnother name,Somebody,P,Playlist,t1\n');
    expect(ask("SELECT * FROM songs WHERE platform = 'library' ORDER BY id")).toEqual(before);
    expect(songs()).toEqual(['library: 七里香 / 周杰伦']);
  });

  it('asks the platforms for songs that only an id names, and says which they do not know', async () => {
    await start();
    const { playlists } = await add('https://y.qq.com/song/q1\nhttps://y.qq.com/song/q2\n', 'ids.txt');
    expect(songs()).toEqual(['qq: q1 / null', 'qq: q2 / null']);
    library.lookUps.set('q1', { id: 'q1', name: '七里香', artists: ['周杰伦'] });
    const { last, notices } = await runJob('sync', [], { ...file, playlists });
    expect({ status: last.status, notices }).toEqual({
      status: Status.JOB_STATUS_COMPLETED_WITH_ERRORS,
      notices: ['qq,q2: qq has no song with the id q2'],
    });
    expect(songs()).toEqual(['qq: 七里香 / 周杰伦', 'qq: q2 / null']);
    await add('https://y.qq.com/song/q1\n', 'ids.txt');
    expect(songs()).toEqual(['qq: 七里香 / 周杰伦']);
  });

  it('says once that a platform cannot tell their names', async () => {
    await start();
    const { playlists } = await add('https://y.qq.com/song/q1\nhttps://y.qq.com/song/q2\n', 'ids.txt');
    for (const id of ['q1', 'q2']) library.lookUps.set(id, new Fault('failed_precondition', 'the source "qq" is not configured'));
    expect((await runJob('sync', [], { ...file, playlists })).notices).toEqual([
      '2 songs are known only by their ids: the source "qq" is not configured',
    ]);
    library.lookUps.clear();
  });

  it('says that a playlist of a file is not there if nobody added the file', async () => {
    await start();
    const { notices } = await runFile([reference('file', 'nothing'), reference('library', 'a1')]);
    expect(notices).toEqual(['file,nothing: the songs of its file are not in the catalogue']);
  });

  it('reports only jobs that are limited to playlists', async () => {
    await start();
    const jobId = await createJob('sync');
    await expect(report(jobId)).rejects.toMatchObject({ code: 'failed_precondition' });
    await expect(report(4711)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('takes a file of ten thousand songs in one message', async () => {
    await start();
    const rows = Array.from({ length: 9999 }, (_, id) => `"Song ${id} ${'x'.repeat(600)}",Artist ${id % 7}`);
    const { entries } = await add(`title,artist\n${rows.join('\n')}\n`);
    expect(entries.map(({ songs: count }) => count)).toEqual([9999]);
    expect(ask("SELECT collected_song_count AS n FROM playlists WHERE platform = 'file'")).toEqual([{ n: 9999 }]);
  });
});

describe('when a job runs over the playlists of a file (behaviours 105, 139)', () => {
  it('skips collect, syncs only these, registers only their songs, and publishes', async () => {
    await start();
    const { last, notices } = await runFile([reference('library', 'a2')]);
    expect(last.status).toBe(Status.JOB_STATUS_COMPLETED);
    expect(notices).toEqual([]);
    expect(last.stages.map((stage) => stage.type)).toEqual(['sync', 'download', 'covers', 'publish']);
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
      'covers completed',
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

  it('leaves alone a playlist whose source is configured but not given, and says so', async () => {
    library.qqConfigured = true;
    await start();
    const { last, notices } = await runFile([reference('library', 'a1'), reference('qq', 'a2')], ['library']);
    expect(last.status).toBe(Status.JOB_STATUS_COMPLETED_WITH_ERRORS);
    expect(notices).toEqual(['qq,a2: qq is not among the sources of this job']);
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
