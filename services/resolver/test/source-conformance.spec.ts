import { HttpClient } from '@catalogsync/outbound-http';
import { type EmulatedFault, type EmulatedServer, SubsonicEmulator, silentWav } from '@catalogsync/testkit';
import { subsonicSource } from '../src/adapters/subsonic/source.js';
import { describeSource, type HeldSong, httpFaults, type SourceUnderTest } from '../src/core/sources/source.contract.js';

// Real here: every source with its HTTP client, its files and its processes; the services behind them are emulated
// over HTTP on loopback.

const held = (remoteId: string, title: string, seed: number): HeldSong => ({
  remoteId,
  title,
  artist: 'Low Tide Collective',
  album: 'Breakwater',
  duration: 215,
  ext: 'wav',
  bytes: silentWav(seed, 50_000),
});

/** What every source with an emulated service has in common. */
const overHttp = (server: EmulatedServer, http: HttpClient) => ({
  fail: (fault: string) => server.fail(fault as EmulatedFault),
  heal: () => server.heal(),
  busy: () => server.inFlight,
  stop: async () => {
    await server.stop();
    await http.close();
  },
});

const newClient = () => new HttpClient({ connectTimeoutMs: 2000, random: () => 0 });

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
  const source = subsonicSource({ url: emulator.server.url, user, secret: password, auth: 'token' }, http);
  return { source, song, oddSong, secrets: [password], ...overHttp(emulator.server, http) };
}

describeSource('subsonic', { start: subsonic, can: ['search', 'refresh', 'fetch', 'playlists', 'charts'], faults: httpFaults });
