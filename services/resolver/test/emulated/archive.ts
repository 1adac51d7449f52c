import { readConfig } from '@catalogsync/runtime';
import { archive as archiveDefinition } from '../../src/adapters/sources/archive/definition.js';
import { ArchiveEmulator } from '../../src/adapters/sources/archive/fixtures/archive-emulator.js';
import { named } from '../../src/adapters/sources/source-definition.js';
import type { SourceUnderTest } from '../../src/core/sources/source-under-test.contract.js';
import { held, newClient, overHttp } from './held-songs.js';

export async function archive(): Promise<SourceUnderTest> {
  const song = held('low-tide-breakwater/Harbour Lights.wav', 'Harbour Lights', 21);
  const oddSong = held('low-tide-breakwater/side b/..\\"$(x)`;?#%00&\'.wav', 'Night Ferry', 22);
  const files = [song, oddSong].map(({ remoteId, title, bytes }) => ({
    name: remoteId.slice('low-tide-breakwater/'.length),
    title,
    length: '03:35',
    bytes,
  }));
  const licenseurl = 'http://creativecommons.org/licenses/by/4.0/';
  const item = {
    identifier: 'low-tide-breakwater',
    title: 'Breakwater',
    creator: song.artist,
    collection: ['netlabels'],
    licenseurl,
    files,
  };
  const emulator = await ArchiveEmulator.start([
    item,
    { ...item, identifier: 'other', title: 'Other', creator: 'Other', collection: ['etree'] },
  ]);
  const http = newClient();
  const settings = readConfig(archiveDefinition.keys, {
    ARCHIVE_URL: emulator.server.url,
    ARCHIVE_ENABLED: 'yes',
    ARCHIVE_CONTACT: 'me@example.org',
    ARCHIVE_COLLECTIONS: 'netlabels,etree',
  });
  const source = named(archiveDefinition, archiveDefinition.open(settings, { http }));
  return { source, song, oddSong, secrets: [], ...overHttp(emulator.server, http, /^\/(download|stored)\//) };
}
