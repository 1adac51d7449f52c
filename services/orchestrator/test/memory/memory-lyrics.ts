import type { LyricsStore, LyricsToRead } from '../../src/core/lyrics/lyrics-store.js';
import { lyricsText } from '../../src/core/lyrics/lyrics-text.js';
import type { MemoryTables } from './memory-tables.js';

/** Lyrics over the catalogue in memory. */
export class MemoryLyrics implements LyricsStore {
  constructor(private readonly tables: MemoryTables) {}

  async waiting(source: string, { after, limit }: { readonly after: number; readonly limit: number }): Promise<LyricsToRead[]> {
    const rows = this.tables.lyrics.all().flatMap(({ songId, version, isWaiting }) => {
      const song = this.tables.songs.get(songId);
      const isWanted = isWaiting === true && version !== undefined && songId > after && song?.platform === source;
      return isWanted ? [{ songId, version, remoteId: song.remoteId }] : [];
    });
    return rows.sort((a, b) => a.songId - b.songId).slice(0, limit);
  }

  async save(songId: number, text: string | undefined): Promise<void> {
    const kept = lyricsText(text ?? '') === undefined ? undefined : text;
    this.tables.lyrics.save(
      (row) => row.songId === songId,
      (before) => ({ ...before, songId, text: kept }),
    );
  }

  async settle(read: readonly LyricsToRead[]): Promise<void> {
    for (const { songId, version } of read) {
      this.tables.lyrics.save(
        (row) => row.songId === songId,
        (before) => ({ ...before, songId, isWaiting: before?.version === version ? false : before?.isWaiting }),
      );
    }
  }
}
