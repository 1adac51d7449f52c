import type { SourceSchema } from './source-schema.js';

/**
 * The active files of the source as FROM and WHERE: locations `l`, assets `a`, backends `b`; undefined if it knows none. CROSS JOIN
 * keeps the locations in the outer loop (sqlite.org/optoverview.html, section 8.1), in id order.
 */
export function activeFiles(source: SourceSchema): string | undefined {
  const complete =
    source.has('file_locations', 'id', 'file_asset_id', 'backend_id', 'locator', 'status') &&
    source.has('file_assets', 'id', 'song_id') &&
    source.has('storage_backends', 'id', 'name', 'backend_type');
  if (!complete) return undefined;
  return `FROM src.file_locations l
      CROSS JOIN src.file_assets a ON a.id = l.file_asset_id
      CROSS JOIN src.storage_backends b ON b.id = l.backend_id
      WHERE l.status = 'active' AND l.locator IS NOT NULL AND a.song_id IS NOT NULL`;
}
