import type { SourceSchema } from './source-schema.js';

/** The pictures that were made, by the ids that details name. */
export function coverRows(source: SourceSchema): string[] {
  if (!source.has('covers', 'id', 'hash', 'width', 'height', 'color', 'thumbhash')) return [];
  return [
    `INSERT INTO catalog_covers(cover_id, hash, width, height, color, thumbhash)
      SELECT c.id, c.hash, c.width, c.height, c.color, c.thumbhash FROM src.covers c
      WHERE c.hash IS NOT NULL AND c.width IS NOT NULL AND c.height IS NOT NULL AND c.color IS NOT NULL AND c.thumbhash IS NOT NULL
      ORDER BY c.id`,
  ];
}
