import { readConfig } from '@catalogsync/runtime';
import { EmulatedServer, jamendoAnswers, PlatformEmulator, type PlatformSong, silentWav } from '@catalogsync/testkit';
import { describe, expect, it } from '@jest/globals';
import { pinned } from '../../../../test/emulated/pinned.js';
import { idAt } from '../../../core/sources/playlist-addresses.js';
import { jamendo } from './definition.js';

// Real here: HTTP on loopback; recorded answers are under fixtures/ (behaviour 202).
const never = new AbortController().signal;
const { http, recorded, closers } = pinned(import.meta.url);
const sourceAt = (url: string, more: Readonly<Record<string, string>> = {}) =>
  jamendo.open(
    readConfig(jamendo.keys, { JAMENDO_URL: `${url}/v3.0`, JAMENDO_CLIENT_ID: 'client-1', JAMENDO_REQUESTS_PER_SECOND: '50', ...more }),
    { http },
  );
const first = { limit: 1000, after: undefined };

describe('when Jamendo answers as recorded', () => {
  const answering = async (body: string) => {
    const server = await EmulatedServer.start(() => ({ body }));
    closers.push(() => server.stop());
    return { server, source: sourceAt(server.url) };
  };
  const search = {
    keyword: 'harbour',
    target: { title: 'harbour', artists: [], album: undefined, durationMs: undefined, isrc: undefined },
    limit: 2,
  };

  it('reads songs with album, cover and licence, and offers a file only where downloads are allowed', async () => {
    const { source, server } = await answering(recorded('tracks-search'));
    const [hit, streamOnly] = await source.searcher!.searchTracks(search, never);
    expect(hit).toMatchObject({
      track: {
        remoteId: '1400001',
        name: 'Harbour Lights',
        artists: [{ remoteId: '500001', name: 'Low Tide Collective' }],
        album: 'Breakwater',
        durationMs: 215_000,
        trackNumber: 3,
        year: 2019,
        releaseDate: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
        remoteAlbumId: expect.stringMatching(/^\w+$/),
        coverUrl: 'https://usercontent.jamendo.com?type=album&id=40001&width=300',
        more: { license_ccurl: 'http://creativecommons.org/licenses/by-sa/3.0/', shareurl: 'https://www.jamendo.com/track/1400001' },
      },
      audio: { ext: 'mp3' },
      trial: false,
    });
    expect(JSON.stringify(hit!.track.more)).not.toContain('storage.jamendo.com');
    expect(streamOnly).toMatchObject({ track: { name: 'Night Ferry', album: undefined }, fetchKey: undefined });
    expect(Object.fromEntries(server.requests[0]!.query)).toMatchObject({
      client_id: 'client-1',
      format: 'json',
      search: 'harbour',
      limit: '2',
    });
  });

  it('reads the tracks of a playlist, whose numbers are texts', async () => {
    const { source } = await answering(recorded('playlist-tracks'));
    const { items, next } = await source.playlistTracks!.listPlaylistTracks('300001', first, never);
    expect([items.map(({ remoteId, durationMs, trackNumber, coverUrl }) => [remoteId, durationMs, trackNumber, coverUrl]), next]).toEqual([
      [['1400001', 215_000, undefined, undefined]],
      undefined,
    ]);
  });

  it('finds nothing in an empty answer', async () => {
    const { source } = await answering(recorded('tracks-empty'));
    expect(await source.searcher!.searchTracks(search, never)).toEqual([]);
    await expect(source.playlistTracks!.listPlaylistTracks('300001', first, never)).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each([
    [5, 'unauthenticated', 'JAMENDO_CLIENT_ID'],
    [6, 'rate_limited', '35,000'],
    [4, 'invalid_argument', undefined],
    [99, 'unavailable', undefined],
  ])('reads code %i inside an answer of status 200 as %s', async (code, expected, hint) => {
    const { source } = await answering(recorded('error-client-id').replace('"code": 5', `"code": ${code}`));
    const failure = await source.searcher!.searchTracks(search, never).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: expected, message: expect.stringContaining('jamendo tracks') });
    if (hint !== undefined) expect(failure).toMatchObject({ hint: expect.stringContaining(hint) });
  });

  it('does not repeat the client id, although the service may', async () => {
    const headers = { status: 'failed', code: 5, error_message: 'client-1 is not authorized' };
    const { source } = await answering(JSON.stringify({ headers, results: [] }));
    await expect(source.searcher!.searchTracks(search, never)).rejects.toMatchObject({ message: expect.not.stringContaining('client-1') });
  });
});

describe('when lists at Jamendo are long', () => {
  const songs = Array.from({ length: 450 }, (_, at): PlatformSong => {
    return {
      id: String(at + 1),
      title: `Song ${at + 1}`,
      artists: ['Rock &amp; Rye', 'AC/DC'],
      durationMs: 200_000,
      file: { ext: 'flac', bytes: silentWav(1) },
    };
  });
  const songIds = songs.map(({ id }) => id);
  const emulate = async () => {
    const emulator = await PlatformEmulator.start(jamendoAnswers('client-1'), {
      songs,
      playlists: [{ id: '7', name: 'Tom & Jerry', songIds: [...songIds, '1', '1'] }],
      charts: [{ id: 'popularity_week', name: '', songIds, claimsMore: 3 }],
    });
    closers.push(() => emulator.server.stop());
    return emulator;
  };

  it('reads all pages, keeps what is listed twice, and decodes names once', async () => {
    const { url } = await emulate();
    const { items } = await sourceAt(url).playlistTracks!.listPlaylistTracks('7', first, never);
    expect(items).toHaveLength(452);
    expect(items.slice(-3).map(({ remoteId }) => remoteId)).toEqual(['450', '1', '1']);
    expect(items[0]!.artists[0]!.name).toBe('Rock &amp; Rye & AC/DC');
  });

  it('reads as much of a chart as the key says, and tells a total that disagrees', async () => {
    const { url } = await emulate();
    const source = sourceAt(url, { JAMENDO_CHART_SONGS: '250' });
    expect((await source.playlistTracks!.listPlaylistTracks('popularity_week', first, never)).items).toHaveLength(250);
    const whole = await sourceAt(url, { JAMENDO_CHART_SONGS: '2000' }).playlistTracks!.listPlaylistTracks('popularity_week', first, never);
    expect(whole.items).toHaveLength(450);
    expect(whole.notices).toEqual([expect.stringContaining('but sends 450')]);
  });

  it('lists playlists that were searched for with what they were searched by, and says which one is gone', async () => {
    const { url } = await emulate();
    const source = sourceAt(url, { JAMENDO_PLAYLISTS: '7,8,x', JAMENDO_PLAYLIST_SEARCHES: 'jerry' });
    const { items, notices } = await source.playlists!.listPlaylists(first, never);
    expect(items).toMatchObject([
      { remoteId: '7', name: 'Tom & Jerry', pools: [{ externalId: 'jamendo' }, { externalId: 'search:jerry' }] },
    ]);
    expect(notices).toEqual(['Jamendo has no playlist 8; see JAMENDO_PLAYLISTS', 'Jamendo has no playlist x; see JAMENDO_PLAYLISTS']);
  });

  it('reads nothing of a list if a page in its middle fails', async () => {
    const page = (from: number) => ({
      headers: { status: 'success', code: 0 },
      results: songIds.slice(from, from + 200).map((id) => ({ id, name: id })),
    });
    const server = await EmulatedServer.start(({ query }) => {
      const offset = Number(query.get('offset'));
      return offset < 400 ? { body: page(offset) } : { status: 500, body: 'down' };
    });
    closers.push(() => server.stop());
    const source = sourceAt(server.url, { JAMENDO_CHART_SONGS: '450' });
    await expect(source.playlistTracks!.listPlaylistTracks('popularity_week', first, never)).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('when people share links of Jamendo', () => {
  it.each([
    ['https://www.jamendo.com/track/1400001/harbour-lights', '1400001'],
    ['https://www.jamendo.com/en/track/1400001', '1400001'],
    ['https://www.jamendo.com/album/40001', undefined],
  ])('knows which song %s is', (address, id) => {
    expect(idAt(jamendo.addresses!.songs!, new URL(address))).toBe(id);
  });
});
