import { readConfig } from '@catalogsync/runtime';
import { deezerAnswers, EmulatedServer, PlatformEmulator } from '@catalogsync/testkit';
import { describe, expect, it } from '@jest/globals';
import { manySongs } from '../../../../test/emulated/many-songs.js';
import { pinned } from '../../../../test/emulated/pinned.js';
import { deezer } from './definition.js';

// Real here: HTTP on loopback; recorded answers are under fixtures/ (behaviour 202).
const never = new AbortController().signal;
const whole = { limit: 100, after: undefined };
const { http, recorded, closers } = pinned(import.meta.url);
const open = (url: string, more: Readonly<Record<string, string>> = {}, client = http) => {
  const keys = { DEEZER_ENABLED: 'yes', DEEZER_URL: url, DEEZER_REQUESTS_PER_SECOND: '50', ...more };
  return deezer.open(readConfig(deezer.keys, keys), { http: client });
};
const request = (isrc?: string) => ({
  keyword: 'Billie Jean',
  target: { title: 'Billie Jean', artists: ['Michael Jackson'], album: undefined, durationMs: undefined, isrc },
  limit: 10,
});

/** Answers by path as recorded. */
const answering = async (answers: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) => {
  const server = await EmulatedServer.start(({ path, query }) => {
    const name = answers[path];
    if (query.has('index') && query.get('index') !== '0') return { body: { data: [] } };
    return name === undefined
      ? { body: recorded('error-no-data') }
      : { status: name === 'error-http-404' ? 404 : 200, body: recorded(name) };
  });
  closers.push(() => server.stop());
  return { server, source: open(server.url, more) };
};

describe('when Deezer answers as recorded', () => {
  it('finds songs by words, with covers, and without files', async () => {
    const { source, server } = await answering({ '/search': 'search-track-limit2' });
    const hits = await source.searcher!.searchTracks(request(), never);
    expect(hits[0]).toMatchObject({
      track: {
        remoteId: '4603408',
        name: 'Billie Jean',
        artists: [{ remoteId: '259', name: 'Michael Jackson' }],
        album: "Michael Jackson's This Is It",
        durationMs: 293_000,
        coverUrl: 'https://e-cdns-images.dzcdn.net/images/cover/ebeac32e9207c60877228ddc5bb37233/1000x1000-000000-80-0-0.jpg',
        more: { rank: 966_417, readable: true },
      },
      fetchKey: undefined,
      trial: false,
    });
    expect(JSON.stringify(hits)).not.toContain('cdns-preview');
    expect(hits.map(({ track }) => track.remoteId)).toEqual(['4603408', '1516986202']);
    expect(Object.fromEntries(server.requests[0]!.query)).toEqual({ q: 'Billie Jean', index: '0', limit: '10' });
  });

  it('asks for the ISRC first, and searches only if Deezer does not know it', async () => {
    const { source, server } = await answering({ '/track/isrc:GBDUW0000059': 'track', '/search': 'search-track-limit2' });
    const [hit, ...others] = await source.searcher!.searchTracks(request('GBDUW0000059'), never);
    expect(others).toEqual([]);
    expect(hit?.track).toMatchObject({
      remoteId: '3135556',
      name: 'Harder Better Faster Stronger',
      artists: [{ remoteId: '27', name: 'Daft Punk' }],
      isrc: 'GBDUW0000059',
      trackNumber: 4,
      discNumber: 1,
      year: 2001,
      releaseDate: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      remoteAlbumId: expect.stringMatching(/^\w+$/),
      explicit: false,
      durationMs: 224_000,
      more: { bpm: 123, gain: -12.4 },
    });
    expect(await source.searcher!.searchTracks(request('USXXX0000001'), never)).toHaveLength(2);
    expect(server.requests.map(({ path }) => path)).toEqual(['/track/isrc:GBDUW0000059', '/track/isrc:USXXX0000001', '/search']);
  });

  it('reads playlists with a notice about the songs that are missing', async () => {
    const { source } = await answering({ '/playlist/9200461/tracks': 'playlist-tracks' });
    const { items, notices } = await source.playlistTracks!.listPlaylistTracks('9200461', whole, never);
    expect(items.map(({ remoteId, name }) => [remoteId, name])[0]).toEqual(['685405', 'Otherwise']);
    expect(notices).toEqual([expect.stringMatching(/^Deezer says that this list has \d+ songs, but sends 4$/)]);
  });

  it('refuses a list whose next page is the same one', async () => {
    const server = await EmulatedServer.start(() => ({ body: recorded('playlist-tracks') }));
    closers.push(() => server.stop());
    const reading = open(server.url).playlistTracks!.listPlaylistTracks('9200461', whole, never);
    await expect(reading).rejects.toMatchObject({ code: 'data_corrupt', message: expect.stringContaining('next does not lead') });
    expect(server.requests).toHaveLength(2);
  });

  it('lists the charts and popular playlists of the genres that were chosen, by name or id', async () => {
    const { source } = await answering(
      {
        '/genre': 'genres',
        '/chart/0/tracks': 'chart-tracks',
        '/chart/132/tracks': 'chart-tracks',
        '/chart/0/playlists': 'chart-playlists',
        '/chart/132/playlists': 'chart-playlists',
        '/playlist/9200461': 'playlist',
      },
      { DEEZER_GENRES: '0,pop,Polka', DEEZER_PLAYLISTS: '9200461,1' },
    );
    const charts = await source.charts!.listCharts(whole, never);
    expect(charts.items.map(({ remoteId, name, pools }) => [remoteId, name, pools[0]?.kind, pools[0]?.name])).toEqual([
      ['chart:0', 'Deezer top songs: All', 'toplist', 'Deezer charts'],
      ['chart:132', 'Deezer top songs: Pop', 'toplist', 'Deezer charts'],
    ]);
    expect(charts.notices).toEqual(['Deezer has no genre "Polka"; see DEEZER_GENRES']);
    const playlists = await source.playlists!.listPlaylists(whole, never);
    expect(playlists.items.map(({ remoteId, pools }) => [remoteId, pools.map(({ name }) => name)])).toEqual([
      ['1290316405', ['All', 'Pop']],
      ['3272614282', ['All', 'Pop']],
      ['53362031', ['All', 'Pop']],
      ['9200461', ['Deezer']],
    ]);
    expect(playlists.items[3]).toMatchObject({
      name: 'Lounge Soirée',
      description: undefined,
      coverUrl: expect.stringContaining('1000x1000'),
    });
    expect(playlists.notices).toEqual(['Deezer has no genre "Polka"; see DEEZER_GENRES', 'Deezer has no playlist 1; see DEEZER_PLAYLISTS']);
  });

  it.each([
    ['error-quota', 'rate_limited', 'deezer search: Deezer says "Quota limit exceeded" (code 4)'],
    ['error-wrong-parameter', 'invalid_argument', 'deezer search: Deezer says "Wrong parameter" (code 500)'],
    ['error-generic', 'unavailable', 'deezer search: Deezer says "An error has occured"'],
    ['error-no-data', 'not_found', 'deezer search: Deezer says "no data" (code 800)'],
    ['error-http-404', 'unavailable', expect.stringMatching(/search answered 404: the service has no such address$/)],
  ])('understands %s, although most come with status 200', async (name, code, message) => {
    const { source } = await answering({ '/search': name });
    await expect(source.searcher!.searchTracks(request(), never)).rejects.toMatchObject({ code, message });
  });

  it('has no song for an id that is none, without asking', async () => {
    const { source, server } = await answering({});
    expect(await source.refresher!.refreshTrack('../playlist/1', never)).toBeUndefined();
    await expect(source.playlistTracks!.listPlaylistTracks('1/../2', whole, never)).rejects.toMatchObject({ code: 'not_found' });
    expect(server.requests).toEqual([]);
  });
});

describe('when Deezer is asked too often', () => {
  it('says so within its answer, and the wait is passed on', async () => {
    const emulator = await PlatformEmulator.start(deezerAnswers({ calls: 3, perMs: 600_000 }), manySongs(5, { playlist: '1' }));
    closers.push(() => emulator.server.stop());
    const source = open(emulator.url);
    for (let at = 0; at < 3; at++) await source.searcher!.searchTracks(request(), never);
    await expect(source.searcher!.searchTracks(request(), never)).rejects.toMatchObject({
      code: 'rate_limited',
      retryAfterMs: 5000,
      hint: expect.stringContaining('DEEZER_REQUESTS_PER_SECOND'),
    });
  });

  it('stays below its limit as configured', () => {
    const { limits } = deezer.open(readConfig(deezer.keys, {}), { http });
    const { tokens, perMs } = limits!.rate!;
    // A full bucket, and what flows in during the window.
    expect(tokens + (5000 * tokens) / perMs).toBeLessThanOrEqual(50);
  });
});
