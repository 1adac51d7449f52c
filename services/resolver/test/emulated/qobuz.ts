import { readConfig } from '@catalogsync/runtime';
import { PlatformEmulator, qobuzAnswers, qobuzCaller } from '@catalogsync/testkit';
import { qobuz as qobuzDefinition } from '../../src/adapters/sources/qobuz/definition.js';
import { named } from '../../src/adapters/sources/source-definition.js';
import type { SourceUnderTest } from '../../src/core/sources/source-under-test.contract.js';
import { newClient, overHttp } from './held-songs.js';
import { platformOf, platformSongs } from './platform-songs.js';

export async function qobuz(): Promise<SourceUnderTest> {
  const songs = platformSongs(['70000001', '70000002']);
  const catalogue = platformOf(songs, { playlists: ['3000001', '3000002'], chart: { id: '3000003', group: 'editor-picks' } });
  const emulator = await PlatformEmulator.start(qobuzAnswers(), catalogue);
  const http = newClient();
  const settings = readConfig(qobuzDefinition.keys, {
    QOBUZ_APP_ID: qobuzCaller.appId,
    QOBUZ_USER_TOKEN: qobuzCaller.userToken,
    QOBUZ_URL: `${emulator.url}/api.json/0.2`,
    QOBUZ_PLAYLISTS: '3000001,3000002',
    QOBUZ_REQUESTS_PER_SECOND: '50',
  });
  const source = named(qobuzDefinition, qobuzDefinition.open(settings, { http }));
  return { source, ...songs, secrets: [qobuzCaller.userToken], ...overHttp(emulator.server, http) };
}
