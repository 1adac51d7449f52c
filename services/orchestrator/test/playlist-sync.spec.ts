import { Fault } from '@catalogsync/faults';
import type { Item } from '@catalogsync/job-engine';
import { describe, expect, it } from '@jest/globals';
import { track, trackFile } from '../src/core/catalogue/catalogue-stores.contract.js';
import { CollectExecutor } from '../src/core/collect/collect-executor.js';
import { RegisterFiles } from '../src/core/register/register-files.js';
import { ask, collect, context, history, listed, nextJob, orderOf, playlists, reader, source, stores, sync, write } from './sync-world.js';

// Real here: the executors and SQLite. The sources answer from memory, without a resolver and without the engine.

const tracks = (...ids: string[]) => ids.map((id) => track(id));
const square = { kind: 'playlist_square', externalId: 'mine', name: 'Mine', url: undefined };
const playlist = (remoteId: string, version: string) => ({ ...listed(remoteId, version), pools: [square] });
const linksOf = async (remoteId: string): Promise<string[]> =>
  (
    await ask<{ pool: string; playlist: string }>(
      `SELECT o.name AS pool, p.remote_playlist_id AS playlist FROM pool_playlists x JOIN playlist_pools o ON o.id = x.pool_id
        JOIN playlists p ON p.id = x.playlist_id ORDER BY o.id`,
    )
  ).flatMap((row) => (row.playlist === remoteId ? [row.pool] : []));
const stateOf = (remoteId: string) => history.find({ platform: 'qq', remoteId });
const changesOf = async (remoteId: string) => history.changes((await stateOf(remoteId))?.id ?? 0, { limit: 9 });

/** Collects and syncs what the source says now, as the next job. */
async function run(days = 0): ReturnType<typeof sync> {
  nextJob(days);
  await collect();
  return sync();
}

describe('when playlists are synced (65 to 69)', () => {
  it('one item is one playlist: it stores its songs and no others (65)', async () => {
    source.listed = [listed('a'), listed('b')];
    source.songsOf.set('a', tracks('1', '2')).set('b', tracks('2', '3'));
    expect(await run()).toMatchObject([
      { kind: 'succeeded', result: { linked_count: 2 } },
      { kind: 'succeeded', result: { linked_count: 2 } },
    ]);
    expect(await orderOf()).toEqual(['1', '2', '2', '3']);
    expect(await ask('SELECT count(*) AS n FROM songs')).toEqual([{ n: 3 }]);
  });

  it('a playlist in two pools is linked for both (66), and its songs count once (67)', async () => {
    source.listed = [{ ...listed('a'), pools: [...listed('a', '1', 'hot').pools, ...listed('a', '1', 'new').pools] }];
    source.songs = tracks('1', '2', '1');
    expect(await run()).toMatchObject([{ result: { linked_count: 2 } }]);
    expect(await linksOf('a')).toEqual(['hot', 'new']);
    expect(await orderOf()).toEqual(['1', '2', '1']);
  });

  it('a playlist in no pool is stored too (68)', async () => {
    source.listed = [{ ...listed('a'), pools: [] }];
    source.songs = tracks('1');
    await run();
    expect([await linksOf('a'), await orderOf()]).toEqual([[], ['1']]);
    expect(await stateOf('a')).toMatchObject({ pools: [], songCount: 1, syncStatus: 'synced' });
  });

  it('running it twice leaves the same rows, and positions follow the remote order (69)', async () => {
    source.listed = [listed('a')];
    source.songs = tracks('3', '1', '2');
    await run();
    const rows = async () => [
      await ask('SELECT * FROM playlist_songs'),
      await ask('SELECT * FROM songs'),
      await ask('SELECT * FROM artists'),
    ];
    const before = await rows();
    source.listed = [listed('a', '2')];
    await run();
    expect(await rows()).toEqual(before);
    expect(await orderOf()).toEqual(['3', '1', '2']);
  });

  it('only playlists whose version is new are read again', async () => {
    source.listed = [listed('a'), listed('b')];
    source.songs = tracks('1');
    expect(await run()).toHaveLength(2);
    source.listed = [listed('a'), listed('b', '2')];
    expect(await run()).toHaveLength(1);
    expect(await run()).toEqual([]);
  });

  it('a song that leaves a playlist keeps its row and its file', async () => {
    source.listed = [listed('a')];
    source.songs = tracks('1', '2');
    await run();
    source.registered = [trackFile('1'), trackFile('2')];
    await new RegisterFiles({ sources: source, reader, writer: stores }).run('qq', undefined, context());
    source.songs = tracks('2');
    source.listed = [listed('a', '2')];
    await run();
    expect(await orderOf()).toEqual(['2']);
    expect(await reader.summary()).toMatchObject({ songs: 2, activeFiles: 2 });
  });

  it('what the source says of a list is a notice of its item', async () => {
    source.listed = [listed('a')];
    source.songs = tracks('1');
    source.trackNotices = ['a: 1 of 3 songs came'];
    expect(await run()).toMatchObject([{ kind: 'succeeded', notices: ['a: 1 of 3 songs came'] }]);
  });
});

describe('when a list comes back empty that had something before', () => {
  it('a playlist keeps its songs and says so, until the next job finds it empty too', async () => {
    source.listed = [playlist('a', '1')];
    source.songs = tracks('1', '2');
    await run();
    source.listed = [playlist('a', '2')];
    source.songs = [];
    const reason = 'qq shows no songs in it; its 2 songs are kept; if the next job finds none either, they go';
    expect(await run()).toMatchObject([{ kind: 'succeeded', result: { linked_count: 2, kept: true }, notices: [`a: ${reason}`] }]);
    expect(await sync()).toMatchObject([{ result: { kept: true } }]);
    expect([await orderOf(), await stateOf('a')]).toMatchObject([['1', '2'], { syncStatus: 'pending', lastError: reason }]);
    expect(await run()).toMatchObject([{ result: { linked_count: 0 }, notices: [] }]);
    expect([await orderOf(), await stateOf('a')]).toMatchObject([
      [],
      { syncStatus: 'synced', lastError: undefined, emptySince: undefined },
    ]);
    expect(await changesOf('a')).toMatchObject([{ removedCount: 2, songCount: 0 }, { kind: 'first' }]);
  });

  it('a chart keeps its songs for the set time', async () => {
    source.listed = [listed('a')];
    source.songs = tracks('1');
    await run();
    source.listed = [listed('a', '2')];
    source.songs = [];
    expect(await run()).toMatchObject([
      { result: { kept: true }, notices: [expect.stringMatching(/they go if it has none until \d{4}-/)] },
    ]);
    expect(await run(29)).toMatchObject([{ result: { kept: true } }]);
    expect(await run(1)).toMatchObject([{ result: { linked_count: 0 } }]);
  });

  it('the time begins anew once it had songs in between', async () => {
    source.listed = [playlist('a', '1')];
    source.songs = tracks('1');
    await run();
    for (const [version, songs] of [
      ['2', []],
      ['3', tracks('1')],
      ['4', []],
    ] as const) {
      source.listed = [playlist('a', version)];
      source.songs = [...songs];
      await run();
    }
    expect(await orderOf()).toEqual(['1']);
  });

  it('one that never had songs, and one of a local folder, is empty at once', async () => {
    source.listed = [playlist('a', '1')];
    expect(await run()).toMatchObject([{ result: { linked_count: 0 }, notices: [] }]);
    source.local = true;
    for (const songs of [tracks('1'), []]) {
      source.songs = songs;
      source.listed = [playlist('a', `${songs.length} songs`)];
      await run();
    }
    expect(await orderOf()).toEqual([]);
  });

  it('a source that lists no charts, or no playlists, any more keeps the earlier ones for as long', async () => {
    const lists = [listed('chart'), playlist('own', '1')];
    source.listed = lists;
    await run();
    source.listed = [listed('chart')];
    nextJob();
    expect(await collect()).toMatchObject([
      { notices: ['qq lists no playlists any more; the earlier ones are kept; if the next job finds none either, they go'] },
    ]);
    expect(await linksOf('own')).toEqual(['Mine']);
    nextJob();
    expect(await collect()).toMatchObject([{ notices: [] }]);
    expect([await linksOf('own'), await playlists()]).toEqual([[], ['chart', 'own']]);
    source.listed = [];
    for (const days of [0, 29]) {
      nextJob(days);
      expect(await collect()).toMatchObject([{ notices: [expect.stringMatching(/^qq lists no charts any more/)] }]);
      expect(await linksOf('chart')).toEqual(['charts']);
    }
    source.listed = lists;
    await run();
    source.listed = [];
    nextJob(2);
    expect(await collect()).toMatchObject([{ notices: [expect.any(String), expect.any(String)] }]);
    nextJob(30);
    await collect();
    expect([await linksOf('chart'), await linksOf('own')]).toEqual([[], []]);
  });
});

describe('when the lists of a source cannot be read', () => {
  it('its failure is told once per job, with what stays', () => {
    const parts = { sources: source, scanner: source, writer: stores, now: () => 1, keepChartsMs: 0 };
    const events = (failures: number) =>
      new CollectExecutor(parts).failureEvents({ source: 'qq', failures } as Item, new Fault('unavailable', 'it is down'));
    expect(events(0)).toEqual([{ type: 'source_kept', message: 'qq could not be listed: it is down; what it listed before stays' }]);
    expect(events(1)).toEqual([]);
  });
});

describe('when the history of a playlist is read after several jobs', () => {
  it('each change has its job and its songs, a repeated state has none, and a reorder is as few moves as possible', async () => {
    const states: [version: string, songs: string[]][] = [
      ['1', ['1', '2', '3', '4']],
      ['2', ['1', '2', '3', '4']],
      ['3', ['4', '1', '2', '3']],
    ];
    for (const [version, songs] of [...states, ['4', ['4', '1', '5', '3']] as const]) {
      source.listed = [listed('a', version)];
      source.songs = tracks(...songs);
      await run();
    }
    expect(await changesOf('a')).toMatchObject([
      {
        jobId: 5,
        addedCount: 1,
        removedCount: 1,
        movedCount: 0,
        songs: [
          { kind: 'removed', name: 'song 2' },
          { kind: 'added', name: 'song 5', to: 3 },
        ],
      },
      { jobId: 4, movedCount: 1, songs: [{ kind: 'moved', name: 'song 4', from: 4, to: 1 }] },
      { jobId: 2, kind: 'first', songCount: 4, songs: [] },
    ]);
  });

  it('songs that an earlier program stored count as there before, not as a first sync', async () => {
    source.listed = [listed('a')];
    await collect();
    await stores.run(({ songs }) => songs.save('qq', tracks('1')));
    await write('INSERT INTO playlist_songs(playlist_id, song_id, position) SELECT p.id, s.id, 1 FROM playlists p, songs s');
    source.songs = tracks('1', '2');
    await run();
    expect(await changesOf('a')).toMatchObject([{ kind: 'changed', addedCount: 1, songs: [{ name: 'song 2', to: 2 }] }]);
  });
});
