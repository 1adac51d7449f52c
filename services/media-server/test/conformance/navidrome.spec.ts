import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpClient } from '@catalogsync/outbound-http';
import { silentLogger, systemClock } from '@catalogsync/runtime';
import { EmulatedServer, type EmulatedSong, requireProgram, SubsonicEmulator, startSupysonic, writeAudio } from '@catalogsync/testkit';
import { navidrome } from '../../src/adapters/servers/navidrome/definition.js';
import {
  contractLibrary,
  type LibrarySong,
  mediaServerContract,
  type ServerUnderTest,
  type Trouble,
} from '../../src/core/servers/media-server.contract.js';

// Real here: HTTP on loopback; and, in the second suite, Supysonic with its daemon and files encoded by ffmpeg.
const newClient = (): HttpClient => new HttpClient({ retryPauseMs: 1, random: () => 0 });
const tools = (http: HttpClient) => ({ http, clock: systemClock, log: silentLogger() });

/** By name of the trouble, what the emulated server is told. */
const faults = { refused: 'refuse', html_page: 'page', half_an_answer: 'cut', empty_answer: 'empty', busy: 'rate_limited' } as const;

async function trouble(server: EmulatedServer, which: Exclude<Trouble, 'wrong_account'> | undefined): Promise<void> {
  await server.heal();
  if (which !== undefined) await server.fail(faults[which]);
}

function emulated({ seconds, ...song }: LibrarySong, index: number): EmulatedSong {
  const created = new Date(1_700_000_000_000 + index * 60_000).toISOString();
  return { id: `song-${index}`, ...song, duration: seconds, suffix: 'flac', bytes: Buffer.from(song.title), created };
}

/** @param isOld speaks Subsonic without extensions */
async function onEmulator(isOld: boolean): Promise<ServerUnderTest> {
  const { server, state } = await SubsonicEmulator.start(contractLibrary.map(emulated));
  if (isOld) Object.assign(state, { extensions: undefined, version: '1.15.0' });
  const { user, password } = state;
  const http = newClient();
  const login = { NAVIDROME_URL: server.url, NAVIDROME_USER: user, NAVIDROME_PASSWORD: password, NAVIDROME_AUTH: 'token' } as const;
  return {
    server: navidrome.open({ ...login, NAVIDROME_LIBRARIES: ['music'] }, tools(http)),
    async trouble(which) {
      state.password = which === 'wrong_account' ? 'another' : password;
      await trouble(server, which === 'wrong_account' ? undefined : which);
    },
    async play(id) {
      state.plays.set(id, (state.plays.get(id) ?? 0) + 1);
    },
    async addSong(song) {
      state.scan.arriving.push(emulated(song, state.songs.length));
    },
    async close() {
      await http.close();
      await server.stop();
    },
  };
}

mediaServerContract('An OpenSubsonic server', () => onEmulator(false));
mediaServerContract('A Subsonic server', () => onEmulator(true));

async function onSupysonic(): Promise<ServerUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'supysonic-library-'));
  const addSong = ({ title, artist, album, genre, seconds }: LibrarySong, index: number): Promise<void> =>
    writeAudio(join(folder, `${index}.flac`), { duration: seconds, frequency: 300 + index, tags: { title, artist, album, genre } });
  for (const [index, song] of contractLibrary.entries()) await addSong(song, index);
  const real = await startSupysonic(folder, { withDaemon: true });
  let refused = false;
  // Stands between, to make trouble.
  const proxy = await EmulatedServer.start(async ({ path, query }) => {
    if (refused) query.set('p', 'another');
    const answer = await fetch(`${real.url}${path}?${query}`);
    return { status: answer.status, headers: { 'content-type': answer.headers.get('content-type') ?? '' }, body: await answer.text() };
  });
  const http = newClient();
  const login = { NAVIDROME_URL: proxy.url, NAVIDROME_USER: real.user, NAVIDROME_PASSWORD: real.password } as const;
  return {
    server: navidrome.open({ ...login, NAVIDROME_AUTH: 'password', NAVIDROME_LIBRARIES: [] }, tools(http)),
    async trouble(which) {
      refused = which === 'wrong_account';
      await trouble(proxy, which === 'wrong_account' ? undefined : which);
    },
    addSong: (song) => addSong(song, contractLibrary.length),
    async close() {
      await http.close();
      await proxy.stop();
      await real.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

if (requireProgram('supysonic-server', '--help') && requireProgram('ffmpeg')) {
  mediaServerContract('Supysonic, a server of the older protocol', onSupysonic);
}
