import type { SourceSchema } from './source-schema.js';

/** SQL for the lyrics of a song that the source has. */
export function lyricsOf(source: SourceSchema, songId: string): string {
  if (!source.has('lyrics', 'id') || !source.has('song_lyrics', 'song_id', 'lyrics_id')) return 'NULL';
  return `(SELECT y.lyrics_id FROM src.song_lyrics y JOIN src.lyrics text ON text.id = y.lyrics_id WHERE y.song_id = ${songId})`;
}
