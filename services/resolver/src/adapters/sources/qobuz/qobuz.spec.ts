import { readConfig } from '@catalogsync/runtime';
import { EmulatedServer, qobuzCaller } from '@catalogsync/testkit';
import { describe, expect, it } from '@jest/globals';
import { pinned } from '../../../../test/emulated/pinned.js';

import { artistsOf } from './credits.js';
import { qobuz } from './definition.js';

// Real here: HTTP on loopback; the answers under fixtures/ have the shape of recorded ones (behaviour 202).
const never = new AbortController().signal;
const whole = { limit: 100, after: undefined };
const { http, recorded, closers } = pinned(import.meta.url);
const open = (url: string, more: Readonly<Record<string, string>> = {}, client = http) => {
  const caller = { QOBUZ_APP_ID: qobuzCaller.appId, QOBUZ_USER_TOKEN: qobuzCaller.userToken, QOBUZ_PLAYLISTS: '3000001' };
  const keys = { ...caller, QOBUZ_URL: `${url}/api.json/0.2`, QOBUZ_REQUESTS_PER_SECOND: '50', ...more };
  return qobuz.open(readConfig(qobuz.keys, keys), { http: client });
};
const request = (isrc?: string) => ({
  keyword: 'harbour lights',
  target: { title: 'Harbour Lights', artists: ['Low Tide Collective'], album: undefined, durationMs: undefined, isrc },
  limit: 10,
});

const answering = async (name: string, status = 200) => {
  const server = await EmulatedServer.start(() => ({ status, body: recorded(name) }));
  closers.push(() => server.stop());
  return { server, source: open(server.url) };
};

describe('when Qobuz answers as recorded', () => {
  it('finds songs with all that it says about them, and without files', async () => {
    const { source, server } = await answering('search-tracks');
    const [hit] = await source.searcher!.searchTracks(request(), never);
    expect(hit).toMatchObject({
      track: {
        remoteId: '70000001',
        name: 'Harbour Lights',
        artists: [{ remoteId: '50001', name: 'Low Tide Collective' }],
        album: 'Breakwater',
        albumArtist: 'Low Tide Collective',
        durationMs: 215_000,
        isrc: 'XXA011900003',
        trackNumber: 3,
        discNumber: 1,
        year: 2019,
        releaseDate: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
        remoteAlbumId: expect.stringMatching(/^\w+$/),
        genre: 'Ambient',
        coverUrl: 'https://static.qobuz.com/images/covers/aa/bb/x_600.jpg',
        more: { maximum_sampling_rate: 96, hires: true },
      },
      audio: { bitDepth: 24, sampleRate: 96_000 },
      fetchKey: undefined,
      trial: false,
    });
    expect(server.requests[0]).toMatchObject({
      path: '/api.json/0.2/track/search',
      headers: { 'x-app-id': qobuzCaller.appId, 'x-user-auth-token': qobuzCaller.userToken },
    });
    expect(JSON.stringify([server.requests[0]?.path, [...server.requests[0]!.query]])).not.toContain(qobuzCaller.userToken);
  });

  it('asks for the ISRC first, and takes only songs that have it', async () => {
    const { source, server } = await answering('search-tracks');
    expect(await source.searcher!.searchTracks(request('XXA011900003'), never)).toHaveLength(1);
    expect(server.requests.map(({ query }) => query.get('query'))).toEqual(['XXA011900003']);
    expect(await source.searcher!.searchTracks(request('USXXX0000001'), never)).toHaveLength(1);
    expect(server.requests.map(({ query }) => query.get('query')).slice(1)).toEqual(['USXXX0000001', 'harbour lights']);
  });

  it('has no hits where there are none', async () => {
    const { source } = await answering('search-empty');
    expect(await source.searcher!.searchTracks(request(), never)).toEqual([]);
  });

  it('lists the playlists of the user, and reads them', async () => {
    const { source } = await answering('playlist');
    expect((await source.playlists!.listPlaylists(whole, never)).items).toMatchObject([
      {
        remoteId: '3000001',
        name: 'Coast Songs',
        coverUrl: 'https://static.qobuz.com/images/covers/aa/bb/x_300.jpg',
        pools: [{ kind: 'named', name: 'Qobuz' }],
      },
    ]);
    const { items, notices } = await source.playlistTracks!.listPlaylistTracks('3000001', whole, never);
    expect(items.map(({ remoteId }) => remoteId)).toEqual(['70000001']);
    expect(notices).toEqual([]);
  });

  it.each([
    ['error-400-app-id', 400, 'unauthenticated'],
    ['error-401', 401, 'unauthenticated'],
  ])('names the keys to set for %s', async (name, status, code) => {
    const { source } = await answering(name, status);
    await expect(source.searcher!.searchTracks(request(), never)).rejects.toMatchObject({
      code,
      hint: expect.stringContaining('QOBUZ_APP_ID'),
    });
  });
});

describe('when Qobuz credits a song', () => {
  const about = (performers: string | undefined, name: string | undefined = 'Low Tide Collective') =>
    artistsOf({ id: 1, title: 'x', performer: name === undefined ? undefined : { id: 5, name }, performers, album: {} } as never).map(
      (artist) => artist.name,
    );

  it.each([
    ['Low Tide Collective, MainArtist - Mara Quill, FeaturedArtist, Vocals', ['Low Tide Collective', 'Mara Quill']],
    ['Earth, Wind & Fire, MainArtist, AssociatedPerformer', ['Low Tide Collective', 'Earth, Wind & Fire']],
    ['Somebody, Composer, Lyricist - Low Tide Collective, MainArtist', ['Low Tide Collective']],
    [undefined, ['Low Tide Collective']],
    ['nonsense', ['Low Tide Collective']],
  ])('names artists, not composers, and keeps separators in names: %s', (performers, names) => {
    expect(about(performers)).toEqual(names);
  });

  it('takes the main artist of the credits where no performer is given', () => {
    const album = { artist: { name: 'Album Artist' } };
    const track = { id: 1, title: 'x', album };
    expect(artistsOf({ ...track, performers: 'Mara Quill, MainArtist' })).toEqual([{ remoteId: undefined, name: 'Mara Quill' }]);
    expect(artistsOf(track)).toEqual([{ remoteId: undefined, name: 'Album Artist' }]);
    expect(artistsOf({ ...track, album: {} })).toEqual([]);
  });
});

describe('when Qobuz is configured', () => {
  it('is asked once a second, one request at a time', () => {
    const { limits, configured } = qobuz.open(readConfig(qobuz.keys, { QOBUZ_APP_ID: '1' }), { http });
    expect({ limits, configured }).toEqual({ limits: { concurrency: 1, rate: { tokens: 1, perMs: 1000 } }, configured: true });
  });

  it('works without a session of the user', async () => {
    const server = await EmulatedServer.start(({ headers }) =>
      headers['x-user-auth-token'] === undefined ? { body: recorded('search-empty') } : undefined,
    );
    closers.push(() => server.stop());
    expect(await open(server.url, { QOBUZ_USER_TOKEN: '' }).searcher!.searchTracks(request(), never)).toEqual([]);
  });
});
