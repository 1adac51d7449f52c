import { readConfig } from '@catalogsync/runtime';
import { listenBrainzAnswers, listenBrainzState, PlatformEmulator } from '@catalogsync/testkit';
import { listenbrainz as listenBrainzDefinition } from '../../src/adapters/sources/listenbrainz/definition.js';
import { named } from '../../src/adapters/sources/source-definition.js';
import type { SourceUnderTest } from '../../src/core/sources/source-under-test.contract.js';
import { held, newClient, overHttp } from './held-songs.js';
import { listedSong } from './jamendo.js';

const token = 'b6f0c1aa-token-5501';

export async function listenbrainz(): Promise<SourceUnderTest> {
  const song = held('11111111-2222-4333-8444-000000000001', 'Harbour Lights', 71);
  const oddSong = held('11111111-2222-4333-8444-000000000002', 'Night Ferry "$(x)`;?#%00&\'', 72);
  const songIds = [song.remoteId, oddSong.remoteId, song.remoteId];
  const updatedAt = new Date('2026-11-20T19:40:11Z');
  const emulator = await PlatformEmulator.start(listenBrainzAnswers(listenBrainzState('example-user', token)), {
    songs: [song, oddSong].map(listedSong),
    playlists: [
      { id: '7a1c0e52-0f4f-4f0d-9a86-5a6c1d0b7e11', name: '夜のドライブ', songIds, updatedAt },
      { id: '2f6d5f0e-6a7b-4a40-8a51-94bb5c0f3d22', name: 'Kept for later', songIds: [song.remoteId] },
    ],
    charts: ['week', 'month', 'year', 'all_time'].map((id) => ({ id, name: id, songIds, updatedAt })),
  });
  const http = newClient();
  const config = readConfig(listenBrainzDefinition.keys, {
    LISTENBRAINZ_URL: emulator.url,
    LISTENBRAINZ_ENABLED: 'yes',
    LISTENBRAINZ_TOKEN: token,
  });
  const source = named(listenBrainzDefinition, listenBrainzDefinition.open(config, { http }));
  return { source, song, oddSong, secrets: [token], ...overHttp(emulator.server, http) };
}
