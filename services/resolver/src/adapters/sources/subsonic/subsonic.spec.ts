import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpClient } from '@catalogsync/outbound-http';
import { EmulatedServer, SubsonicEmulator } from '@catalogsync/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { OpenedSource } from '../source-definition.js';
import { subsonic } from './definition.js';

// Real here: HTTP on loopback; recorded answers are under fixtures/ (behaviour 202).
const never = new AbortController().signal;
const recorded = (name: string): string => readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8');

describe('when an OpenSubsonic server answers as recorded', () => {
  let server: EmulatedServer;
  let http: HttpClient;
  let source: OpenedSource;
  /** By method. */
  const answers = new Map<string, string>();

  beforeAll(async () => {
    server = await EmulatedServer.start(({ path }) => {
      const body = answers.get(path.replace(/^\/rest\/|\.view$/g, ''));
      return body === undefined ? undefined : { body, headers: { 'content-type': 'application/json' } };
    });
    http = new HttpClient({ random: () => 0 });
    source = subsonic.open(
      { SUBSONIC_URL: server.url, SUBSONIC_USER: 'user', SUBSONIC_PASSWORD: 'pass', SUBSONIC_AUTH: 'token' },
      { http },
    );
  });
  afterAll(async () => {
    await server.stop();
    await http.close();
  });
  const say = (method: string, body: string) => void answers.set(method, body);
  const search = (keyword = 'polar expedition') =>
    source.searcher!.searchTracks(
      { keyword, target: { title: keyword, artists: [], album: undefined, durationMs: undefined, isrc: undefined }, limit: 5 },
      never,
    );

  it('maps a found song', async () => {
    say('search3', recorded('doc-search3'));
    expect(await search()).toEqual([
      {
        track: expect.objectContaining({
          remoteId: '082f435a363c32c57d5edb6a678a28d4',
          name: '"polar expedition"',
          artists: [{ remoteId: '97e0398acf63f9fb930d7d4ce209a52b', name: 'The New Deal' }],
          durationMs: 178_000,
          trackNumber: 4,
          year: 2005,
          coverUrl: undefined,
        }),
        audio: { ext: 'flac', bitrate: 880_000, sampleRate: 44_100, bitDepth: 16, fileSizeBytes: 19_866_778, durationMs: 178_000 },
        fetchKey: '["082f435a363c32c57d5edb6a678a28d4","flac"]',
        trial: false,
      },
    ]);
  });

  it('prefers the list of artists to the joined name', async () => {
    say('getSong', recorded('doc-getsong'));
    const hit = await source.refresher!.refreshTrack('082f435a363c32c57d5edb6a678a28d4', never);
    expect(hit?.track.artists).toEqual([
      { remoteId: 'ar-1', name: 'Artist 1' },
      { remoteId: 'ar-2', name: 'Artist 2' },
    ]);
    expect(hit?.track.albumArtist).toBe('Artist 6 & Artist 7');
  });

  it.each(['absent', 'null', 'empty', 'without results'])('reads a list that is %s as no songs', async (how) => {
    const lists: Record<string, string> = {
      absent: '{"searchResult3":{}}',
      null: '{"searchResult3":{"song":null}}',
      empty: '{"searchResult3":{"song":[]}}',
      'without results': '{}',
    };
    say('search3', `{"subsonic-response":${JSON.stringify({ status: 'ok', ...JSON.parse(lists[how] ?? '') })}}`);
    expect(await search()).toEqual([]);
  });

  it('reads a single song as a list of one, and accepts numeric ids', async () => {
    say('search3', '{"subsonic-response":{"status":"ok","searchResult3":{"song":{"id":7,"title":"One"}}}}');
    expect(await search()).toMatchObject([{ track: { remoteId: '7', name: 'One' } }]);
  });

  it('skips folders and films', async () => {
    const song = '{"id":"1","title":"Folder","isDir":true},{"id":"2","title":"Film","isVideo":true}';
    say('search3', `{"subsonic-response":{"status":"ok","searchResult3":{"song":[${song}]}}}`);
    expect(await search()).toEqual([]);
  });

  it.each([
    ['error-40-wrong-credentials', 'unauthenticated'],
    ['error-50-not-authorised', 'permission_denied'],
    ['error-70-not-found', 'not_found'],
    ['error-10-missing-parameter', 'unauthenticated'],
  ])('reads the failure inside a response with status 200: %s is %s', async (name, code) => {
    say('search3', recorded(name));
    await expect(search()).rejects.toMatchObject({ code });
  });

  it('names the endpoint and the malformed field', async () => {
    say('search3', '{"subsonic-response":{"status":"ok","searchResult3":{"song":[{"id":"1"}]}}}');
    await expect(search()).rejects.toMatchObject({ code: 'data_corrupt', message: expect.stringMatching(/^subsonic search3.*title/) });
  });

  it('reads playlists with their comments, and versions that follow `changed`', async () => {
    say('getPlaylists', recorded('navidrome-playlists-with-data'));
    const list = async () => (await source.playlists!.listPlaylists({ limit: 10, after: undefined }, never)).items;
    const before = await list();
    expect(before.map(({ remoteId, name, description }) => [remoteId, name, description])).toEqual([
      ['111', 'aaa', 'comment'],
      ['222', 'bbb', undefined],
      ['333', 'ccc', undefined],
    ]);
    say('getPlaylists', recorded('navidrome-playlists-with-data').replace('"changed": "2023-02-20', '"changed": "2024-02-20'));
    const after = await list();
    expect(after.map(({ version }, at) => version === before[at]?.version)).toEqual([false, true, true]);
  });

  it('sends a new salt with its token each time, never the password', async () => {
    say('ping', recorded('doc-ping'));
    server.requests.splice(0);
    await source.health!.checkHealth(never);
    await source.health!.checkHealth(never);
    const salts = server.requests.map(({ query }) => query.get('s'));
    expect(new Set(salts).size).toBe(2);
    expect(JSON.stringify(server.requests.map(({ query }) => query.toString()))).not.toMatch(/pass|p=/);
  });
});

describe('when a song is fetched', () => {
  const bytes = Buffer.alloc(300_000, 7);
  const song = { id: 's1', title: 'Harbour Lights', artist: 'Low Tide', album: 'Breakwater', duration: 215, suffix: 'mp3', bytes };
  let emulator: SubsonicEmulator;
  let http: HttpClient;
  let folder: string;
  beforeEach(async () => {
    emulator = await SubsonicEmulator.start([song]);
    http = new HttpClient({ retryPauseMs: 1, random: () => 0 });
    folder = await mkdtemp(join(tmpdir(), 'subsonic-'));
  });
  afterEach(async () => {
    await emulator.server.stop();
    await http.close();
    await rm(folder, { recursive: true });
  });
  const fetchSong = () => {
    const { user, password } = emulator.state;
    const source = subsonic.open(
      { SUBSONIC_URL: emulator.server.url, SUBSONIC_USER: user, SUBSONIC_PASSWORD: password, SUBSONIC_AUTH: 'token' },
      { http },
    );
    const request = { fetchKey: '["s1","mp3"]', stagingFolder: folder, maxBytes: 1_000_000, report: () => undefined };
    return source.fetcher!.fetchTrack(request, never);
  };
  const asked = () => emulator.server.requests.map(({ path }) => path);

  it('falls back to the unchanged stream where the user may not download', async () => {
    emulator.state.mayDownload = false;
    expect((await readFile((await fetchSong()).path)).equals(bytes)).toBe(true);
    expect(asked()).toEqual(['/rest/download.view', '/rest/stream.view']);
    expect(emulator.server.requests[1]?.query.get('format')).toBe('raw');
  });

  it('resumes what an earlier fetch left in the staging folder', async () => {
    await writeFile(join(folder, 'track.mp3.part'), bytes.subarray(0, 100_000));
    await writeFile(join(folder, 'track.mp3.part.validator'), `"${bytes.length}"`);
    expect((await readFile((await fetchSong()).path)).equals(bytes)).toBe(true);
    expect(emulator.server.requests[0]?.headers.range).toBe('bytes=100000-');
    expect(await readdir(folder)).toEqual(['track.mp3']);
  });
});

describe('when lyrics and covers are requested', () => {
  const bytes = Buffer.alloc(10);
  const cover = Buffer.from('any bytes: what they are is found out later');
  const song = (id: string, more: object = {}) => ({
    id,
    title: `T ${id}`,
    artist: 'A',
    album: 'B',
    duration: 9,
    suffix: 'mp3',
    bytes,
    ...more,
  });
  const timed = [
    [1000, 'one'],
    [61_500, 'two'],
  ] as const;
  let emulator: SubsonicEmulator;
  let http: HttpClient;
  let source: OpenedSource;
  beforeAll(async () => {
    const songs = [song('timed', { lyrics: timed, cover }), song('plain', { lyrics: 'one\ntwo' }), song('bare')];
    emulator = await SubsonicEmulator.start(songs);
    http = new HttpClient({ retryPauseMs: 1, random: () => 0 });
    const { user, password } = emulator.state;
    source = subsonic.open(
      { SUBSONIC_URL: emulator.server.url, SUBSONIC_USER: user, SUBSONIC_PASSWORD: password, SUBSONIC_AUTH: 'token' },
      { http },
    );
  });
  beforeEach(() => {
    emulator.state.knowsSongLyrics = true;
  });
  afterAll(async () => {
    await emulator.server.stop();
    await http.close();
  });
  const lyrics = (id: string) => source.lyrics!.lyrics(id, never);

  it('returns timed lines as LRC, other lyrics as they are', async () => {
    expect(await lyrics('timed')).toBe('[00:01.00]one\n[01:01.50]two');
    expect(await lyrics('plain')).toBe('one\ntwo');
  });

  it('finds them by name where the server does not know the extension', async () => {
    emulator.state.knowsSongLyrics = false;
    expect(await lyrics('timed')).toBe('one\ntwo');
    expect(await lyrics('bare')).toBeUndefined();
  });

  it('returns none for a song without them and for an unknown song', async () => {
    expect([await lyrics('bare'), await lyrics('gone')]).toEqual([undefined, undefined]);
    expect([await source.covers!.cover('bare', never), await source.covers!.cover('gone', never)]).toEqual([undefined, undefined]);
  });

  it('returns the bytes of a cover, never an address', async () => {
    expect(Buffer.from((await source.covers!.cover('timed', never)) ?? []).equals(cover)).toBe(true);
    expect((await source.refresher!.refreshTrack('timed', never))?.track.coverUrl).toBeUndefined();
  });

  it('throws on malformed answers and wrong credentials', async () => {
    await emulator.server.fail('wrong_shape');
    try {
      await expect(lyrics('timed')).rejects.toMatchObject({ code: 'data_corrupt' });
    } finally {
      await emulator.server.heal();
    }
    const stranger = subsonic.open(
      { SUBSONIC_URL: emulator.server.url, SUBSONIC_USER: 'x', SUBSONIC_PASSWORD: 'y', SUBSONIC_AUTH: 'token' },
      { http },
    );
    await expect(stranger.lyrics!.lyrics('timed', never)).rejects.toMatchObject({ code: 'unauthenticated' });
    await expect(stranger.covers!.cover('timed', never)).rejects.toMatchObject({ code: 'unauthenticated' });
  });
});
