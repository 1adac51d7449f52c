import { readConfig } from '@catalogsync/runtime';
import { PlatformEmulator, tidalAnswers, tidalState } from '@catalogsync/testkit';
import { named } from '../../src/adapters/sources/source-definition.js';
import { tidal as tidalDefinition } from '../../src/adapters/sources/tidal/definition.js';
import type { SourceUnderTest } from '../../src/core/sources/source-under-test.contract.js';
import { newClient, overHttp } from './held-songs.js';
import { platformOf, platformSongs } from './platform-songs.js';

const listId = (last: number): string => `7ab5d2b6-93fb-4181-a008-00000000000${last}`;

export async function tidal(): Promise<SourceUnderTest> {
  const songs = platformSongs(['80000001', '80000002']);
  const catalogue = platformOf(songs, { playlists: [listId(1), listId(2)], chart: { id: listId(3) } });
  const state = tidalState();
  const emulator = await PlatformEmulator.start(tidalAnswers(state), catalogue);
  const http = newClient();
  const settings = readConfig(tidalDefinition.keys, {
    TIDAL_CLIENT_ID: state.clientId,
    TIDAL_CLIENT_SECRET: state.clientSecret,
    TIDAL_URL: emulator.url,
    TIDAL_PLAYLISTS: `${listId(1)},${listId(2)}`,
    TIDAL_CHARTS: listId(3),
    TIDAL_REQUESTS_PER_SECOND: '50',
  });
  const source = named(tidalDefinition, tidalDefinition.open(settings, { http }));
  return { source, ...songs, secrets: [state.clientSecret, 'tidal-token-'], ...overHttp(emulator.server, http) };
}
