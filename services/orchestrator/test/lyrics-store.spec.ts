import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { known } from '@catalogsync/sqlite';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { SqliteFileStore } from '../src/adapters/sqlite/stores/file-store.js';
import { SqliteListingStore } from '../src/adapters/sqlite/stores/listing-store.js';
import { SqliteLyricsStore } from '../src/adapters/sqlite/stores/lyrics-store.js';
import { SqliteSongStore } from '../src/adapters/sqlite/stores/song-store.js';
import { lyricsContract } from '../src/core/lyrics/lyrics-store.contract.js';
import { type LyricsText, lyricsText } from '../src/core/lyrics/lyrics-text.js';
import { MemoryCatalogue } from './memory/memory-catalogue.js';
import { MemoryLyrics } from './memory/memory-lyrics.js';

// Real here: SQLite files and their triggers. The in-memory store meets the same contract.

lyricsContract('in memory', async () => {
  const writer = new MemoryCatalogue((tables) => ({ lyrics: new MemoryLyrics(tables) }));
  const texts = () => writer.tables.lyrics.all().flatMap(({ text }) => text ?? []);
  return {
    writer,
    lyrics: async (songId) => lyricsText(writer.tables.lyrics.all().find((row) => row.songId === songId)?.text ?? ''),
    texts: async () => new Set(texts()).size,
    close: async () => undefined,
  };
});

lyricsContract('in SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lyrics-store-'));
  const database = await openCatalogue(join(folder, 'catalogsync.db'));
  const writer = database.unitOfWork((session) => ({
    listing: new SqliteListingStore(session),
    songs: new SqliteSongStore(session),
    files: new SqliteFileStore(session),
    lyrics: new SqliteLyricsStore(session),
  }));
  type Row = { [K in keyof LyricsText]: string | null };
  return {
    writer,
    lyrics: async (songId) => {
      const text = 'SELECT plain, timed, language FROM song_lyrics x JOIN lyrics l ON l.id = x.lyrics_id WHERE song_id = ?';
      const [row] = await database.reads.rows<Row>(text, songId);
      return row && (known(row) as LyricsText);
    },
    texts: async () => (await database.reads.rows<{ n: number }>('SELECT count(*) AS n FROM lyrics'))[0]?.n ?? 0,
    close: async () => {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
});
