import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { SqliteCatalogueReader } from '../src/adapters/sqlite/stores/catalogue-reader.js';
import { SqliteFileStore } from '../src/adapters/sqlite/stores/file-store.js';
import { SqliteListingStore } from '../src/adapters/sqlite/stores/listing-store.js';
import { SqliteRecordingStore } from '../src/adapters/sqlite/stores/recording-store.js';
import { SqliteSongStore } from '../src/adapters/sqlite/stores/song-store.js';
import { recordingsContract } from '../src/core/recordings/recordings.contract.js';
import { MemoryCatalogue } from './memory/memory-catalogue.js';
import { MemoryReader } from './memory/memory-reader.js';
import { MemoryRecordings } from './memory/memory-recordings.js';

// Real here: SQLite files. The in-memory store meets the same contract.

const grouped = (members: ReadonlyArray<{ readonly songId: number; readonly recordingId: number }>): number[][] =>
  [...Map.groupBy(members, ({ recordingId }) => recordingId)]
    .sort(([a], [b]) => a - b)
    .map(([, group]) => group.map(({ songId }) => songId).sort((a, b) => a - b));

recordingsContract('in memory', async () => {
  const writer = new MemoryCatalogue((tables) => ({ recordings: new MemoryRecordings(tables) }));
  const { tables } = writer;
  return {
    writer,
    reader: new MemoryReader(tables),
    across: async () => grouped(tables.recordingSongs.all().filter(({ songId }) => tables.linkedTo(songId) !== undefined)),
    close: async () => undefined,
  };
});

recordingsContract('in SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recordings-'));
  const database = await openCatalogue(join(folder, 'catalogsync.db'));
  const writer = database.unitOfWork((session) => ({
    listing: new SqliteListingStore(session),
    songs: new SqliteSongStore(session),
    files: new SqliteFileStore(session),
    recordings: new SqliteRecordingStore(session),
  }));
  const stored = `SELECT song_id AS "songId", recording_id AS "recordingId" FROM recording_songs
    WHERE recording_id IN (SELECT id FROM recordings WHERE across_platforms = 1)`;
  return {
    writer,
    reader: new SqliteCatalogueReader(database.reads),
    across: async () => grouped(await database.reads.rows<{ songId: number; recordingId: number }>(stored)),
    close: async () => {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
