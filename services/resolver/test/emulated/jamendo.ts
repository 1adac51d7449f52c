import { readConfig } from '@catalogsync/runtime';
import { jamendoAnswers, PlatformEmulator, type PlatformSong } from '@catalogsync/testkit';
import { jamendo as jamendoDefinition } from '../../src/adapters/sources/jamendo/definition.js';
import { named } from '../../src/adapters/sources/source-definition.js';
import type { HeldSong, SourceUnderTest } from '../../src/core/sources/source-under-test.contract.js';
import { held, newClient, overHttp } from './held-songs.js';

const clientId = 'client-7f3a';

/** A held song as platforms list it. */
export const listedSong = ({ remoteId: id, title, artist, album, duration, ext, bytes }: HeldSong): PlatformSong => {
  return { id, title, artists: [artist], album, durationMs: duration * 1000, file: { ext, bytes } };
};

export async function jamendo(): Promise<SourceUnderTest> {
  const [song, oddSong] = [held('1400001', 'Harbour Lights', 61), held('1400002', 'Night & Ferry\'s "$(x)`;?#%00', 62)];
  const songIds = [song.remoteId, oddSong.remoteId, song.remoteId];
  const emulator = await PlatformEmulator.start(jamendoAnswers(clientId), {
    songs: [song, oddSong].map(listedSong),
    playlists: [
      { id: '300001', name: 'Coast & Sea', songIds },
      { id: '300002', name: 'Evening', songIds: [song.remoteId] },
    ],
    charts: ['popularity_week', 'popularity_month', 'popularity_total'].map((id) => ({ id, name: id, songIds })),
  });
  const http = newClient();
  const config = readConfig(jamendoDefinition.keys, {
    JAMENDO_REQUESTS_PER_SECOND: '50',
    JAMENDO_URL: `${emulator.url}/v3.0`,
    JAMENDO_CLIENT_ID: clientId,
    JAMENDO_PLAYLISTS: '300001',
    JAMENDO_PLAYLIST_SEARCHES: 'evening',
  });
  const source = named(jamendoDefinition, jamendoDefinition.open(config, { http }));
  return { source, song, oddSong, secrets: [clientId], ...overHttp(emulator.server, http, /^\/download\//) };
}
