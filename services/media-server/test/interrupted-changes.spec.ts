import { HttpClient } from '@catalogsync/outbound-http';
import { silentLogger, systemClock } from '@catalogsync/runtime';
import { type EmulatedServer, PlexEmulator, SubsonicEmulator } from '@catalogsync/testkit';
import { describe, expect, it } from '@jest/globals';
import { navidrome } from '../src/adapters/servers/navidrome/definition.js';
import { plex } from '../src/adapters/servers/plex/definition.js';
import { type ChangeMode, changePlaylist, readPlaylist } from '../src/core/changes/change-playlist.js';
import { isCopyOf } from '../src/core/changes/copy-name.js';
import { everyItem } from '../src/core/changes/every-item.js';
import { contractLibrary } from '../src/core/servers/media-server.contract.js';
import type { MediaServer, ServerPlaylists } from '../src/core/servers/media-server.js';
import { openJellyfin } from './conformance/open-jellyfin.js';

// Real here: changes of playlists over HTTP to servers that end, or lose their answer, at each request of a change in turn.
const signal = new AbortController().signal;

interface Opened {
  readonly server: MediaServer;
  readonly web: EmulatedServer;
  close(): Promise<void>;
}

const client = (): HttpClient => new HttpClient({ retryPauseMs: 1, random: () => 0 });

async function openPlex(): Promise<Opened> {
  const { server: web, state } = await PlexEmulator.start(contractLibrary);
  const http = client();
  const config = { PLEX_URL: web.url, PLEX_TOKEN: state.knobs.token, PLEX_LIBRARIES: [] };
  const close = async () => void (await Promise.all([http.close(), web.stop()]));
  return { server: plex.open(config, { http, clock: systemClock, log: silentLogger() }), web, close };
}

async function openNavidrome(): Promise<Opened> {
  const songs = contractLibrary.map(({ seconds, ...song }, at) => {
    return { ...song, id: `song-${at}`, duration: seconds, suffix: 'flac', bytes: Buffer.alloc(1) };
  });
  const { server: web, state } = await SubsonicEmulator.start(songs);
  const http = client();
  const login = {
    NAVIDROME_URL: web.url,
    NAVIDROME_USER: state.user,
    NAVIDROME_PASSWORD: state.password,
    NAVIDROME_AUTH: 'token',
  } as const;
  const close = async () => void (await Promise.all([http.close(), web.stop()]));
  return { server: navidrome.open({ ...login, NAVIDROME_LIBRARIES: [] }, { http, clock: systemClock, log: silentLogger() }), web, close };
}

const jellyfin = (version: '10.11.11' | '12.0.0', keyHasNoUser: boolean) => async (): Promise<Opened> => {
  const { server, emulator, close } = await openJellyfin({ version, knobs: { keyHasNoUser } });
  return { server, web: emulator.server, close };
};

describe.each([
  ['Plex', openPlex],
  ['Navidrome', openNavidrome],
  ['Jellyfin 10.11', jellyfin('10.11.11', false)],
  ['Jellyfin 10.11 with a key without a user', jellyfin('10.11.11', true)],
  ['Jellyfin 12', jellyfin('12.0.0', true)],
] as const)('when %s is interrupted in the middle of a change', (_name, open) => {
  it.each(['reconcile', 'replace'] as const)(
    'by %s, what the playlist held stays readable there, and the next change ends as wanted',
    async (mode) => {
      const opened = await open();
      try {
        for (const fault of ['cut', 'lost'] as const) await interruptEachRequest(opened, mode, fault);
      } finally {
        await opened.close();
      }
    },
    120_000,
  );
});

async function interruptEachRequest({ server, web }: Opened, mode: ChangeMode, fault: 'cut' | 'lost'): Promise<void> {
  const playlists = server.optional.playlists as ServerPlaylists;
  const ids: string[] = [];
  for (const { title, artist } of contractLibrary) {
    const hits = await server.searchTracks({ title, artist, limit: 15 }, signal);
    ids.push(hits.find((hit) => hit.title === title)?.id ?? '');
  }
  const before = ids.slice(0, 6);
  const wanted = [ids[7], ids[1], ids[0], ids[6], ids[3], ids[4]].map(String);
  const held = async (id: string): Promise<string[]> => (await everyItem(playlists.entries(id, signal))).map(({ track }) => track.id);
  const copies = async (id: string) => (await everyItem(playlists.list(signal))).filter(({ name }) => isCopyOf(name, id));
  const change = async (id: string): Promise<void> => {
    const order = { trackIds: wanted, mode, dryRun: false, force: false };
    await changePlaylist(playlists, await readPlaylist(playlists, id, signal), order, signal);
  };
  for (let spared = 0, isInterrupted = true; isInterrupted; spared += 1) {
    const id = await playlists.create({ name: `Mix ${fault} ${spared}`, trackIds: before }, signal);
    await web.fail(fault, { spared });
    isInterrupted = await change(id).then(
      () => false,
      () => true,
    );
    await web.heal();
    const now = await held(id);
    // A copy whose making was interrupted may be there too.
    const kept = await Promise.all((await copies(id)).map((copy) => held(copy.id)));
    const isReadable = [now, ...kept].some((one) => same(one, before)) || same(now, wanted);
    expect({ spared, isReadable, now, kept }).toMatchObject({ isReadable: true });
    await change(id);
    expect(await held(id)).toEqual(wanted);
    await playlists.remove(id, signal);
    expect(spared).toBeLessThan(200);
  }
}

const same = (one: readonly string[], other: readonly string[]): boolean => JSON.stringify(one) === JSON.stringify(other);
