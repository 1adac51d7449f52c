import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpClient, PrivateHosts } from '@catalogsync/outbound-http';
import { readConfig } from '@catalogsync/runtime';
import { type EmulatedFault, EmulatedServer, SubsonicEmulator, silentWav } from '@catalogsync/testkit';
import { archive as archiveDefinition } from '../src/adapters/sources/archive/definition.js';
import { ArchiveEmulator } from '../src/adapters/sources/archive/fixtures/archive-emulator.js';
import { httpList } from '../src/adapters/sources/http-list/definition.js';
import { lidarr as lidarrDefinition, lidarrSource } from '../src/adapters/sources/lidarr/definition.js';
import { LidarrEmulator } from '../src/adapters/sources/lidarr/fixtures/lidarr-emulator.js';
import { slskdSource, soulseek as soulseekDefinition } from '../src/adapters/sources/slskd/definition.js';
import { SlskdEmulator } from '../src/adapters/sources/slskd/fixtures/slskd-emulator.js';
import { named } from '../src/adapters/sources/source-definition.js';
import { subsonic as subsonicDefinition } from '../src/adapters/sources/subsonic/definition.js';
import { type HeldSong, httpFaults, type SourceContract, type SourceUnderTest } from '../src/core/sources/source-under-test.contract.js';

/** A song of a known duration, with its own file content for each seed. */
export const held = (remoteId: string, title: string, seed: number): HeldSong => ({
  remoteId,
  title,
  artist: 'Low Tide Collective',
  album: 'Breakwater',
  duration: 215,
  ext: 'wav',
  bytes: silentWav(seed, 50_000),
});

/** Common to every source with an emulated service. */
const overHttp = (server: EmulatedServer, http: HttpClient, files = /^/) => ({
  fail: (fault: string, during: string) => server.fail(fault as EmulatedFault, { matching: during === 'fetch' ? files : /^/ }),
  heal: () => server.heal(),
  busy: () => server.inFlight,
  stop: async () => {
    await server.stop();
    await http.close();
  },
});

const newClient = (...hosts: string[]) =>
  new HttpClient({ connectTimeoutMs: 2000, retryPauseMs: 10, random: () => 0, privateHosts: new PrivateHosts(hosts) });

async function subsonic(): Promise<SourceUnderTest> {
  const song = held('song-1', 'Harbour Lights', 1);
  const oddSong = held('../..\\"$(x)`;?#%00&\'', 'Night Ferry', 2);
  const songs = [song, oddSong].map(({ remoteId, ext, ...rest }) => ({ id: remoteId, suffix: ext, ...rest }));
  const emulator = await SubsonicEmulator.start(songs);
  emulator.state.playlists.push(
    { id: 'p1', name: 'Evening', changed: '2026-01-01T00:00:00Z', songIds: ['song-1', oddSong.remoteId, 'song-1'] },
    { id: 'p2', name: '早晨', changed: '2026-01-01T00:00:00Z', songIds: ['song-1'] },
  );
  const { user, password } = emulator.state;
  const http = newClient();
  const login = { SUBSONIC_URL: emulator.server.url, SUBSONIC_USER: user, SUBSONIC_PASSWORD: password, SUBSONIC_AUTH: 'token' } as const;
  const source = named(subsonicDefinition, subsonicDefinition.open(login, { http }));
  return { source, song, oddSong, secrets: [password], ...overHttp(emulator.server, http) };
}

async function httpLists(): Promise<SourceUnderTest> {
  const paths = ['/files/Harbour%20Lights.wav', '/files/..%2F..%2F%24(x)%60%3B%3F%23%00.wav?key=hush-hush'];
  const titles = ['Harbour Lights', 'Night Ferry'];
  const songs = paths.map((path, at) => ({ path, ...held('', titles[at] ?? '', at + 10) }));
  const server: EmulatedServer = await EmulatedServer.start(({ path }) => {
    const body = songs.map(({ path: at, title, artist, duration }) => ({ url: at, title, artist, duration }));
    if (path === '/list.json') return { body };
    const song = songs.find((one) => one.path.split('?')[0] === path);
    return song === undefined ? undefined : { body: song.bytes, headers: { 'content-type': 'audio/wav' } };
  });
  const folder = await mkdtemp(join(tmpdir(), 'lists-'));
  await writeFile(join(folder, 'own.txt'), `${server.url}/other.wav\n`);
  const http = newClient('127.0.0.1');
  const source = named(httpList, httpList.open({ HTTP_LISTS: [join(folder, 'own.txt'), `${server.url}/list.json`] }, { http }));
  const common = overHttp(server, http, /^\/files\//);
  const stop = async () => {
    await common.stop();
    await rm(folder, { recursive: true });
  };
  const withId = ({ path, ...song }: (typeof songs)[number]): HeldSong => {
    const remoteId = createHash('sha256').update(new URL(path, server.url).href).digest('hex').slice(0, 32);
    return { ...song, remoteId };
  };
  return { source, song: withId(songs[0]!), oddSong: withId(songs[1]!), secrets: ['hush-hush'], ...common, stop };
}

async function archive(): Promise<SourceUnderTest> {
  const song = held('low-tide-breakwater/Harbour Lights.wav', 'Harbour Lights', 21);
  const oddSong = held('low-tide-breakwater/side b/..\\"$(x)`;?#%00&\'.wav', 'Night Ferry', 22);
  const files = [song, oddSong].map(({ remoteId, title, bytes }) => ({
    name: remoteId.slice('low-tide-breakwater/'.length),
    title,
    length: '03:35',
    bytes,
  }));
  const licenseurl = 'http://creativecommons.org/licenses/by/4.0/';
  const item = {
    identifier: 'low-tide-breakwater',
    title: 'Breakwater',
    creator: song.artist,
    collection: ['netlabels'],
    licenseurl,
    files,
  };
  const emulator = await ArchiveEmulator.start([
    item,
    { ...item, identifier: 'other', title: 'Other', creator: 'Other', collection: ['etree'] },
  ]);
  const http = newClient();
  const settings = readConfig(archiveDefinition.keys, {
    ARCHIVE_URL: emulator.server.url,
    ARCHIVE_ENABLED: 'yes',
    ARCHIVE_CONTACT: 'me@example.org',
    ARCHIVE_COLLECTIONS: 'netlabels,etree',
  });
  const source = named(archiveDefinition, archiveDefinition.open(settings, { http }));
  return { source, song, oddSong, secrets: [], ...overHttp(emulator.server, http, /^\/(download|stored)\//) };
}

async function soulseek(): Promise<SourceUnderTest> {
  const paths = [
    '@@abc\\Music\\Low Tide Collective\\Breakwater (2019)\\03 - Harbour Lights.wav',
    '@@x\\Low Tide Collective\\..\\Night Ferry "$(x)`;?#%00&\'.wav',
  ];
  const username = 'tide/fan#1?';
  const songs = paths.map((filename, at) => ({
    filename,
    ...held(`${encodeURIComponent(username)}/${filename}`, ['Harbour Lights', 'Night Ferry'][at]!, 41 + at),
  }));
  const files = songs.map(({ filename, duration, bytes }) => ({ filename, length: duration, bytes }));
  const folder = await mkdtemp(join(tmpdir(), 'slskd-'));
  const emulator = await SlskdEmulator.start([{ username, files }], join(folder, 'downloads'));
  const http = newClient();
  const pace = { searchTimeoutMs: 60, pollMs: 10, queueTimeoutMs: 10_000, stallTimeoutMs: 10_000 };
  const { apiKey, server } = emulator;
  const source = named(
    soulseekDefinition,
    slskdSource({ SLSKD_URL: server.url, SLSKD_API_KEY: apiKey, SLSKD_DOWNLOADS_DIR: join(folder, 'downloads') }, http, pace),
  );
  const common = overHttp(server, http);
  const stop = async () => {
    await common.stop();
    await rm(folder, { recursive: true });
  };
  return { source, song: songs[0]!, oddSong: songs[1]!, secrets: [apiKey], ...common, stop };
}

async function lidarr(): Promise<SourceUnderTest> {
  const [song, oddSong] = [held('1', 'Harbour Lights', 51), held('2', 'Night Ferry', 52)];
  const names = [
    'Low Tide Collective/Breakwater (2019)/01 - Harbour Lights.wav',
    'Low Tide Collective/Breakwater (2019)/..."$(x)`;?#%00&\'.wav',
  ];
  const tracks = [song, oddSong].map(({ title, duration, bytes }, at) => ({ title, duration, bytes, fileName: names[at] ?? '' }));
  const album = { foreignAlbumId: '11111111-2222-4333-8444-555555555511', title: song.album, artistName: song.artist, tracks };
  const folder = await mkdtemp(join(tmpdir(), 'lidarr-'));
  const emulator = await LidarrEmulator.start([album], folder);
  const http = newClient();
  const { apiKey, server } = emulator;
  const pace = { pollMs: 10, grabTimeoutMs: 5000, stallTimeoutMs: 5000 };
  const source = named(
    lidarrDefinition,
    lidarrSource({ LIDARR_URL: server.url, LIDARR_API_KEY: apiKey, LIDARR_MUSIC_DIR: folder }, http, pace),
  );
  const common = overHttp(server, http);
  const stop = async () => {
    await common.stop();
    await rm(folder, { recursive: true });
  };
  return { source, song, oddSong, secrets: [apiKey], ...common, stop };
}

/** Every source that uses HTTP, by name, with what it claims to do. */
export const emulatedSources: Readonly<Record<string, SourceContract>> = {
  subsonic: { start: subsonic, can: ['search', 'refresh', 'fetch', 'playlists', 'charts'], faults: httpFaults },
  http: { start: httpLists, can: ['search', 'refresh', 'fetch', 'playlists'], faults: httpFaults },
  archive: { start: archive, can: ['search', 'refresh', 'fetch', 'playlists', 'charts'], faults: httpFaults },
  soulseek: { start: soulseek, can: ['search', 'fetch'], faults: httpFaults },
  lidarr: { start: lidarr, can: ['albums'], faults: httpFaults },
};
