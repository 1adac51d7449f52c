import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PlatformCatalogue, PlatformEmulator, type PlatformSong } from '@catalogsync/testkit';
import { afterAll, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Page, Source, SourcePlaylist } from '../src/core/sources/source.js';
import { never } from '../src/core/sources/source-under-test.contract.js';
import { newClient } from './emulated/held-songs.js';
import { kuwo } from './emulated/kuwo.js';
import { migu } from './emulated/migu.js';
import type { Platform } from './emulated/platform.js';
import { qianqian } from './emulated/qianqian.js';

// Real here: the sources with their HTTP client; the platforms are emulated over HTTP on loopback, with knobs.
const all = { limit: 1000, after: undefined };
const request = {
  keyword: 'Title Collective',
  target: { title: 'Title', artists: ['Collective'], album: undefined, durationMs: undefined, isrc: undefined },
  limit: 10,
};
const http = newClient();
const folder = mkdtempSync(join(tmpdir(), 'lists-'));
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await http.close();
});

/** Songs 1 to 6, two playlists, two charts. */
function usualCatalogue(idOf: (number: number) => string): PlatformCatalogue {
  const songs = [1, 2, 3, 4, 5, 6].map((number): PlatformSong => {
    return { id: idOf(number), title: `Title ${number}`, artists: ['Low Tide Collective'], album: 'Breakwater', durationMs: 215_000 };
  });
  const ids = songs.map(({ id }) => id);
  return {
    songs,
    playlists: [
      { id: '300001', name: '海边', songIds: ids },
      { id: '300002', name: 'Night & Day', songIds: ids.slice(0, 2) },
    ],
    charts: [
      { id: '16', name: 'Hot', group: 'Official', songIds: ids.slice(0, 3) },
      { id: '17', name: 'New', group: 'Official', songIds: ids.slice(2) },
    ],
  };
}

describe.each([kuwo, migu, qianqian])('when $name lists charts and playlists', (platform: Platform) => {
  const { answers, idOf } = platform;
  let emulator: PlatformEmulator;
  let catalogue: PlatformCatalogue;
  let source: Source;
  beforeEach(async () => {
    catalogue = usualCatalogue(idOf);
    emulator = await PlatformEmulator.start(answers(), catalogue);
    source = platform.open(emulator.url, http);
  });
  afterEach(() => emulator.server.stop());
  const search = () => source.searcher!.searchTracks(request, never);
  const charts = () => source.charts!.listCharts(all, never);
  const playlists = () => source.playlists!.listPlaylists(all, never);
  const tracksOf = (id: string, page = all) => source.playlistTracks!.listPlaylistTracks(id, page, never);
  const versionsOf = ({ items }: Page<SourcePlaylist>) => Object.fromEntries(items.map(({ remoteId, version }) => [remoteId, version]));
  const manySongs = (count: number): PlatformSong[] =>
    Array.from({ length: count }, (_, at) => ({
      id: idOf(at + 1),
      title: `Title ${at + 1}`,
      artists: ['A'],
      durationMs: 1000 * (at + 60),
    }));

  it('lists charts as toplists, and playlists apart from them, with their names as plain text', async () => {
    const listed = (await charts()).items;
    expect(listed.map(({ remoteId, name }) => [remoteId, name])).toEqual([
      ['chart:16', 'Hot'],
      ['chart:17', 'New'],
    ]);
    for (const { pools } of listed) expect(pools).toMatchObject([{ kind: 'toplist', name: expect.stringMatching(/./) }]);
    const named = (await playlists()).items;
    expect(named.map(({ remoteId, name, pools }) => [remoteId, name, pools[0]?.kind])).toEqual([
      ['300001', '海边', 'playlist_square'],
      ['300002', 'Night & Day', 'playlist_square'],
    ]);
  });

  it('reads every page of a list in its order, repeated songs included, and any list by its id', async () => {
    catalogue.songs = manySongs(230);
    const songIds = [...catalogue.songs.map(({ id }) => id), idOf(3), idOf(3)];
    catalogue.playlists = [{ id: '77', name: 'Long', songIds }];
    catalogue.charts = [{ id: '88', name: 'Long chart', songIds }];
    for (const id of ['77', 'chart:88']) {
      const { items, next, notices = [] } = await tracksOf(id);
      expect([items.map(({ name }) => name), next, notices]).toEqual([
        songIds.map((songId) => catalogue.songs.find((song) => song.id === songId)?.title),
        undefined,
        [],
      ]);
    }
  });

  it('gives a list in pages of the size asked for, reading it once', async () => {
    const asked = () => emulator.server.requests.length;
    const { next } = await tracksOf('300001', { ...all, limit: 4 });
    const before = asked();
    const rest = await source.playlistTracks!.listPlaylistTracks('300001', { limit: 4, after: next }, never);
    expect([rest.items.map(({ name }) => name), rest.next, asked() - before]).toEqual([['Title 5', 'Title 6'], undefined, 0]);
  });

  it('keeps the version of a list until its songs change', async () => {
    const [before, chartsBefore] = [versionsOf(await playlists()), versionsOf(await charts())];
    expect([versionsOf(await playlists()), versionsOf(await charts())]).toEqual([before, chartsBefore]);
    catalogue.playlists[0] = { ...catalogue.playlists[0]!, songIds: [idOf(2), idOf(1)] };
    catalogue.charts[0] = { ...catalogue.charts[0]!, songIds: [idOf(2)], updatedAt: new Date('2026-03-06T00:00:00Z') };
    const [after, chartsAfter] = [versionsOf(await playlists()), versionsOf(await charts())];
    expect(after['300001']).not.toBe(before['300001']);
    expect(after['300002']).toBe(before['300002']);
    expect(chartsAfter['chart:16']).not.toBe(chartsBefore['chart:16']);
    expect(chartsAfter['chart:17']).toBe(chartsBefore['chart:17']);
  });

  it('refuses an id that is none, and one that the platform does not have', async () => {
    for (const id of ['../nowhere', 'chart:x', '999999999', 'chart:999999999']) {
      await expect(tracksOf(id)).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  it('offers a clip as one, and no file of a song that it does not give away', async () => {
    catalogue.songs = [
      { ...catalogue.songs[0]!, title: 'Title Clip', file: { ext: 'mp3', bytes: Buffer.from('x'), trial: true } },
      { ...catalogue.songs[1]!, title: 'Title Barred' },
    ];
    const hits = await search();
    for (const { track, trial, fetchKey } of hits) {
      if (track.name === 'Title Clip' && trial) continue;
      const file = source.fetcher!.fetchTrack({ fetchKey: fetchKey!, stagingFolder: folder, maxBytes: 10, report: () => undefined }, never);
      await expect(file).rejects.toMatchObject({ code: 'permission_denied' });
    }
    expect(hits).toHaveLength(2);
  });
});
