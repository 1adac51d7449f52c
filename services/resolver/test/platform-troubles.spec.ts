import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault } from '@catalogsync/faults';
import { HttpClient } from '@catalogsync/outbound-http';
import { PlatformEmulator, type PlatformKnobs, type PlatformSong } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { OpenedSource } from '../src/adapters/sources/source-definition.js';
import { emulatedPlatforms } from './emulated-platform.js';

// Real here: sources with their HTTP client; the platforms behind them are emulated over HTTP on loopback, and go wrong on command.
const never = new AbortController().signal;
const whole = { limit: 100, after: undefined };
const request = {
  keyword: 'Song Mara Quill',
  target: { title: 'Song', artists: ['Mara Quill'], album: undefined, durationMs: undefined, isrc: undefined },
  limit: 10,
};
const songOf = (id: string): PlatformSong => ({
  ...{ id, title: `Song ${id}`, artists: ['Mara Quill', 'AC/DC'], album: 'Pier', durationMs: 215_000, otherNames: ['A song', '歌'] },
  ...{ coverUrl: `http://covers.invalid/${id}.jpg`, file: { ext: 'mp3', bytes: Buffer.from(`sound of ${id}`) } },
});

describe.each(Object.entries(emulatedPlatforms))('when %s goes wrong', (name, platform) => {
  let http: HttpClient;
  let emulator: PlatformEmulator;
  let source: OpenedSource;
  let fetchKey: string;
  let stagingFolder: string;
  const updatedAt = new Date('2026-03-01T00:00:00Z');

  beforeEach(async () => {
    const { songIds, playlistIds, chartId } = platform;
    emulator = await PlatformEmulator.start(platform.answers, {
      songs: songIds.map(songOf),
      playlists: playlistIds.map((id) => ({ id, name: `Playlist ${id}`, songIds, updatedAt })),
      charts: [{ id: chartId, name: 'Hot', songIds, updatedAt }],
    });
    http = new HttpClient({ random: () => 0, retryPauseMs: 1 });
    source = platform.open(emulator.url, http);
    fetchKey = (await search())[0]!.fetchKey!;
    stagingFolder = await mkdtemp(join(tmpdir(), `${name}-`));
  });
  afterEach(async () => {
    await emulator.server.stop();
    await http.close();
    await rm(stagingFolder, { recursive: true });
  });

  const search = () => source.searcher!.searchTracks(request, never);
  const tracksOf = (id: string, page: { limit: number; after: string | undefined } = whole) =>
    source.playlistTracks!.listPlaylistTracks(id, page, never);
  const turn = (knobs: Partial<PlatformKnobs>): void => {
    Object.assign(emulator.knobs, knobs);
  };
  const everything: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['a search', search],
    ['a song', () => source.refresher!.refreshTrack(platform.songIds[0]!, never)],
    ['charts', () => source.charts!.listCharts(whole, never)],
    ['a chart', () => tracksOf(platform.chart)],
    ['playlists', () => source.playlists!.listPlaylists(whole, never)],
    ['a playlist', () => tracksOf(platform.playlistIds[0]!)],
    ['a file', () => source.fetcher!.fetchTrack({ fetchKey, stagingFolder, maxBytes: 1000, report: () => undefined }, never)],
  ];
  const faultOf = async (act: () => Promise<unknown>): Promise<Fault> =>
    act().then(
      () => {
        throw new Error('it was taken for a success');
      },
      (fault: Fault) => fault,
    );

  it.each(everything)('gives %s while all is well', async (_what, act) => {
    expect(JSON.stringify(await act())).toMatch(/Song|Hot|Playlist|track\.mp3/);
  });

  it('keeps other names, artists as they are separated, album, cover and duration', async () => {
    const [hit] = await search();
    expect(hit?.track.artists.map((artist) => artist.name)).toEqual(['Mara Quill', 'AC/DC']);
    expect(hit?.track).toMatchObject({
      album: 'Pier',
      durationMs: 215_000,
      otherNames: expect.arrayContaining(['A song']),
      coverUrl: expect.stringMatching(/\.jpg$/),
    });
  });

  it.each(everything)('reports a changed layout of %s as one fault that names source, endpoint and field', async (_what, act) => {
    turn({ layoutChanged: true });
    const { code, message } = await faultOf(act);
    expect([code, message]).toEqual(['data_corrupt', expect.stringMatching(new RegExp(`^${name} \\S+.*: unexpected answer: .*\\w`))]);
    const health = await source.health!.checkHealth(never);
    expect(health).toMatchObject({ reachable: false, detail: expect.stringMatching(/unexpected answer: .*/) });
  });

  it.each(everything)('asks for the key where %s needs a log-in', async (_what, act) => {
    turn({ loginWall: true });
    expect(await faultOf(act)).toMatchObject({
      code: expect.stringMatching(/^(unauthenticated|permission_denied)$/),
      hint: expect.stringContaining(platform.sessionKey),
    });
    expect((await source.health!.checkHealth(never)).detail).toContain(platform.sessionKey);
  });

  it.each(everything)('keeps how long to wait where %s is asked for too often', async (_what, act) => {
    turn({ retryAfterSeconds: 60 });
    expect(await faultOf(act)).toMatchObject({ code: 'rate_limited', retryAfterMs: 60_000 });
  });

  it.each(everything)('reports %s as unavailable where the platform answers with an error', async (_what, act) => {
    turn({ errorRate: 1 });
    expect(await faultOf(act)).toMatchObject({ code: 'unavailable' });
  });

  it('finds and lists nothing where the platform is empty, but does not take a list for empty', async () => {
    turn({ empty: true });
    expect(await search()).toEqual([]);
    expect((await source.charts!.listCharts(whole, never)).items).toEqual([]);
    expect((await source.playlists!.listPlaylists(whole, never)).items).toEqual([]);
    for (const id of [platform.chart, platform.playlistIds[0]!])
      expect(await faultOf(() => tracksOf(id))).toMatchObject({ code: 'not_found' });
  });

  it('lists every song and says so where a total is wrong', async () => {
    const { charts, playlists } = emulator.catalogue;
    charts[0] = { ...charts[0]!, claimsMore: 5 };
    playlists[0] = { ...playlists[0]!, claimsMore: -3 };
    for (const id of [platform.chart, platform.playlistIds[0]!]) {
      const { items, next, notices } = await tracksOf(id);
      expect([items.length, next]).toEqual([platform.songIds.length, undefined]);
      expect(notices).toEqual([expect.stringMatching(/says that .* has \d+ songs, but sends 6$/)]);
    }
  });

  it('keeps songs that a list repeats, and gives a song that was found twice once', async () => {
    const [first, second] = platform.songIds;
    const { playlists, songs } = emulator.catalogue;
    playlists[0] = { ...playlists[0]!, songIds: [first!, second!, first!] };
    songs.push(songs[0]!);
    const { items } = await tracksOf(platform.playlistIds[0]!);
    expect(items.map(({ remoteId }) => remoteId)).toEqual([first, second, first]);
    expect((await search()).filter(({ track }) => track.remoteId === first)).toHaveLength(1);
  });

  it('reads long lists page by page, each song once and in order', async () => {
    for (const id of [platform.chart, platform.playlistIds[0]!]) {
      const read: string[] = [];
      for (let after: string | undefined; ; ) {
        const page = await tracksOf(id, { limit: 2, after });
        read.push(...page.items.map(({ remoteId }) => remoteId));
        if (page.next === undefined) break;
        after = page.next;
      }
      expect(read).toEqual(platform.songIds);
    }
  });

  it('has another version once a list has changed, also where the platform does not say when', async () => {
    const versions = async () => {
      const lists = [await source.playlists!.listPlaylists(whole, never), await source.charts!.listCharts(whole, never)];
      return lists.map(({ items }) => items[0]!.version);
    };
    const { playlists, charts } = emulator.catalogue;
    for (const list of [playlists, charts]) list[0] = { ...list[0]!, updatedAt: undefined };
    const before = await versions();
    expect(await versions()).toEqual(before);
    const songIds = platform.songIds.toReversed();
    for (const list of [playlists, charts]) list[0] = { ...list[0]!, songIds };
    const reversed = await versions();
    expect(reversed.map((version, at) => version === before[at])).toEqual([false, false]);
    for (const list of [playlists, charts]) list[0] = { ...list[0]!, updatedAt: new Date('2026-03-02T00:00:00Z') };
    expect((await versions()).map((version, at) => version === reversed[at])).toEqual([false, false]);
  });

  it('ends when the caller leaves, and takes the time that the platform needs', async () => {
    turn({ latencyMs: 30 });
    expect(await search()).not.toEqual([]);
    await emulator.server.fail('hang');
    const controller = new AbortController();
    const searching = source.searcher!.searchTracks(request, controller.signal);
    controller.abort();
    await expect(searching).rejects.toMatchObject({ code: 'canceled' });
  });
});
