import { type Database, type EntitySchema, type MigrationClass, openDatabase } from '@catalogsync/sqlite';
import { Albums1763700000110 } from './migrations/albums-1763700000110.js';
import { ArtistIdentities1763700000120 } from './migrations/artist-identities-1763700000120.js';
import { AuditOfAll1763700000060 } from './migrations/audit-of-all-1763700000060.js';
import { Catalogue1763700000001 } from './migrations/catalogue-1763700000001.js';
import { CommandsOverJobs1763700000220 } from './migrations/commands-over-jobs-1763700000220.js';
import { ConfigApplies1763700000020 } from './migrations/config-applies-1763700000020.js';
import { ConfigAuthors1763700000230 } from './migrations/config-authors-1763700000230.js';
import { ConsoleAccess1763700000030 } from './migrations/console-access-1763700000030.js';
import { ConsoleLists1763700000190 } from './migrations/console-lists-1763700000190.js';
import { ConsoleSessions1763700000210 } from './migrations/console-sessions-1763700000210.js';
import { ConsoleUsers1763700000002 } from './migrations/console-users-1763700000002.js';
import { Covers1763700000130 } from './migrations/covers-1763700000130.js';
import { FollowedLists1763700000160 } from './migrations/followed-lists-1763700000160.js';
import { JobEngine1763700000010 } from './migrations/job-engine-1763700000010.js';
import { JobSchedules1763700000040 } from './migrations/job-schedules-1763700000040.js';
import { JobStageFailures1763700000240 } from './migrations/job-stage-failures-1763700000240.js';
import { JobStageMinutes1763700000180 } from './migrations/job-stage-minutes-1763700000180.js';
import { Lyrics1763700000140 } from './migrations/lyrics-1763700000140.js';
import { MediaServers1763700000170 } from './migrations/media-servers-1763700000170.js';
import { PlaylistHistory1763700000090 } from './migrations/playlist-history-1763700000090.js';
import { Recordings1763700000100 } from './migrations/recordings-1763700000100.js';
import { SongsOfItems1763700000200 } from './migrations/songs-of-items-1763700000200.js';
import { Uploads1763700000250 } from './migrations/uploads-1763700000250.js';
import * as album from './rows/album-rows.js';
import * as artist from './rows/artist-rows.js';
import * as catalogue from './rows/catalogue-rows.js';
import * as cover from './rows/cover-rows.js';
import * as following from './rows/following-rows.js';
import * as installation from './rows/installation-rows.js';
import * as jobs from './rows/job-rows.js';
import * as lyric from './rows/lyrics-rows.js';
import * as media from './rows/media-server-rows.js';
import * as recording from './rows/recording-rows.js';
import * as upload from './rows/upload-rows.js';

/** In order; a released one is never changed. @internal for tests */
export const catalogueMigrations: readonly MigrationClass[] = [
  Catalogue1763700000001,
  ConsoleUsers1763700000002,
  JobEngine1763700000010,
  ConfigApplies1763700000020,
  ConsoleAccess1763700000030,
  JobSchedules1763700000040,
  AuditOfAll1763700000060,
  PlaylistHistory1763700000090,
  Recordings1763700000100,
  Albums1763700000110,
  ArtistIdentities1763700000120,
  Covers1763700000130,
  Lyrics1763700000140,
  FollowedLists1763700000160,
  MediaServers1763700000170,
  JobStageMinutes1763700000180,
  ConsoleLists1763700000190,
  SongsOfItems1763700000200,
  ConsoleSessions1763700000210,
  CommandsOverJobs1763700000220,
  ConfigAuthors1763700000230,
  JobStageFailures1763700000240,
  Uploads1763700000250,
];

/** Every table of `catalogsync.db`. @internal for tests */
export const catalogueRows = [catalogue, jobs, installation, recording, album, artist, cover, lyric, following, media, upload].flatMap(
  (rows): EntitySchema[] => Object.values(rows),
);

/**
 * Opens `catalogsync.db` as its only owner, migrated. Databases of the earlier program are adopted with all their
 * rows.
 * @throws Fault, see `openDatabase`
 */
export function openCatalogue(file: string): Promise<Database> {
  return openDatabase({ file, migrations: catalogueMigrations, entities: catalogueRows, synchronous: 'full', owner: 'exclusive' });
}

/** Calls `use` with a catalogue, which this process owns meanwhile. */
export async function withCatalogue<T>(file: string, use: (database: Database) => Promise<T>): Promise<T> {
  const database = await openCatalogue(file);
  try {
    return await use(database);
  } finally {
    await database.close();
  }
}
