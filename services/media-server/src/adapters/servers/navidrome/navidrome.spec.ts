import { Fault } from '@catalogsync/faults';
import { HttpClient } from '@catalogsync/outbound-http';
import { silentLogger } from '@catalogsync/runtime';
import { type EmulatedSong, SubsonicEmulator } from '@catalogsync/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { MediaServer } from '../../../core/servers/media-server.js';
import { navidrome } from './definition.js';

// Real here: HTTP on loopback.
const signal = new AbortController().signal;

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

function song(index: number, more: Partial<EmulatedSong> = {}): EmulatedSong {
  const names = { title: `Title ${index}`, artist: `Artist ${index}`, album: `Album ${index}` };
  return { id: `song-${index}`, ...names, duration: 100, suffix: 'mp3', bytes: Buffer.from('x'), ...more };
}

const songs = (count: number): EmulatedSong[] => Array.from({ length: count }, (_, index) => song(index));

describe('when a Navidrome or another Subsonic server is used', () => {
  let emulator: SubsonicEmulator;
  let http: HttpClient;
  let now: number;
  let server: MediaServer;
  const settings = (more: object = {}) => ({
    NAVIDROME_URL: emulator.server.url,
    NAVIDROME_USER: emulator.state.user,
    NAVIDROME_PASSWORD: emulator.state.password,
    NAVIDROME_AUTH: 'token' as const,
    NAVIDROME_LIBRARIES: [] as readonly string[],
    ...more,
  });
  const open = (more: object = {}): MediaServer => navidrome.open(settings(more), { http, clock: { now: () => now }, log: silentLogger() });
  /** How many requests of a method the server got. */
  const requests = (method: string): number => emulator.server.requests.filter(({ path }) => path === `/rest/${method}.view`).length;
  /** An answer of the protocol in place of the server's own, for one method. */
  const say = (wanted: string, body: object | string): void => {
    emulator.state.before = (method) => (method === wanted ? { headers: { 'content-type': 'application/json' }, body } : undefined);
  };
  const ok = (content: object): object => ({ 'subsonic-response': { status: 'ok', version: '1.16.1', ...content } });

  beforeEach(async () => {
    now = 1_000_000;
    emulator = await SubsonicEmulator.start(songs(5));
    http = new HttpClient({ retryPauseMs: 1, random: () => 0 });
    server = open();
  });
  afterEach(async () => {
    await http.close();
    await emulator.server.stop();
  });

  describe('its settings', () => {
    it.each([
      [{ NAVIDROME_URL: '' }, false],
      [{ NAVIDROME_PASSWORD: '' }, false],
      [{ NAVIDROME_USER: '' }, false],
      [{ NAVIDROME_USER: '', NAVIDROME_AUTH: 'api-key' }, true],
      [{}, true],
    ])('with %j: complete is %p', (more, configured) => {
      expect(open(more).configured).toBe(configured);
      expect(emulator.server.requests).toEqual([]);
    });

    it('make the identity, as servers have none: the same for the same address', async () => {
      const identity = await server.ensureConnection(signal);
      expect(identity).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32}$/), name: 'emulated', version: '1.0.0' });
      expect((await open().ensureConnection(signal)).id).toBe(identity.id);
    });

    it.each([
      ['another server', { status: 404, body: 'no such page' }],
      ['the page of a proxy', { headers: { 'content-type': 'text/html' }, body: '<html>Log in</html>' }],
    ])('that lead to %s are to be checked', async (_what, answer) => {
      emulator.state.before = () => answer;
      const fault = { code: 'data_corrupt', hint: 'Check NAVIDROME_URL.' };
      await expect(server.ensureConnection(signal)).rejects.toMatchObject(fault);
      await expect(server.isConnected(signal)).rejects.toMatchObject(fault);
    });

    it('stop with a hint if the server knows no tokens', async () => {
      emulator.state.before = () => ({ body: { 'subsonic-response': { status: 'failed', version: '1.10.2', error: { code: 10 } } } });
      await expect(server.ensureConnection(signal)).rejects.toMatchObject({
        code: 'unauthenticated',
        hint: 'Set NAVIDROME_AUTH=password.',
      });
    });
  });

  describe('music folders', () => {
    beforeEach(() => {
      emulator.state.folders.push({ id: 2, name: 'Klassik' }, { id: 3, name: 'Speech' });
      emulator.state.songs.push(song(10, { folder: 2, artist: 'Artist 1' }), song(11, { folder: 3 }));
    });

    it('limit every list and search to those that are named, however they are written, each thing once', async () => {
      const limited = open({ NAVIDROME_LIBRARIES: ['klassik ', 'Music'] });
      expect((await all(limited.allAlbumIds(signal))).sort()).toEqual(['Album 0', 'Album 1', 'Album 10', 'Album 2', 'Album 3', 'Album 4']);
      expect((await all(limited.allArtists(signal))).map(({ name }) => name).filter((name) => name === 'Artist 1')).toHaveLength(1);
      expect((await limited.searchTracks({ title: 'Title 1', artist: '', limit: 9 }, signal)).map(({ id }) => id)).toEqual([
        'song-1',
        'song-10',
      ]);
      expect(await limited.recentlyAddedAlbums(3, signal)).toHaveLength(3);
      expect(requests('getMusicFolders')).toBe(1);
    });

    it('that the server does not have are named, with those that it has', async () => {
      await expect(open({ NAVIDROME_LIBRARIES: ['Klasik'] }).ensureConnection(signal)).rejects.toMatchObject({
        code: 'invalid_argument',
        message: expect.stringMatching(/"Klasik".*Music, Klassik, Speech/),
        hint: expect.stringContaining('NAVIDROME_LIBRARIES'),
      });
    });

    it('are refused where the server would list everything all the same', async () => {
      emulator.state.extensions = undefined;
      emulator.state.version = '1.10.2';
      const some = open({ NAVIDROME_LIBRARIES: ['Klassik'] });
      await expect(all(some.allAlbumIds(signal))).rejects.toMatchObject({ code: 'unsupported', hint: 'Leave NAVIDROME_LIBRARIES empty.' });
      expect(await all(open({ NAVIDROME_LIBRARIES: ['Klassik', 'Music', 'Speech'] }).allAlbumIds(signal))).toHaveLength(7);
    });
  });

  describe('long lists', () => {
    beforeEach(() => void emulator.state.songs.splice(0, 5, ...songs(2300)));

    it('come page after page, in order, with few requests under way and none after the end', async () => {
      const ids: string[] = [];
      const sizes: number[] = [];
      for await (const page of server.allAlbumIds(signal)) {
        sizes.push(page.length);
        ids.push(...page);
      }
      expect(sizes).toEqual([500, 500, 500, 500, 300]);
      expect(ids).toEqual(emulator.state.songs.map(({ album }) => album));
      expect(emulator.server.mostInFlight).toBeLessThanOrEqual(3);
      expect(requests('getAlbumList2')).toBeLessThanOrEqual(7);
      expect(await server.recentlyAddedAlbums(700, signal)).toHaveLength(700);
    });

    it('end with the reader', async () => {
      for await (const page of server.allAlbumIds(signal)) {
        expect(page).toHaveLength(500);
        break;
      }
      expect(requests('getAlbumList2')).toBeLessThanOrEqual(4);
    });

    it.each([
      ['status 401', { status: 401, body: '' }, 'unauthenticated', 'Check NAVIDROME_USER and NAVIDROME_PASSWORD.'],
      [
        'error 40',
        { body: { 'subsonic-response': { status: 'failed', error: { code: 40 } } } },
        'unauthenticated',
        'Check NAVIDROME_USER and NAVIDROME_PASSWORD.',
      ],
      [
        'a page of a proxy',
        { headers: { 'content-type': 'text/html' }, body: '<html>502 soon</html>' },
        'data_corrupt',
        'Check the address.',
      ],
      ['half of its JSON', { body: '{"subsonic-response":{"status":"ok","albumList2":{"album":[{"id":"1"' }, 'data_corrupt', undefined],
      ['nothing', { body: '' }, 'data_corrupt', undefined],
      ['no list', { body: { 'subsonic-response': { status: 'ok', version: '1.16.1' } } }, 'data_corrupt', undefined],
    ])('that get %s in the middle throw, after what came before', async (_what, answer, code, hint) => {
      emulator.state.before = (method, parameters) =>
        method === 'getAlbumList2' && parameters.get('offset') === '1000' ? answer : undefined;
      let listed = 0;
      const reading = (async () => {
        for await (const page of server.allAlbumIds(signal)) listed += page.length;
      })();
      await expect(reading).rejects.toMatchObject({ code, ...(hint === undefined ? {} : { hint }) });
      expect(listed).toBe(1000);
    });

    it('that begin again throw instead of going on for ever', async () => {
      const album = emulator.state.songs.slice(0, 500).map(({ album: id }) => ({ id }));
      say('getAlbumList2', ok({ albumList2: { album } }));
      await expect(all(server.allAlbumIds(signal))).rejects.toMatchObject({ code: 'data_corrupt' });
    });
  });

  describe('answers', () => {
    const lists = {
      getArtists: () => all(server.allArtists(signal)),
      getAlbumList2: () => all(server.allAlbumIds(signal)),
      search3: () => server.searchTracks({ title: 'x', artist: '', limit: 5 }, signal),
      getPlaylists: () => all(server.optional.playlists!.list(signal)),
    };
    const holders = { getArtists: 'artists', getAlbumList2: 'albumList2', search3: 'searchResult3', getPlaylists: 'playlists' };
    const methods = Object.keys(lists) as (keyof typeof lists)[];

    it.each(methods)('of %s with an empty list are empty, without any list they are damaged', async (method) => {
      for (const empty of [{}, '', { index: null, album: null, song: [], playlist: [] }]) {
        say(method, ok({ [holders[method]]: empty }));
        expect(await lists[method]()).toEqual([]);
      }
      for (const damaged of [{}, { [holders[method]]: null }, { [holders[method]]: 7 }]) {
        say(method, ok(damaged));
        await expect(lists[method]()).rejects.toMatchObject({ code: 'data_corrupt', message: expect.stringContaining(method) });
      }
    });

    it('may hold a bare item in place of a list, and numbers as ids', async () => {
      say('getArtists', ok({ artists: { index: { name: 'A', artist: { id: 7, name: 'Adele', albumCount: 0, sortName: '' } } } }));
      expect(await lists.getArtists()).toEqual([{ id: '7', name: 'Adele' }]);
    });

    it('credit artists one by one where the server does, else in one text', async () => {
      const plain = { id: 1, title: 'One', artist: 'AC/DC', duration: 0, isrc: [], path: '' };
      const rich = {
        id: 2,
        title: 'Two',
        artist: 'A & B',
        artists: [{ name: 'A' }, { name: 'B' }],
        isrc: ['GB1'],
        duration: 61,
        path: 'a/b.mp3',
      };
      say('search3', ok({ searchResult3: { song: [plain, rich, { id: 3, title: 'A folder', isDir: true }] } }));
      expect(await server.searchTracks({ title: 'x', artist: '', limit: 5 }, signal)).toEqual([
        { id: '1', title: 'One', artists: ['AC/DC'] },
        { id: '2', title: 'Two', artists: ['A', 'B'], isrc: 'GB1', durationMs: 61_000, path: 'a/b.mp3' },
      ]);
    });
  });

  it('finds the song of the artist among many of the same title, and where only both names together find it', async () => {
    emulator.state.songs.push(...Array.from({ length: 150 }, (_, index) => song(100 + index, { title: 'Hello' })));
    emulator.state.songs.push(song(900, { title: 'Hello', artist: 'Adele' }));
    const [first] = await server.searchTracks({ title: 'Hello', artist: 'adele', limit: 3 }, signal);
    expect(first).toMatchObject({ id: 'song-900' });
    expect(await server.searchTracks({ title: 'Hello', artist: 'Nobody', limit: 3 }, signal)).toHaveLength(3);
    expect(await server.searchTracks({ title: ' ', artist: 'Adele', limit: 3 }, signal)).toEqual([]);
  });

  describe('a scan', () => {
    it('goes on although the server denies it at first, and ends when the server says so', async () => {
      emulator.state.scan.deniedFor = 2;
      emulator.state.scan.arriving.push(song(50));
      await server.triggerLibraryScan(undefined, signal);
      const answers: boolean[] = [];
      while (answers.at(-1) !== false) answers.push(await server.isLibraryScanning(signal));
      expect(answers).toEqual([true, true, true, true, false]);
      expect(await all(server.allAlbumIds(signal))).toContain('Album 50');
      expect(await server.isLibraryScanning(signal)).toBe(false);
    });

    it('is over after three seconds if the server never admits it', async () => {
      emulator.state.scan.deniedFor = 1000;
      await server.triggerLibraryScan(undefined, signal);
      now += 2900;
      expect(await server.isLibraryScanning(signal)).toBe(true);
      now += 200;
      expect(await server.isLibraryScanning(signal)).toBe(false);
    });

    it('that somebody else started is seen too', async () => {
      expect(await server.isLibraryScanning(signal)).toBe(false);
      emulator.state.scan.left = [0, 1];
      expect(await server.isLibraryScanning(signal)).toBe(true);
    });

    it('that is wanted while another one runs follows it, as that one may have passed what is new', async () => {
      emulator.state.scan.left = [0, 2];
      emulator.state.scan.arriving.push(song(50));
      await server.triggerLibraryScan(undefined, signal);
      while (await server.isLibraryScanning(signal));
      expect(await all(server.allAlbumIds(signal))).toContain('Album 50');
      expect(requests('startScan')).toBe(2);
    });

    it('is unsupported where the protocol is older', async () => {
      emulator.state.version = '1.14.0';
      await expect(server.triggerLibraryScan(undefined, signal)).rejects.toMatchObject({ code: 'unsupported' });
    });

    it('needs an administrator, and says so', async () => {
      emulator.state.isAdmin = false;
      await expect(server.triggerLibraryScan(undefined, signal)).rejects.toMatchObject({
        code: 'permission_denied',
        hint: expect.stringContaining('administrator'),
      });
    });
  });

  describe('play counts', () => {
    const counts = async (): Promise<unknown[]> =>
      (await all(server.optional.trackPlayCounts!(signal))).map(({ track, count, lastPlayedAt }) => [track.id, count, lastPlayedAt]);
    const expected = [['song-3', 2, Date.parse('2026-01-02T03:04:05Z')]];
    beforeEach(() => void emulator.state.plays.set('song-3', 2));

    it('come from the list of all songs on OpenSubsonic servers', async () => {
      expect(await counts()).toEqual(expected);
      expect([requests('search3'), requests('getAlbum')]).toEqual([1, 0]);
    });

    it('come from the albums that were played where there is no such list', async () => {
      emulator.state.extensions = undefined;
      expect(await counts()).toEqual(expected);
      expect([requests('search3'), requests('getAlbum')]).toEqual([0, 1]);
      say('search3', ok({ searchResult3: {} }));
      emulator.state.extensions = [];
      expect(await counts()).toEqual(expected);
    });

    it('are unsupported, not zero, on servers that do not tell', async () => {
      emulator.state.extensions = undefined;
      emulator.state.version = '1.13.0';
      await expect(counts()).rejects.toMatchObject({ code: 'unsupported' });
    });
  });

  it('never throws anything but Faults', async () => {
    say('getArtists', '[');
    await expect(all(server.allArtists(signal))).rejects.toBeInstanceOf(Fault);
  });
});
