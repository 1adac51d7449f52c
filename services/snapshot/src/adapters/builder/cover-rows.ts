import type { SourceSchema } from './source-schema.js';

/** What shows covers in a catalogue. */
const shows = ['song', 'album', 'playlist', 'artist'] as const;

/**
 * The covers that something shows. Whoever writes details takes `cover_id` from the same tables: `song_covers` and so on.
 * A playlist's mosaic is a cover of its own; the stamp of such a row, `mosaic 1 2 3 4`, names the covers it is made of.
 */
export function coverRows(source: SourceSchema): string[] {
  if (!source.has('covers', 'id', 'hash', 'width', 'height', 'color', 'thumbhash')) return [];
  const used = shows
    .filter((of) => source.has(`${of}_covers`, 'cover_id'))
    .map((of) => `SELECT cover_id FROM src.${of}_covers WHERE cover_id IS NOT NULL`);
  if (used.length === 0) return [];
  return [
    `INSERT INTO catalog_covers(cover_id, hash, width, height, color, thumbhash)
      SELECT c.id, c.hash, c.width, c.height, c.color, c.thumbhash FROM src.covers c
      WHERE c.id IN (${used.join(' UNION ')}) ORDER BY c.id`,
  ];
}
