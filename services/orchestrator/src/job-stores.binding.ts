import type { WriteSession } from '@catalogsync/sqlite';
import { SqliteAlbumStore } from './adapters/sqlite/stores/album-store.js';
import { SqliteArtistStore } from './adapters/sqlite/stores/artist-store.js';
import { SqliteFileStore } from './adapters/sqlite/stores/file-store.js';
import { SqliteListingStore } from './adapters/sqlite/stores/listing-store.js';
import { SqliteLyricsStore } from './adapters/sqlite/stores/lyrics-store.js';
import { SqliteMirrorStore } from './adapters/sqlite/stores/mirror-store.js';
import { SqliteRecordingStore } from './adapters/sqlite/stores/recording-store.js';
import { SqliteScheduleRuns } from './adapters/sqlite/stores/schedule-store.js';
import { SqliteScopeStore } from './adapters/sqlite/stores/scope-store.js';
import { SqliteSongStore } from './adapters/sqlite/stores/song-store.js';
import { SqliteUploadStore } from './adapters/sqlite/stores/upload-store.js';
import type { OrchestratorConfig } from './config.js';
import type { AlbumStores } from './core/albums/album-store.js';
import type { ArtistStores } from './core/artists/artist-store.js';
import type { CatalogueStores } from './core/catalogue/catalogue-stores.js';
import type { LyricsStores } from './core/lyrics/lyrics-store.js';
import type { MirrorStores } from './core/media-server/mirror-store.js';
import type { ScopeStores } from './core/playlist-file/scope-store.js';
import type { RecordingStores } from './core/recordings/recording-store.js';
import type { ScheduleStores } from './core/schedules/schedule.js';
import type { UploadStores } from './core/upload/upload-store.js';

/** The stores and files that job work writes to. */
export type JobStores = AlbumStores &
  ArtistStores &
  CatalogueStores &
  LyricsStores &
  MirrorStores &
  RecordingStores &
  ScheduleStores &
  ScopeStores &
  UploadStores;

const dayMs = 86_400_000;

/** The stores of one transaction. */
export const storesWith =
  ({ PLAYLIST_HISTORY_DAYS }: OrchestratorConfig) =>
  (session: WriteSession): JobStores => ({
    listing: new SqliteListingStore(session),
    songs: new SqliteSongStore(session, PLAYLIST_HISTORY_DAYS * dayMs),
    files: new SqliteFileStore(session),
    recordings: new SqliteRecordingStore(session),
    artists: new SqliteArtistStore(session),
    albums: new SqliteAlbumStore(session),
    lyrics: new SqliteLyricsStore(session),
    mirrors: new SqliteMirrorStore(session),
    scope: new SqliteScopeStore(session),
    uploads: new SqliteUploadStore(session),
    scheduleRuns: new SqliteScheduleRuns(session.entities),
  });
