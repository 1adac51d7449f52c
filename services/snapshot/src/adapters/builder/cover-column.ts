import type { SourceSchema } from './source-schema.js';

type Pictured = 'song' | 'album' | 'playlist' | 'artist';

/** Whether the source has pictures at all. */
const hasCovers = (source: SourceSchema): boolean => source.has('covers', 'id', 'hash');

/**
 * SQL for the picture that was found for something; NULL if none was. Only a picture that the snapshot has counts.
 * @param albumId SQL for the album whose picture a song without one of its own has
 */
export function coverOf(source: SourceSchema, kind: Pictured, id: string, albumId?: string): string {
  const own = foundCover(source, kind, id);
  const album = albumId === undefined ? undefined : foundCover(source, 'album', albumId);
  const found = [own, album].filter((one) => one !== undefined);
  if (found.length === 0) return 'NULL';
  return found.length === 1 ? String(found[0]) : `coalesce(${found.join(', ')})`;
}

function foundCover(source: SourceSchema, kind: Pictured, id: string): string | undefined {
  const table = `${kind}_covers`;
  if (!hasCovers(source) || !source.has(table, `${kind}_id`, 'cover_id')) return undefined;
  return `(SELECT c.cover_id FROM src.${table} x CROSS JOIN catalog_covers c ON c.cover_id = x.cover_id WHERE x.${kind}_id = ${id})`;
}
