import { SubsonicEmulator } from '@catalogsync/testkit';
import { named } from '../../src/adapters/sources/source-definition.js';
import { subsonic as subsonicDefinition } from '../../src/adapters/sources/subsonic/definition.js';
import type { SourceUnderTest } from '../../src/core/sources/source-under-test.contract.js';
import { held, newClient, overHttp } from './held-songs.js';

export async function subsonic(): Promise<SourceUnderTest> {
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
