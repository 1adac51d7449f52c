import { readConfig } from '@catalogsync/runtime';
import { hifiAnswers, PlatformEmulator } from '@catalogsync/testkit';
import { hifi as hifiDefinition } from '../../src/adapters/sources/hifi/definition.js';
import { named } from '../../src/adapters/sources/source-definition.js';
import type { SourceUnderTest } from '../../src/core/sources/source-under-test.contract.js';
import { newClient, overHttp } from './held-songs.js';
import { platformOf, platformSongs } from './platform-songs.js';

const playlist = '7ab5d2b6-93fb-4181-a008-000000000001';
const mix = '0017777777777777777777777777';

export async function hifi(): Promise<SourceUnderTest> {
  const songs = platformSongs(['80000001', '80000002'], 'flac');
  const emulator = await PlatformEmulator.start(hifiAnswers(), platformOf(songs, { playlists: [playlist, mix], chart: { id: 'none' } }));
  const http = newClient();
  const settings = readConfig(hifiDefinition.keys, { HIFI_URLS: emulator.url, HIFI_PLAYLISTS: `${playlist},${mix}` });
  const source = named(hifiDefinition, hifiDefinition.open(settings, { http }));
  return { source, ...songs, secrets: ['token=secret'], ...overHttp(emulator.server, http, /^\/files\//) };
}
