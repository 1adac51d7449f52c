import { Fault, type FaultCode } from '@catalogsync/faults';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { track, trackFile } from '../src/core/catalogue/catalogue-stores.contract.js';
import { DownloadSongs } from '../src/core/download/download-songs.js';
import { RegisterFiles } from '../src/core/register/register-files.js';
import {
  ask,
  collect,
  context,
  job,
  listed,
  many,
  orderOf,
  playlists,
  reader,
  signal,
  source,
  stage,
  stores,
  sync,
  syncExecutor,
} from './sync-world.js';

// Real here: the executors and SQLite. The sources answer from memory, without a resolver and without the engine.

describe('when a playlist is synced', () => {
  beforeEach(async () => {
    source.listed = [listed('a')];
    await collect();
  });

  it('has every song of a list that is stored in several parts, in the order of its source', async () => {
    for (const length of [1, 500, 501, 1_203]) {
      source.songs = many(length).map((id) => track(`${(id * 7_919) % 100_003}`));
      source.listed = [listed('a', `length ${length}`)];
      await collect();
      await sync();
      expect(await orderOf()).toEqual(source.songs.map(({ remoteId }) => remoteId));
    }
  });

  it('gets its new order when its songs were only reordered', async () => {
    source.songs = ['1', '2', '3'].map((id) => track(id));
    await sync();
    source.songs.reverse();
    source.listed = [listed('a', '2')];
    await collect();
    await sync();
    expect(await orderOf()).toEqual(['3', '2', '1']);
  });

  it.each<[FaultCode, string]>([
    ['unavailable', 'pending'],
    ['timeout', 'pending'],
    ['rate_limited', 'pending'],
    ['internal', 'pending'],
    ['data_corrupt', 'failed'],
    ['not_found', 'failed'],
    ['unauthenticated', 'failed'],
  ])('that breaks off with %s is %s, keeps its old songs, and is clean once it could be read', async (code, status) => {
    source.songs = ['1', '2'].map((id) => track(id));
    await sync();
    source.songs = ['1', '2', '3'].map((id) => track(id));
    source.listed = [listed('a', '2')];
    await collect();
    source.breaks = new Fault(code, 'it broke off');
    await expect(sync()).rejects.toMatchObject({ code });
    const [row] = await ask<object>('SELECT sync_status, last_error FROM playlists');
    expect(row).toEqual({ sync_status: status, last_error: status === 'failed' ? 'it broke off' : null });
    expect(await orderOf()).toEqual(['1', '2']);
    source.breaks = undefined;
    await sync();
    expect(await ask('SELECT sync_status, last_error FROM playlists')).toEqual([{ sync_status: 'synced', last_error: null }]);
    expect(await orderOf()).toEqual(['1', '2', '3']);
  });
});

describe('when a stage of syncing is planned once more', () => {
  it('its playlists have keys of that round, since those of the first one are taken', async () => {
    source.listed = [listed('a')];
    await collect();
    const executor = syncExecutor();
    const keys: string[] = [];
    for (const round of [1, 2]) for await (const { key } of executor.plan(job(), { ...stage, round }, signal)) keys.push(key);
    expect(keys).toEqual([expect.stringMatching(/^playlist:\d+$/), expect.stringMatching(/^playlist:\d+:2$/)]);
  });
});

describe('when a source no longer lists playlists', () => {
  it('those that it has listed are not synced, and none is collected', async () => {
    source.listed = [listed('a')];
    await collect();
    source.lists = false;
    expect([await sync(), await collect()]).toEqual([[], []]);
    expect(await playlists()).toEqual(['a']);
  });
});

describe('when playlists are collected', () => {
  it('nothing is removed while the list has not come to its end', async () => {
    for (const local of [false, true]) {
      source.local = local;
      source.listed = ['a', 'b', 'c'].map((id) => listed(id));
      source.breaks = undefined;
      await collect();
      source.listed = [listed('a')];
      source.breaks = new Fault('unavailable', 'it broke off');
      await expect(collect()).rejects.toMatchObject({ code: 'unavailable' });
      expect(await playlists()).toEqual(['a', 'b', 'c']);
      expect(await ask('SELECT count(*) AS n FROM pool_playlists')).toEqual([{ n: 3 }]);
    }
  });

  it('those that a platform no longer lists leave their pools and stay, those of folders go', async () => {
    source.listed = many(1_203).map((id) => listed(`${id}`));
    await collect();
    source.listed = [listed('1')];
    await collect();
    expect([(await playlists()).length, await ask('SELECT count(*) AS n FROM pool_playlists')]).toEqual([1_203, [{ n: 1 }]]);
    source.local = true;
    await collect();
    expect(await playlists()).toEqual(['1']);
  });

  it('one that is in two pools is in both, and leaves one alone', async () => {
    const both = { ...listed('a'), pools: ['charts', 'new'].flatMap((pool) => listed('a', '1', pool).pools) };
    const pools = async (): Promise<string[]> =>
      (
        await ask<{ at: string }>(
          `SELECT p.external_id || ' ' || l.remote_playlist_id AS at FROM pool_playlists x JOIN playlist_pools p ON p.id = x.pool_id
             JOIN playlists l ON l.id = x.playlist_id ORDER BY 1`,
        )
      ).map(({ at }) => at);
    source.listed = [both, listed('b')];
    await collect();
    expect(await pools()).toEqual(['charts a', 'charts b', 'new a']);
    // A source may also list it once for each pool.
    source.listed = [listed('a'), listed('a', '1', 'new'), listed('b')];
    await collect();
    expect([await pools(), await playlists()]).toEqual([
      ['charts a', 'charts b', 'new a'],
      ['a', 'b'],
    ]);
    source.listed = [listed('a', '1', 'new'), listed('b')];
    await collect();
    expect([await pools(), await playlists()]).toEqual([
      ['charts b', 'new a'],
      ['a', 'b'],
    ]);
  });

  it('a playlist file that is no longer in a local folder goes from its pool', async () => {
    source.local = true;
    const pools = ['kept', 'file'].map((externalId) => ({ kind: 'playlist_file', externalId, name: externalId, url: undefined }));
    source.listed = [{ ...listed('a'), pools }];
    await collect();
    source.listed = [{ ...listed('a'), pools: pools.slice(0, 1) }];
    await collect();
    expect(await ask('SELECT external_id AS id FROM playlist_pools')).toEqual([{ id: 'kept' }]);
  });

  it('a pool goes with its last playlist', async () => {
    source.listed = [listed('a', '1', 'old'), listed('b', '1', 'kept')];
    await collect();
    source.listed = [listed('a', '1', 'kept'), listed('b', '1', 'kept')];
    await collect();
    expect(await ask('SELECT external_id AS id FROM playlist_pools')).toEqual([{ id: 'kept' }]);
  });

  it('a scan tells what it could not read, how many more there were, and which files are there twice', async () => {
    source.local = true;
    const counts = { files: 9, added: 1, changed: 2, moved: 3, removed: 4, reread: 0 };
    const problems = [{ path: '/m/a.mp3', reason: 'no audio' }];
    source.summary = { kind: 'summary', ...counts, problemCount: 5, duplicateCount: 2, problems, knownFaultCount: 3, setAsideCount: 0 };
    expect(await collect()).toMatchObject([
      {
        events: [
          { type: 'library_scanned', message: '9 files: 1 added, 2 changed, 3 moved, 4 removed' },
          { type: 'duplicate_files' },
          { type: 'known_faults' },
        ],
        notices: ['/m/a.mp3: no audio', '4 more files could not be read: see library faults'],
      },
    ]);
    source.summary = { ...source.summary, problemCount: 1, duplicateCount: 0, knownFaultCount: 0 };
    expect(await collect()).toMatchObject([{ events: [{ type: 'library_scanned' }], notices: ['/m/a.mp3: no audio'] }]);
  });
});

describe('when the songs of local files are read', () => {
  it('stores those that changed, goes on where it stopped, and leaves what they do not say', async () => {
    source.local = true;
    source.changes.push(track('a', { album: 'A', addedAt: 5_000 }), track('b'));
    expect((await sync())[0]).toMatchObject({ kind: 'succeeded', result: { song_count: 2, lyrics_count: 0 } });
    source.changes.push(track('a'));
    expect((await sync())[0]).toMatchObject({ result: { song_count: 1 } });
    expect(await ask('SELECT remote_song_id AS id, metadata_json AS json, added_at > 5000 AS later FROM songs ORDER BY id')).toEqual([
      { id: 'a', json: null, later: 0 },
      { id: 'b', json: null, later: 1 },
    ]);
    expect((await sync())[0]).toMatchObject({ result: { song_count: 0 } });
  });

  it('keeps the position after the last part that was stored', async () => {
    source.local = true;
    source.changes.push(track('a'));
    source.breaks = new Fault('unavailable', 'gone');
    await expect(sync()).rejects.toMatchObject({ code: 'unavailable' });
    source.breaks = undefined;
    expect((await sync())[0]).toMatchObject({ result: { song_count: 0 } });
  });
});

describe('when local files are registered', () => {
  const register = (playlistIds?: readonly number[]) =>
    new RegisterFiles({ sources: source, reader, writer: stores }).run('qq', playlistIds, context());
  const active = async (): Promise<number> => (await reader.activeLocations('qq', undefined, signal)).length;

  it('all of a long list are, and all that are gone are marked missing', async () => {
    const ids = many(2_305).map(String);
    await stores.run(({ songs }) =>
      songs.save(
        'qq',
        ids.map((id) => track(id)),
      ),
    );
    source.registered = ids.map((id) => trackFile(id));
    expect(await register()).toMatchObject({ result: { file_count: 2_305 }, events: [] });
    expect(await active()).toBe(2_305);
    source.registered = [trackFile('1'), trackFile('nobody')];
    expect(await register()).toMatchObject({ result: { file_count: 1 }, events: [{ type: 'files_without_song' }] });
    expect(await active()).toBe(1);
  });

  it('none is marked missing while the list has not come to its end', async () => {
    await stores.run(({ songs }) =>
      songs.save(
        'qq',
        ['1', '2'].map((id) => track(id)),
      ),
    );
    source.registered = ['1', '2'].map((id) => trackFile(id));
    await register();
    source.registered = [];
    source.breaks = new Fault('unavailable', 'it broke off');
    await expect(register()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await active()).toBe(2);
  });

  it('a job of some playlists registers their files alone, and marks none of the others missing', async () => {
    source.listed = [listed('a'), listed('b')];
    await collect();
    const [a = 0, b = 0] = (await ask<{ id: number }>('SELECT id FROM playlists ORDER BY id')).map(({ id }) => id);
    const [one = 0, two = 0] = await stores.run(({ songs }) =>
      songs.save(
        'qq',
        ['1', '2', '3'].map((id) => track(id)),
      ),
    );
    await stores.run(({ songs }) => songs.replacePlaylistSongs(a, [one], 1));
    await stores.run(({ songs }) => songs.replacePlaylistSongs(b, [two], 1));
    source.registered = ['1', '2', '3'].map((id) => trackFile(id));
    await register([a]);
    expect(await active()).toBe(1);
    await register();
    source.registered = [];
    await register([b]);
    expect(await active()).toBe(2);
  });
});

describe('when the songs to download are planned', () => {
  it('each of a long list is planned once', async () => {
    source.listed = [listed('a')];
    await collect();
    source.songs = many(1_203).map((id) => track(`${id}`));
    await sync();
    const planned: string[] = [];
    const songs = new DownloadSongs({ reader, downloader: undefined as never, libraries: undefined as never });
    for await (const { key } of songs.plan({ local: [], platforms: [], playlistIds: undefined }, { canDeliver: () => true }, signal))
      planned.push(key);
    expect(planned).toEqual(many(1_203).map((id) => `song:${id}`));
  });
});
