import { readConfig } from '@catalogsync/runtime';
import { deezerAnswers, PlatformEmulator } from '@catalogsync/testkit';
import { deezer as deezerDefinition } from '../../src/adapters/sources/deezer/definition.js';
import { named } from '../../src/adapters/sources/source-definition.js';
import type { SourceUnderTest } from '../../src/core/sources/source-under-test.contract.js';
import { newClient, overHttp } from './held-songs.js';
import { platformOf, platformSongs } from './platform-songs.js';

export async function deezer(): Promise<SourceUnderTest> {
  const songs = platformSongs(['3135556', '3135557']);
  const catalogue = platformOf(songs, { playlists: ['9200461', '53362031'], chart: { id: '0' } });
  const emulator = await PlatformEmulator.start(deezerAnswers({ calls: 1000, perMs: 1000 }), catalogue);
  const http = newClient();
  const settings = readConfig(deezerDefinition.keys, { DEEZER_ENABLED: 'yes', DEEZER_URL: emulator.url, DEEZER_REQUESTS_PER_SECOND: '50' });
  const source = named(deezerDefinition, deezerDefinition.open(settings, { http }));
  return { source, ...songs, secrets: [], ...overHttp(emulator.server, http) };
}
