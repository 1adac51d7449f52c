import { readConfig } from '@catalogsync/runtime';
import { EmulatedServer, listenBrainzAnswers, listenBrainzState, PlatformEmulator, type PlatformSong } from '@catalogsync/testkit';
import { describe, expect, it } from '@jest/globals';
import { pinned } from '../../../../test/emulated/pinned.js';
import { listenbrainz } from './definition.js';

// Real here: HTTP on loopback; recorded answers are under fixtures/ (behaviour 202).
const never = new AbortController().signal;
const { http, recorded, closers } = pinned(import.meta.url);
const sourceAt = (url: string, more: Readonly<Record<string, string>> = {}) =>
  listenbrainz.open(readConfig(listenbrainz.keys, { LISTENBRAINZ_URL: url, LISTENBRAINZ_ENABLED: 'yes', ...more }), { http });
const first = { limit: 1000, after: undefined };
const listId = '7a1c0e52-0f4f-4f0d-9a86-5a6c1d0b7e11';

describe('when ListenBrainz answers as recorded', () => {
  const answering = async (bodies: Readonly<Record<string, string>>, status = 200) => {
    const server = await EmulatedServer.start(({ path, query }) => {
      const body = (query.get('offset') ?? '0') === '0' ? bodies[path] : undefined;
      return body === undefined ? { body: '{"playlists":[],"playlist_count":0}' } : { status, body };
    });
    closers.push(() => server.stop());
    return server;
  };
  const tracksOf = async (body: string) => {
    const { url } = await answering({ [`/1/playlist/${listId}`]: body });
    return sourceAt(url).playlistTracks!.listPlaylistTracks(listId, first, never);
  };

  it('reads a playlist in its order, with artists as credited and what is missing left unknown', async () => {
    const { items, notices } = await tracksOf(recorded('playlist'));
    expect(
      items.map(({ remoteId, name, artists, durationMs, album }) => [
        remoteId.slice(0, 8),
        name,
        artists.map((one) => one.name),
        durationMs,
        album,
      ]),
    ).toEqual([
      ['783dfef9', '真夜中のジョーク', ['間宮貴子'], 245_000, 'LOVE TRIP'],
      ['162630d9', 'サマーれげぇ!レインボー', ['7人祭'], 296_026, 'サマーれげぇ!レインボー'],
      ['0cf3008f', 'the Love Bug', ['m-flo', 'BoA'], 243_000, undefined],
      ['8f3471b5', 'Never Gonna Give You Up', ['Rick Astley'], undefined, 'Red Hot'],
      ['00000000', '00000000-0000-4000-8000-00000000dead', [], undefined, undefined],
      ['162630d9', 'サマーれげぇ!レインボー', ['7人祭'], 296_026, 'サマーれげぇ!レインボー'],
    ]);
    expect(notices).toEqual(['1 entry has no name at ListenBrainz; kept under the id of the recording']);
    expect(items[0]).toMatchObject({
      coverUrl: 'https://coverartarchive.org/release/5e0d7f6a-98c5-4b7e-8f8d-2d7c6b1a4e77/40112233445-500.jpg',
      more: { added_by: 'example-user' },
    });
  });

  it('reads the older form of identifiers', async () => {
    const { items } = await tracksOf(recorded('playlist-identifier-string'));
    expect(items).toMatchObject([
      { remoteId: '385f4381-0f6d-47a0-bc56-07570374f650', name: 'Vibe Killer', artists: [{ name: 'Endless Boogie' }] },
    ]);
  });

  it("lists a user's playlists and those made for the user, grouped by what made them, and tells a total that disagrees", async () => {
    const undated = recorded('playlist').replaceAll(listId, '2f6d5f0e-6a7b-4a40-8a51-94bb5c0f3d22');
    const { url } = await answering({
      '/1/user/example-user/playlists': recorded('playlists-user'),
      '/1/user/example-user/playlists/createdfor': recorded('playlists-createdfor'),
      '/1/playlist/2f6d5f0e-6a7b-4a40-8a51-94bb5c0f3d22': undated,
    });
    const source = sourceAt(url, { LISTENBRAINZ_USER: 'example-user' });
    const { items, notices } = await source.playlists!.listPlaylists(first, never);
    expect(notices).toEqual(['ListenBrainz says that example-user/playlists has 3 playlists, but sends 2']);
    expect(items.map(({ name, description, pools }) => [name, description, pools[0]!.name])).toEqual([
      ['Kept for later', undefined, 'Playlists of example-user'],
      ['夜のドライブ / night drive', 'Late drives, more', 'Playlists of example-user'],
      ['Weekly Jams for example-user, week of 2026-11-23 Mon', 'Made from your listens.', 'Made for example-user: weekly jams'],
      [
        'Weekly Exploration for example-user, week of 2026-11-23 Mon',
        'Made from your listens.',
        'Made for example-user: weekly exploration',
      ],
    ]);
  });

  it('reads a chart, whose entries have no duration and may have no release', async () => {
    const { url } = await answering({ '/1/stats/sitewide/recordings': recorded('sitewide-recordings') });
    const source = sourceAt(url, { LISTENBRAINZ_RANGES: 'year' });
    const charts = await source.charts!.listCharts(first, never);
    expect(charts.items).toMatchObject([
      { remoteId: 'sitewide:year', name: 'Last year', pools: [{ kind: 'toplist', name: 'ListenBrainz' }] },
    ]);
    const { items } = await source.playlistTracks!.listPlaylistTracks('sitewide:year', first, never);
    expect(items.map(({ remoteId, name, durationMs, more }) => [remoteId, name, durationMs, more])).toEqual([
      ['0fe11cd3-0be4-467b-84fa-0bd524d45d74', 'Love Me Like You Do - From "Fifty Shades of Grey"', undefined, { listen_count: 25 }],
      ['0008ab49-a6ad-40b5-aa90-9d2779265c22', 'How to Save a Life', undefined, { listen_count: 23 }],
    ]);
  });

  it('looks one recording up, and refreshes one only if its name is known', async () => {
    const { url } = await answering({
      '/1/metadata/lookup/': recorded('metadata-lookup'),
      '/1/metadata/recording/': recorded('metadata-recording'),
    });
    const source = sourceAt(url, { LISTENBRAINZ_TOKEN: 'token-1' });
    const target = { title: 'Never Gonna Give You Up', artists: ['Rick Astley'], album: undefined, durationMs: undefined, isrc: undefined };
    const [hit] = await source.searcher!.searchTracks({ keyword: '', target, limit: 5 }, never);
    expect(hit).toMatchObject({ track: { remoteId: '8f3471b5-7e6a-48da-86a9-c1c07a0f47ae', album: 'Red Hot' }, fetchKey: undefined });
    expect(await source.refresher!.refreshTrack('e97f805a-ab48-4c52-855e-07049142113d', never)).toBeUndefined();
    await expect(
      Promise.resolve().then(() => sourceAt(url).searcher!.searchTracks({ keyword: '', target, limit: 5 }, never)),
    ).rejects.toMatchObject({
      code: 'unauthenticated',
      hint: expect.stringContaining('LISTENBRAINZ_TOKEN'),
    });
  });

  it.each([
    ['error-401-token', 401, 'unauthenticated'],
    ['error-404-playlist', 404, 'not_found'],
    ['error-429', 429, 'rate_limited'],
    ['error-400-playlist-id', 400, 'invalid_argument'],
  ])('reads %s as its status says', async (name, status, code) => {
    const { url } = await answering({ [`/1/playlist/${listId}`]: recorded(name) }, status);
    await expect(sourceAt(url).playlistTracks!.listPlaylistTracks(listId, first, never)).rejects.toMatchObject({ code });
  });
});

describe('when ListenBrainz has its own ways', () => {
  const songs: PlatformSong[] = ['Harbour Lights', 'Night Ferry'].map((title, at) => {
    return { id: `11111111-2222-4333-8444-00000000000${at}`, title, artists: ['Low Tide Collective'], durationMs: 215_000 };
  });
  const songIds = songs.map(({ id }) => id);
  const emulate = async () => {
    const state = listenBrainzState('me', 'token-1');
    const emulator = await PlatformEmulator.start(listenBrainzAnswers(state), {
      songs,
      playlists: [{ id: listId, name: 'Mine', songIds, updatedAt: new Date(0), claimsMore: 2 }],
      charts: [{ id: 'week', name: 'week', songIds }],
    });
    closers.push(() => emulator.server.stop());
    return { state, emulator, url: emulator.url };
  };

  it('keeps a chart listed that is not calculated yet, says so, and refuses to read it as an empty one', async () => {
    const { state, url } = await emulate();
    state.uncalculated.add('week');
    const source = sourceAt(url, { LISTENBRAINZ_RANGES: 'week' });
    const { items, notices } = await source.charts!.listCharts(first, never);
    expect(items).toMatchObject([{ remoteId: 'sitewide:week' }]);
    expect(notices).toEqual(['ListenBrainz has not calculated the chart "Last week" yet; its songs stay as they were']);
    await expect(source.playlistTracks!.listPlaylistTracks('sitewide:week', first, never)).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('has not calculated'),
    });
    state.uncalculated.clear();
    const [calculated] = (await source.charts!.listCharts(first, never)).items;
    expect(calculated!.version).not.toBe(items[0]!.version);
  });

  it('reads private playlists with the token of their owner alone, and says what it cannot list', async () => {
    const { state, url } = await emulate();
    state.privateIds.add(listId);
    const own = await sourceAt(url, { LISTENBRAINZ_TOKEN: 'token-1' }).playlists!.listPlaylists(first, never);
    expect(own.items).toMatchObject([{ remoteId: listId }]);
    expect(own.notices).toEqual([expect.stringContaining('has 3 playlists, but sends 1')]);
    const named = await sourceAt(url, { LISTENBRAINZ_PLAYLISTS: listId }).playlists!.listPlaylists(first, never);
    expect(named).toMatchObject({ items: [], notices: [expect.stringContaining('or it is private; see LISTENBRAINZ_PLAYLISTS')] });
    await expect(sourceAt(url, { LISTENBRAINZ_TOKEN: 'wrong' }).playlists!.listPlaylists(first, never)).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('does not ask again before the window ends once no calls are left', async () => {
    const { state, emulator, url } = await emulate();
    state.remaining = 1;
    const source = sourceAt(url, { LISTENBRAINZ_RANGES: 'week' });
    await source.charts!.listCharts(first, never);
    const asked = emulator.server.requests.length;
    const controller = new AbortController();
    const waiting = source.charts!.listCharts(first, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'canceled' });
    expect(emulator.server.requests).toHaveLength(asked);
  });

  it('lists nothing if a page in the middle of the lists fails', async () => {
    const playlists = Array.from({ length: 100 }, (_, at) => {
      const identifier = `https://listenbrainz.org/playlist/7a1c0e52-0f4f-4f0d-9a86-${String(at).padStart(12, '0')}`;
      return {
        playlist: {
          identifier,
          title: `List ${at}`,
          extension: { 'https://musicbrainz.org/doc/jspf#playlist': { last_modified_at: 'x' } },
          track: [],
        },
      };
    });
    const server = await EmulatedServer.start(({ query }) => {
      return query.get('offset') === '0' ? { body: { playlists, playlist_count: 150 } } : { status: 500, body: 'down' };
    });
    closers.push(() => server.stop());
    const listing = sourceAt(server.url, { LISTENBRAINZ_USER: 'me' }).playlists!.listPlaylists(first, never);
    await expect(listing).rejects.toMatchObject({ code: 'unavailable' });
  });
});
