import { readFileSync } from 'node:fs';
import { HttpClient } from '@catalogsync/outbound-http';
import { silentLogger, systemClock } from '@catalogsync/runtime';
import { EmulatedServer } from '@catalogsync/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { MediaServer } from '../../../core/servers/media-server.js';
import { navidrome } from './definition.js';

// Real here: HTTP on loopback; the answers under fixtures/ are those of servers and of the protocol's description (behaviour 216).
const signal = new AbortController().signal;
const recorded = (name: string): string => readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8');

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

describe('when a media server answers as recorded', () => {
  let emulated: EmulatedServer;
  let http: HttpClient;
  let server: MediaServer;
  /** Names of fixtures by method; the last is said again and again. */
  const answers = new Map<string, string[]>();
  beforeAll(async () => {
    emulated = await EmulatedServer.start(({ path }) => {
      const names = answers.get(path.replace(/^\/rest\/|\.view$/g, ''));
      const [name] = (names?.length ?? 0) > 1 ? (names?.splice(0, 1) ?? []) : (names ?? []);
      return name === undefined ? undefined : { body: recorded(name), headers: { 'content-type': 'application/json' } };
    });
    http = new HttpClient({ retryPauseMs: 1 });
  });
  const open = (more: object = {}): MediaServer =>
    navidrome.open(
      {
        ...{ NAVIDROME_URL: emulated.url, NAVIDROME_USER: 'deluan', NAVIDROME_PASSWORD: 'pass', NAVIDROME_AUTH: 'token' },
        ...{ NAVIDROME_LIBRARIES: [], ...more },
      },
      { http, clock: systemClock, log: silentLogger() },
    );
  beforeEach(() => {
    emulated.requests.splice(0);
    answers.clear();
    say('ping', 'doc-ping');
    say('getUser', 'navidrome-user-with-data');
    server = open();
  });
  afterAll(async () => {
    await http.close();
    await emulated.stop();
  });
  const say = (method: string, ...names: string[]): void => void answers.set(method, names);
  const sent = (method: string): URLSearchParams[] =>
    emulated.requests.filter(({ path }) => path === `/rest/${method}.view`).map(({ query }) => query);

  it('knows who answers, and asks for the user of a key', async () => {
    expect(await server.ensureConnection(signal)).toMatchObject({ name: 'AwesomeServerName', version: '0.1.3 (tag)' });
    expect(sent('getUser').map((query) => query.get('username'))).toEqual(['deluan']);
    say('tokenInfo', 'doc-tokeninfo');
    await open({ NAVIDROME_AUTH: 'api-key', NAVIDROME_USER: '' }).ensureConnection(signal);
    expect(sent('getUser')[1]?.get('username')).toBe('token username');
  });

  it('finds music folders by their names', async () => {
    say('getMusicFolders', 'doc-getmusicfolders');
    say('getArtists', 'doc-getartists');
    await all(open({ NAVIDROME_LIBRARIES: ['Upload'] }).allArtists(signal));
    expect(sent('getArtists').map((query) => query.get('musicFolderId'))).toEqual(['4']);
  });

  it('reads artists, of every letter', async () => {
    say('getArtists', 'doc-getartists');
    expect(await all(server.allArtists(signal))).toEqual([
      { id: '100000016', name: 'CARNÚN', albumCount: 1 },
      { id: '100000027', name: 'Chi.Otic' },
      { id: '100000013', name: 'IOK-1', albumCount: 1 },
    ]);
    say('getArtists', 'navidrome-artist-with-opensubsonic-data');
    expect(await all(server.allArtists(signal))).toEqual([
      { id: '111', name: 'aaa', albumCount: 2, sortName: 'sort name', musicBrainzId: '1234' },
    ]);
  });

  it('reads albums', async () => {
    say('getAlbumList2', 'doc-getalbumlist2');
    expect(await all(server.allAlbumIds(signal))).toEqual(['200000021', '200000012']);
    expect(await server.recentlyAddedAlbums(1, signal)).toEqual([
      {
        id: '200000021',
        name: 'Forget and Remember',
        artist: 'Comfort Fit',
        year: 2005,
        addedAt: Date.parse('2021-07-22T02:09:31Z'),
      },
    ]);
    const [everything, newest] = sent('getAlbumList2').map((query) => ['type', 'size', 'offset'].map((name) => query.get(name)));
    expect(everything).toEqual(['alphabeticalByName', '500', '0']);
    expect(newest).toEqual(['newest', '1', '0']);
  });

  it('reads songs, and how often they were played', async () => {
    say('search3', 'doc-search3');
    const track = {
      id: '082f435a363c32c57d5edb6a678a28d4',
      title: '"polar expedition"',
      artists: ['The New Deal'],
      album: 'Live at The Casbah - 2005-04-29',
      durationMs: 178_000,
      path: 'The New Deal/Live at The Casbah - 2005-04-29/04 - "polar expedition".flac',
    };
    expect(await server.searchTracks({ title: 'Polar expedition', artist: 'the new deal', limit: 15 }, signal)).toEqual([track]);
    expect(await all(server.optional.trackPlayCounts!(signal))).toEqual([
      { track, count: 8, lastPlayedAt: Date.parse('2023-03-26T22:27:46Z') },
    ]);
    expect(sent('search3').map((query) => query.get('query'))).toEqual(['Polar expedition', '']);
  });

  it('reads playlists, and which of them it may change', async () => {
    say('getPlaylists', 'navidrome-playlists-with-data');
    expect(await all(server.optional.playlists!.list(signal))).toEqual([
      { id: '111', name: 'aaa', description: 'comment', trackCount: 2, readOnly: 'it belongs to admin' },
      { id: '333', name: 'ccc', trackCount: 0 },
      { id: '222', name: 'bbb', trackCount: 0 },
    ]);
    say('getPlaylist', 'doc-getplaylist');
    const [entry] = await all(server.optional.playlists!.entries('800000075', signal));
    expect(entry?.track).toMatchObject({ id: '300000060', title: 'BrownSmoke', artists: ['Synthetic'], durationMs: 304_000 });
    await expect(all(server.optional.playlists!.entries('other', signal))).rejects.toMatchObject({ code: 'data_corrupt' });
  });

  it('writes playlists', async () => {
    const { playlists } = server.optional;
    say('createPlaylist', 'doc-createplaylist');
    say('updatePlaylist', 'doc-updateplaylist');
    say('deletePlaylist', 'navidrome-emptyresponse');
    expect(await playlists!.create({ name: 'testcreate', description: 'Made', trackIds: ['300000060'] }, signal)).toBe('800000075');
    await playlists!.append('800000075', ['1', '2'], signal);
    await playlists!.remove('800000075', signal);
    expect(sent('createPlaylist').map((query) => [query.get('name'), query.getAll('songId')])).toEqual([['testcreate', ['300000060']]]);
    expect(sent('updatePlaylist').map((query) => [query.get('comment'), query.getAll('songIdToAdd')])).toEqual([
      ['Made', []],
      [null, ['1', '2']],
    ]);
    expect(sent('deletePlaylist').map((query) => query.get('id'))).toEqual(['800000075']);
  });

  it('sees a scan and its end', async () => {
    say('getScanStatus', 'doc-getscanstatus');
    say('startScan', 'navidrome-scanstatus-with-data');
    await server.triggerLibraryScan('/music/new', signal);
    expect(await server.isLibraryScanning(signal)).toBe(true);
    expect([...(sent('startScan')[0]?.keys() ?? [])].sort()).toEqual(['c', 'f', 's', 't', 'u', 'v']);
  });

  it.each([
    ['error-40-wrong-credentials', 'unauthenticated'],
    ['error-50-not-authorised', 'permission_denied'],
    ['error-70-not-found', 'not_found'],
  ])('takes %s for a fault', async (name, code) => {
    for (const method of ['getPlaylist', 'updatePlaylist', 'createPlaylist']) say(method, name);
    const { playlists } = server.optional;
    await expect(all(playlists!.entries('1', signal))).rejects.toMatchObject({ code });
    await expect(playlists!.append('1', ['2'], signal)).rejects.toMatchObject({ code });
    await expect(playlists!.replace('1', ['2'], signal)).rejects.toMatchObject({ code });
  });
});
