import { createHash } from 'node:crypto';
import { asGiven, type Changes, oneOfGiven, type WriteSession } from '@catalogsync/sqlite';
import type { LyricsStore, LyricsToRead } from '../../../core/lyrics/lyrics-store.js';
import { lyricsText } from '../../../core/lyrics/lyrics-text.js';

export class SqliteLyricsStore implements LyricsStore {
  constructor(private readonly session: WriteSession) {}

  waiting(source: string, { after, limit }: { readonly after: number; readonly limit: number }): Promise<LyricsToRead[]> {
    return this.session.rows(
      `SELECT v.song_id AS "songId", s.remote_song_id AS "remoteId", v.version FROM lyrics_versions v JOIN songs s ON s.id = v.song_id
        WHERE v.is_waiting = 1 AND v.song_id > ? AND s.platform = ? ORDER BY v.song_id LIMIT ?`,
      ...[after, source, limit],
    );
  }

  async save(songId: number, text: string | undefined): Promise<void> {
    const lyrics = lyricsText(text ?? '');
    if (text === undefined || lyrics === undefined) {
      await this.session.change('DELETE FROM song_lyrics WHERE song_id = ?', songId);
      return;
    }
    const hash = createHash('sha256').update(text.trim()).digest('hex');
    await this.session.change(
      'INSERT INTO lyrics(hash, plain, timed, language) VALUES (?, ?, ?, ?) ON CONFLICT(hash) DO NOTHING',
      ...[hash, lyrics.plain ?? null, lyrics.timed ?? null, lyrics.language ?? null],
    );
    await this.session.change(
      `INSERT INTO song_lyrics(song_id, lyrics_id) SELECT ?, id FROM lyrics WHERE hash = ?
        ON CONFLICT(song_id) DO UPDATE SET lyrics_id = excluded.lyrics_id WHERE lyrics_id <> excluded.lyrics_id`,
      songId,
      hash,
    );
  }

  async settle(read: readonly LyricsToRead[]): Promise<void> {
    await this.session.changeEach(
      'UPDATE lyrics_versions SET is_waiting = 0 WHERE song_id = ? AND version = ?',
      read.map(({ songId, version }) => [songId, version]),
    );
  }
}

/** What a source says about the lyrics of its files; without a version a file has none any more. */
export async function noteLyricsVersions(
  session: Changes,
  songs: ReadonlyArray<{ readonly songId: number; readonly version: string | undefined }>,
): Promise<void> {
  const without = asGiven(songs.flatMap(({ songId, version }) => (version === undefined ? [songId] : [])));
  const gone = await session.rows<{ id: number }>(`SELECT song_id AS id FROM lyrics_versions WHERE song_id ${oneOfGiven}`, without);
  if (gone.length > 0) {
    const ids = asGiven(gone.map(({ id }) => id));
    await session.change(`DELETE FROM song_lyrics WHERE song_id ${oneOfGiven}`, ids);
    await session.change(`DELETE FROM lyrics_versions WHERE song_id ${oneOfGiven}`, ids);
  }
  await session.changeEach(
    `INSERT INTO lyrics_versions(song_id, version, is_waiting) VALUES (?, ?, 1)
      ON CONFLICT(song_id) DO UPDATE SET version = excluded.version, is_waiting = 1 WHERE version <> excluded.version`,
    songs.flatMap(({ songId, version }) => (version === undefined ? [] : [[songId, version]])),
  );
}
