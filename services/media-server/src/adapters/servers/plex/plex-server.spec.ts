import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { all, PlexUnderTest, signal } from './fixtures/plex-under-test.js';

// Real here: HTTP to an emulator that is held to the published description of Plex Media Server.
let plex: PlexUnderTest;
beforeEach(async () => {
  plex = await PlexUnderTest.start();
});
afterEach(() => plex.close());

const bySections = 'GET /library/sections/all';

describe('when the connection to Plex is tested (behaviour 216)', () => {
  it('asks for the libraries, which needs the token, with headers that stay the same', async () => {
    expect(await plex.server().isConnected(signal)).toBe(true);
    expect(await plex.server().isConnected(signal)).toBe(true);
    expect(plex.requests()).toEqual([bySections, bySections]);
    const [first, second] = plex.web.requests.map(({ headers }) => headers);
    expect(first).toMatchObject({
      accept: 'application/json',
      'x-plex-token': plex.state.knobs.token,
      'x-plex-client-identifier': expect.stringMatching(/^[0-9a-f]{32}$/),
      'x-plex-product': 'Catalogsync',
      'x-plex-version': expect.stringMatching(/./),
    });
    expect(second?.['x-plex-client-identifier']).toBe(first?.['x-plex-client-identifier']);
  });

  it('names the machine once, and asks no more', async () => {
    const server = plex.server();
    const identity = { id: plex.state.machineIdentifier, name: 'Wohnzimmer', version: expect.stringMatching(/^1\.42/) };
    expect(await server.ensureConnection(signal)).toEqual(identity);
    expect(plex.requests()).toEqual(['GET /identity', 'GET /', bySections]);
    expect(await server.ensureConnection(signal)).toEqual(identity);
    expect(plex.requests()).toEqual([]);
  });

  it.each([
    ['data', false],
    ['a page', true],
  ])('names PLEX_TOKEN when the token is refused with %s', async (_what, refusesWithPage) => {
    plex.state.knobs.refusesWithPage = refusesWithPage;
    const refused = {
      code: 'unauthenticated',
      hint: expect.stringContaining('PLEX_TOKEN'),
      message: expect.not.stringContaining('wrong-7'),
    };
    await expect(plex.server([], 'wrong-7').isConnected(signal)).rejects.toMatchObject(refused);
    await expect(plex.server([], 'wrong-7').ensureConnection(signal)).rejects.toMatchObject(refused);
    expect(plex.web.requests.map(({ query }) => query.toString()).join()).not.toContain('wrong-7');
  });

  it('is not configured without an address or a token', () => {
    expect(plex.server().configured).toBe(true);
    expect(plex.server([], '')).toMatchObject({ configured: false, settings: 'PLEX_URL and PLEX_TOKEN' });
  });

  it('finds the libraries of older servers, and asks only once where they are', async () => {
    plex.state.knobs.older = true;
    const server = plex.server();
    expect(await server.isConnected(signal)).toBe(true);
    expect(await server.isConnected(signal)).toBe(true);
    expect(plex.requests()).toEqual([bySections, 'GET /library/sections', 'GET /library/sections']);
  });
});

describe('when libraries are chosen', () => {
  it('takes all of music, in any language, and none of films', async () => {
    const names = (await all(plex.server().allArtists(signal))).map(({ name }) => name);
    expect(names).toEqual(['周杰伦', 'Low Tide Collective', 'Various Artists']);
  });

  it('takes only those of the settings, whatever their case', async () => {
    expect((await all(plex.server([' musik']).allArtists(signal))).map(({ name }) => name)).not.toContain('周杰伦');
    expect(await all(plex.server(['音乐']).allAlbumIds(signal))).toHaveLength(2);
  });

  it('says which there are if the settings name another', async () => {
    await expect(plex.server(['Music', '音乐']).ensureConnection(signal)).rejects.toMatchObject({
      code: 'invalid_argument',
      message: 'the Plex server has no music library "Music"',
      hint: expect.stringMatching(/PLEX_LIBRARIES.*音乐, Musik/),
    });
  });

  it('says so if there is no music at all', async () => {
    plex.state.libraries.splice(1);
    await expect(all(plex.server().allArtists(signal))).rejects.toMatchObject({ code: 'failed_precondition' });
    expect(await plex.server().isConnected(signal)).toBe(true);
  });
});

describe('when artists and albums are listed (behaviour 216)', () => {
  it('asks each library by pages, and reads ids, genres and MusicBrainz ids', async () => {
    const [artist] = await all(plex.server().allArtists(signal));
    expect(artist).toEqual(
      expect.objectContaining({
        id: expect.stringMatching(/^\d+$/),
        name: '周杰伦',
        genres: ['Mandopop'],
        musicBrainzId: expect.stringMatching(/^0{8}-/),
      }),
    );
    expect(plex.requests()).toEqual([
      bySections,
      'GET /library/sections/2/all?type=8&includeGuids=1',
      'GET /library/sections/3/all?type=8&includeGuids=1',
    ]);
    expect(plex.web.requests.at(-1)?.headers).toMatchObject({ 'x-plex-container-start': '0', 'x-plex-container-size': '1000' });
  });

  it('gives ids as texts where the server sends numbers', async () => {
    const texts = await all(plex.server().allAlbumIds(signal));
    plex.state.knobs.numericKeys = true;
    expect(await all(plex.server().allAlbumIds(signal))).toEqual(texts);
  });

  it('lists an empty library as empty', async () => {
    plex.state.addLibrary('Leer');
    expect(await all(plex.server(['Leer']).allArtists(signal))).toEqual([]);
    expect(await plex.server(['Leer']).recentlyAddedAlbums(5, signal)).toEqual([]);
  });

  it('goes on behind pages that the server caps', async () => {
    const whole = await all(plex.server().allAlbumIds(signal));
    plex.state.knobs.pageCap = 1;
    expect(await all(plex.server().allAlbumIds(signal))).toEqual(whole);
    expect(whole).toHaveLength(4);
  });

  it('merges the latest albums of all libraries, newest first', async () => {
    const albums = await plex.server().recentlyAddedAlbums(3, signal);
    expect(albums.map(({ name }) => name)).toEqual(['Coast', 'Breakwater', '十一月的萧邦']);
    expect(albums[0]).toMatchObject({ artist: 'Various Artists', year: 2019, addedAt: expect.any(Number) });
    expect(new Date(albums[0]?.addedAt ?? 0).getUTCFullYear()).toBe(2026);
    expect(plex.requests().slice(1)).toEqual([
      'GET /library/sections/2/all?type=9&sort=addedAt:desc',
      'GET /library/sections/3/all?type=9&sort=addedAt:desc',
    ]);
  });
});

describe('when a track is searched (behaviour 216)', () => {
  const search = (title: string, artist = '', server = plex.server()) => server.searchTracks({ title, artist, limit: 15 }, signal);

  it('asks the search of each library, with the libraries read at most once a minute', async () => {
    const server = plex.server();
    await search('夜曲', '', server);
    await search('夜曲', '', server);
    const asked = ['GET /hubs/search?query=夜曲&limit=15&sectionId=2', 'GET /hubs/search?query=夜曲&limit=15&sectionId=3'];
    expect(plex.requests()).toEqual([bySections, ...asked, ...asked]);
    plex.clock.at += 61_000;
    await search('夜曲', '', server);
    expect(plex.requests()).toEqual([bySections, ...asked]);
  });

  it('tells title, credit of the track or else of the album, album, length and file', async () => {
    expect(await search('Harbour Lights', 'Mara Quill')).toEqual([
      expect.objectContaining({
        title: 'Harbour Lights',
        artists: ['Mara Quill feat. Jo'],
        album: 'Coast',
        durationMs: 180_000,
        path: '/media/Musik/Various Artists/Coast/Harbour Lights.flac',
      }),
      expect.objectContaining({ artists: ['Low Tide Collective'], album: 'Breakwater' }),
    ]);
  });

  it('puts the artist before others, and the title itself before those that contain it', async () => {
    const titles = (await search('undertow', 'low tide collective')).map(({ title }) => title);
    expect(titles).toEqual(['Undertow', 'Undertow (Live)']);
    expect((await search('Harbour Lights', 'Low Tide Collective'))[0]).toMatchObject({ album: 'Breakwater' });
  });

  it('takes no hit that came for its artist, and none of another library', async () => {
    expect(await search('Low Tide')).toEqual([]);
    expect(await search('夜曲', '', plex.server(['Musik']))).toEqual([]);
  });

  it('looks the title up in the libraries where the search misses it', async () => {
    plex.state.knobs.unsearchable = '夜曲';
    expect((await search('夜曲', '周杰伦')).map(({ title }) => title)).toEqual(['夜曲']);
    expect(plex.requests().slice(1)).toEqual([
      'GET /hubs/search?query=夜曲&limit=50&sectionId=2',
      'GET /hubs/search?query=夜曲&limit=50&sectionId=3',
      'GET /library/sections/2/all?type=10&title=夜曲&artist.title=周杰伦',
      'GET /library/sections/3/all?type=10&title=夜曲&artist.title=周杰伦',
    ]);
    expect((await search('夜曲')).map(({ title }) => title)).toEqual(['夜曲']);
  });

  it('finds on older servers, which have no such search and know few fields', async () => {
    plex.state.knobs.older = true;
    expect((await search('夜曲', '周杰伦')).map(({ title }) => title)).toEqual(['夜曲']);
    expect(plex.requests().at(-1)).toBe('GET /library/sections/3/all?type=10&title=夜曲');
  });
});

describe('when a scan is started (behaviours 214 and 216)', () => {
  it('refreshes each library of music, and runs until the last has ended', async () => {
    const server = plex.server();
    expect(await server.isLibraryScanning(signal)).toBe(false);
    plex.requests();
    await server.triggerLibraryScan(undefined, signal);
    expect(plex.requests()).toEqual([bySections, 'POST /library/sections/2/refresh', 'POST /library/sections/3/refresh']);
    const seen: boolean[] = [];
    while (seen.at(-1) !== false) seen.push(await server.isLibraryScanning(signal));
    // The first answer is before the server itself says that it scans.
    expect(seen).toEqual([true, true, true, false]);
    expect(plex.requests().slice(0, 2)).toEqual([bySections, 'GET /activities']);
  });

  it('limits it to a folder only in the library that has it', async () => {
    await plex.server().triggerLibraryScan('/media/Musik/Low Tide Collective', signal);
    expect(plex.requests()).toEqual([bySections, 'POST /library/sections/3/refresh?path=/media/Musik/Low Tide Collective']);
    await expect(plex.server().triggerLibraryScan('/media/Musikalien', signal)).rejects.toMatchObject({
      code: 'invalid_argument',
      hint: expect.stringContaining('SERVER_LIBRARY_DIR'),
    });
  });

  it('asks older servers in their way', async () => {
    plex.state.knobs.older = true;
    await plex.server(['Musik']).triggerLibraryScan(undefined, signal);
    expect(plex.requests().slice(-2)).toEqual(['POST /library/sections/3/refresh', 'GET /library/sections/3/refresh']);
  });

  it('takes scans of films and other work for no scan of music, and scans by others for one', async () => {
    const server = plex.server();
    const [films, , musik] = plex.state.libraries;
    Object.assign(films ?? {}, { scanned: '/media/Filme', polls: 9 });
    expect(await server.isLibraryScanning(signal)).toBe(false);
    Object.assign(musik ?? {}, { scanned: '/media/Musik', polls: 9 });
    expect(await server.isLibraryScanning(signal)).toBe(true);
    expect(await plex.server(['音乐']).isLibraryScanning(signal)).toBe(false);
  });

  it('ends for a server that never says that it scans, after ten seconds', async () => {
    plex.state.knobs.silentPolls = 1000;
    const server = plex.server();
    await server.triggerLibraryScan(undefined, signal);
    expect(await server.isLibraryScanning(signal)).toBe(true);
    plex.clock.at += 11_000;
    expect(await server.isLibraryScanning(signal)).toBe(false);
  });
});
