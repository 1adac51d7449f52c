import { readConfig } from '@catalogsync/runtime';
import { EmulatedServer, PlatformEmulator, tidalAnswers, tidalState } from '@catalogsync/testkit';
import { describe, expect, it } from '@jest/globals';
import { manySongs } from '../../../../test/emulated/many-songs.js';
import { pinned } from '../../../../test/emulated/pinned.js';
import { AccessToken } from './access-token.js';
import { tidal } from './definition.js';
import { msOfDuration } from './songs.js';

// Real here: HTTP on loopback; the answers under fixtures/ are recorded, or built after the published schema (behaviour 202).
const never = new AbortController().signal;
const whole = { limit: 100, after: undefined };
const { http, recorded, closers } = pinned(import.meta.url);
const list = '7ab5d2b6-93fb-4181-a008-000000000001';
const chart = '7ab5d2b6-93fb-4181-a008-000000000009';
const { clientId, clientSecret } = tidalState();
const open = (url: string, more: Readonly<Record<string, string>> = {}, client = http) => {
  const logIn = { TIDAL_CLIENT_ID: clientId, TIDAL_CLIENT_SECRET: clientSecret, TIDAL_PLAYLISTS: list, TIDAL_CHARTS: chart };
  const keys = { ...logIn, TIDAL_URL: url, TIDAL_REQUESTS_PER_SECOND: '50', ...more };
  return tidal.open(readConfig(tidal.keys, keys), { http: client });
};
const request = (isrc?: string, limit = 10) => ({
  keyword: 'harbour lights',
  target: { title: 'Harbour Lights', artists: ['Low Tide Collective'], album: undefined, durationMs: undefined, isrc },
  limit,
});

const answering = async (answers: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) => {
  const server = await EmulatedServer.start(({ path }) => {
    if (path === '/v1/oauth2/token') return { body: recorded('oauth-token') };
    const name = answers[decodeURIComponent(path)];
    return name === undefined ? { status: 404, body: recorded('v2-error-404') } : { body: recorded(name) };
  });
  closers.push(() => server.stop());
  return { server, source: open(server.url, more) };
};

const emulated = async (count = 45) => {
  const state = tidalState();
  const emulator = await PlatformEmulator.start(tidalAnswers(state), manySongs(count, { playlist: list, chart: { id: chart } }));
  closers.push(() => emulator.server.stop());
  return { state, emulator, source: open(emulator.url) };
};

describe('when TIDAL answers as recorded', () => {
  it('finds songs in the order of the search, with what is said of them elsewhere in the document', async () => {
    const { source, server } = await answering(
      { '/v2/searchResults/harbour lights/relationships/tracks': 'v2-search-tracks' },
      { TIDAL_COUNTRY: 'de' },
    );
    const hits = await source.searcher!.searchTracks(request(undefined, 2), never);
    expect(hits.map(({ track, fetchKey }) => [track.remoteId, track.name, track.artists.map(({ name }) => name), fetchKey])).toEqual([
      ['80000001', 'Harbour Lights', ['Low Tide Collective'], undefined],
      ['80000002', 'Night Ferry', ['Low Tide Collective', 'Mara Quill'], undefined],
    ]);
    expect(hits[0]?.track).toMatchObject({
      album: 'Breakwater',
      isrc: 'XXA011900003',
      durationMs: 215_000,
      year: 2019,
      releaseDate: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
      remoteAlbumId: expect.stringMatching(/^\w+$/),
      coverUrl: 'https://resources.tidal.com/images/11111111/aaaa/4bbb/8ccc/0123456789ab/1280x1280.jpg',
      more: { popularity: 0.41, mediaTags: ['LOSSLESS'] },
    });
    const asked = server.requests.at(-1)!;
    expect(asked.query.get('countryCode')).toBe('DE');
    expect(asked.headers.accept).toBe('application/vnd.api+json');
  });

  it('looks a song up by its id, with its genre', async () => {
    const { source } = await answering({ '/v2/tracks/58756128': 'v2-track-with-includes' });
    expect((await source.refresher!.refreshTrack('58756128', never))?.track).toMatchObject({
      name: '7 Years',
      artists: [{ remoteId: '4184211', name: 'Lukas Graham' }],
      album: 'Lukas Graham (Blue Album) (International Version)',
      durationMs: 237_000,
      genre: 'Pop',
      year: 2015,
      coverUrl: 'https://resources.tidal.com/images/4a5cea54/6b22/401c/a186/6796bb96fa67/1280x1280.jpg',
      more: { bpm: 120, key: 'Eb' },
    });
    expect(await source.refresher!.refreshTrack('1', never)).toBeUndefined();
  });

  it('asks for the ISRC first', async () => {
    const { source, server } = await answering({ '/v2/tracks': 'v2-tracks-by-isrc' });
    const hits = await source.searcher!.searchTracks(request('XXA011900003'), never);
    // This document says nothing about its artists.
    expect(hits.map(({ track }) => [track.remoteId, track.artists])).toEqual([['80000001', []]]);
    expect(server.requests.map(({ path }) => path)).not.toContain('/v2/searchResults/harbour%20lights/relationships/tracks');
  });

  it('leaves videos out of playlists', async () => {
    const about = { name: 'Coast Songs', numberOfItems: 2, lastModifiedAt: '2026-02-01T10:00:00Z' };
    const server = await EmulatedServer.start(({ path }) => {
      if (path.startsWith('/v1/')) return { body: recorded('oauth-token') };
      if (path === `/v2/playlists/${list}`) return { body: { data: { id: list, type: 'playlists', attributes: about } } };
      return path.endsWith('/items') ? { body: recorded('v2-playlist-items') } : { body: { data: [] } };
    });
    closers.push(() => server.stop());
    const { items, notices } = await open(server.url).playlistTracks!.listPlaylistTracks(list, whole, never);
    expect(items.map(({ remoteId, name }) => [remoteId, name])).toEqual([['80000001', 'Harbour Lights']]);
    expect(notices).toEqual([]);
  });

  it.each([
    ['v2-error-404', 404, 'not_found'],
    ['v2-error-429', 429, 'rate_limited'],
  ])('understands %s', async (name, status, code) => {
    const server = await EmulatedServer.start(({ path }) =>
      path.startsWith('/v1/') ? { body: recorded('oauth-token') } : { status, headers: { 'retry-after': '30' }, body: recorded(name) },
    );
    closers.push(() => server.stop());
    await expect(open(server.url).searcher!.searchTracks(request(), never)).rejects.toMatchObject({ code });
  });
});

describe('when TIDAL leaves objects out of its documents', () => {
  it.each([[['artists']], [['albums']], [['tracks']], [['tracks', 'artists', 'albums']]])(
    'asks for the songs that lack %j by their ids, twenty at a time',
    async (withheld) => {
      const { state, emulator, source } = await emulated();
      const complete = await source.playlistTracks!.listPlaylistTracks(list, whole, never);
      emulator.server.requests.splice(0);
      // Only the list itself lacks them.
      const usual = tidalAnswers(state);
      const server = await EmulatedServer.start((asked) => {
        state.withheld = asked.path.endsWith('/items') ? withheld : [];
        return usual.answer(emulator.catalogue, asked, '');
      });
      closers.push(() => server.stop());
      const { items, notices } = await open(server.url).playlistTracks!.listPlaylistTracks(list, whole, never);
      expect(items).toEqual(complete.items);
      expect(notices).toEqual([]);
      const asked = server.requests.filter(({ path }) => path === '/v2/tracks').map(({ query }) => query.getAll('filter[id]').length);
      expect(asked).toEqual([20, 20, 5]);
    },
  );

  it('leaves out songs that it says nothing about anywhere, and says so', async () => {
    const { emulator, state } = await emulated(3);
    const usual = tidalAnswers(state);
    const server = await EmulatedServer.start((asked) => {
      state.withheld = ['tracks'];
      if (asked.path === '/v2/tracks') return { body: { data: [], included: [] } };
      return usual.answer(emulator.catalogue, asked, '');
    });
    closers.push(() => server.stop());
    const { items, notices } = await open(server.url).playlistTracks!.listPlaylistTracks(list, whole, never);
    expect(items).toEqual([]);
    expect(notices).toEqual(['TIDAL names 4 songs of this list by number only; they are left out']);
  });
});

describe('when TIDAL wants a token', () => {
  it('gets one with the credentials of the application, once for many requests', async () => {
    const { state, source, emulator } = await emulated();
    await Promise.all(Array.from({ length: 5 }, () => source.searcher!.searchTracks(request(), never)));
    expect(state.tokens).toBe(1);
    expect(emulator.server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/v1/oauth2/token',
      body: 'grant_type=client_credentials',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
  });

  it('gets another when the old one is refused, and asks again once', async () => {
    const { state, source } = await emulated();
    await source.searcher!.searchTracks(request(), never);
    // TIDAL ends it early.
    state.tokens += 1;
    expect(await source.refresher!.refreshTrack('1001', never)).toMatchObject({ track: { name: 'Song 0' } });
    expect(state.tokens).toBe(3);
  });

  it('says which keys to check when the application is refused, without naming the secret', async () => {
    const { state, source } = await emulated();
    state.clientSecret = 'another';
    const failure = await source.searcher!.searchTracks(request(), never).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'unauthenticated', hint: expect.stringContaining('TIDAL_CLIENT_SECRET') });
    expect(String(failure)).not.toContain(clientSecret);
  });

  it('renews it a minute before it ends', async () => {
    const { state, emulator } = await emulated();
    state.expiresIn = 600;
    let now = 1_000_000;
    const token = new AccessToken(http, { url: `${emulator.url}/v1/oauth2/token`, clientId, clientSecret }, () => now);
    const first = await token.text(never);
    now += 539_000;
    expect(await token.text(never)).toBe(first);
    now += 2000;
    expect(await token.text(never)).not.toBe(first);
  });

  it('those who wait for the same token are not harmed when the one who asked for it leaves', async () => {
    const { emulator } = await emulated();
    const token = new AccessToken(http, { url: `${emulator.url}/v1/oauth2/token`, clientId, clientSecret });
    await emulator.server.fail('hang');
    const leaving = new AbortController();
    const first = token.text(leaving.signal);
    const second = token.text(never);
    await emulator.server.heal();
    leaving.abort();
    await expect(first).rejects.toMatchObject({ code: 'canceled' });
    expect(await second).toMatch(/^tidal-token-/);
  });
});

describe('when the country is none', () => {
  it('says so before anything is asked', async () => {
    const { emulator } = await emulated(1);
    const source = open(emulator.url, { TIDAL_COUNTRY: 'Germany' });
    const said = { code: 'failed_precondition', hint: expect.stringContaining('TIDAL_COUNTRY') };
    await expect(source.searcher!.searchTracks(request(), never)).rejects.toMatchObject(said);
    expect(await source.health!.checkHealth(never)).toMatchObject({ reachable: false, detail: expect.stringContaining('TIDAL_COUNTRY') });
    expect(emulator.server.requests).toEqual([]);
  });
});

describe('when TIDAL gives durations', () => {
  it.each([
    ['PT3M57S', 237_000],
    ['PT1H2M3S', 3_723_000],
    ['PT45S', 45_000],
    ['P30M5S', 1_805_000],
    ['P1DT1S', 86_401_000],
    ['PT3M35.5S', 215_500],
    ['PT0S', undefined],
    ['215', undefined],
    ['', undefined],
  ])('reads %s', (text, ms) => expect(msOfDuration(text)).toBe(ms));
});
