import { readConfig } from '@catalogsync/runtime';
import { archiveAnswers, PlatformEmulator } from '@catalogsync/testkit';
import { archive as archiveDefinition } from '../../src/adapters/sources/archive/definition.js';
import { named } from '../../src/adapters/sources/source-definition.js';
import type { SourceUnderTest } from '../../src/core/sources/source-under-test.contract.js';
import { held, newClient, overHttp } from './held-songs.js';
import { listedSong } from './jamendo.js';

export async function archive(): Promise<SourceUnderTest> {
  const song = held('low-tide-breakwater/Harbour Lights.wav', 'Harbour Lights', 21);
  const oddSong = held('low-tide-breakwater/side b/..\\"$(x)`;?#%00&\'.wav', 'Night Ferry', 22);
  const other = { ...listedSong(held('other/1.wav', 'Other Song', 23)), artists: ['Other'] };
  const lists = [
    { id: 'netlabels', name: 'Netlabels', songIds: [song.remoteId, oddSong.remoteId] },
    { id: 'etree', name: 'Live music', songIds: [other.id] },
  ];
  const songs = [...[song, oddSong].map(listedSong), other];
  const emulator = await PlatformEmulator.start(archiveAnswers(), { songs, playlists: lists, charts: lists });
  const http = newClient();
  const settings = readConfig(archiveDefinition.keys, {
    ARCHIVE_URL: emulator.url,
    ARCHIVE_ENABLED: 'yes',
    ARCHIVE_CONTACT: 'me@example.org',
    ARCHIVE_COLLECTIONS: 'netlabels,etree',
    ARCHIVE_PLAYLISTS: 'low-tide-breakwater',
  });
  const source = named(archiveDefinition, archiveDefinition.open(settings, { http }));
  return { source, song, oddSong, secrets: [], ...overHttp(emulator.server, http, /^\/(download|stored)\//) };
}
