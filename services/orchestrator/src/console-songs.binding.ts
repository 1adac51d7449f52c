import type { Audit } from '@catalogsync/audit';
import type { Database, WriteSession } from '@catalogsync/sqlite';
import type { CatalogueParts, ListeningParts } from './adapters/http/api-parts.js';
import { audioFileAt } from './adapters/library-folder/local-audio.js';
import { SqliteCatalogueReader } from './adapters/sqlite/stores/catalogue-reader.js';
import { SqliteSongDetails } from './adapters/sqlite/stores/song-details.js';
import { SqliteFileRefusals, SqliteSongFiles } from './adapters/sqlite/stores/song-files.js';
import { SqliteSongItems } from './adapters/sqlite/stores/song-items.js';
import { FetchAgain, type FetchAgainParts } from './core/songs/fetch-again.js';
import { SongRecordings } from './core/songs/song-recordings.js';
import type { StoryTeller } from './core/songs/song-story.js';
import type { SourceRecordings } from './core/songs/source-recordings.js';

/** What the pages of single songs need of the rest of the service. */
export interface ConsoleSongsNeeds {
  readonly database: Database;
  readonly jobs: Omit<FetchAgainParts, 'items'> & { readonly audit: Audit };
  readonly stories: StoryTeller;
  readonly sources: SourceRecordings;
  /** COVERS_DIR. */
  readonly coversFolder: string;
}

/** Single songs, bound to their adapters. */
export function bindConsoleSongs({
  database,
  jobs: { commands, starter, audit },
  stories,
  sources,
  coversFolder,
}: ConsoleSongsNeeds): Pick<CatalogueParts, 'songs' | 'recordings' | 'songItems'> & { readonly listening: ListeningParts } {
  const songs = new SqliteSongDetails(database.reads);
  const songItems = new SqliteSongItems(database.reads);
  const recordings = new SongRecordings({
    songs,
    reader: new SqliteCatalogueReader(database.reads),
    stories,
    sources,
    writer: database.unitOfWork((session: WriteSession) => ({ refusals: new SqliteFileRefusals(session) })),
    again: new FetchAgain({ items: songItems, commands, starter }),
    audit,
  });
  return { songs, recordings, songItems, listening: { audio: new SqliteSongFiles(database.reads), audioFileAt, coversFolder } };
}
