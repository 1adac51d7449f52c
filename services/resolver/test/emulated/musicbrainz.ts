import { readConfig } from '@catalogsync/runtime';
import { musicBrainzAnswers, musicBrainzState, PlatformEmulator } from '@catalogsync/testkit';
import { musicbrainz as musicBrainzDefinition } from '../../src/adapters/sources/musicbrainz/definition.js';
import { named } from '../../src/adapters/sources/source-definition.js';
import type { SourceUnderTest } from '../../src/core/sources/source-under-test.contract.js';
import { held, newClient, overHttp } from './held-songs.js';
import { listedSong } from './jamendo.js';

export async function musicbrainz(): Promise<SourceUnderTest> {
  const song = held('11111111-2222-4333-8444-000000000001', 'Harbour Lights', 81);
  const oddSong = held('11111111-2222-4333-8444-000000000002', 'Night (Ferry) "$[x]`;?#%00&\' AND', 82);
  const releases = ['a5ce1d11-2e32-45a4-b37f-c1589d46b103', 'dc3ee2df-0bc1-49eb-b8c4-34473d279a43'];
  const emulator = await PlatformEmulator.start(musicBrainzAnswers(musicBrainzState()), {
    songs: [song, oddSong].map(listedSong),
    playlists: releases.map((id, at) => ({ id, name: `Breakwater ${at + 1}`, songIds: [song.remoteId, oddSong.remoteId] })),
    charts: [],
  });
  const http = newClient();
  const config = readConfig(musicBrainzDefinition.keys, {
    MUSICBRAINZ_URL: `${emulator.url}/ws/2`,
    MUSICBRAINZ_CONTACT: 'me@example.org',
    MUSICBRAINZ_PLAYLISTS: releases.join(','),
    MUSICBRAINZ_PAUSE_MS: '0',
  });
  const source = named(musicBrainzDefinition, musicBrainzDefinition.open(config, { http }));
  return { source, song, oddSong, secrets: [], ...overHttp(emulator.server, http) };
}
