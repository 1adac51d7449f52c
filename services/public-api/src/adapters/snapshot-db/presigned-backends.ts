import type { Database } from 'better-sqlite3';
import type { PresignedBackend } from '../../core/playback/playable-file.js';

/** Object storage that is read at signed addresses, by name. Files of earlier versions know none. */
export function presignedBackends(database: Database): ReadonlyMap<string, PresignedBackend> {
  const hasTable =
    database.prepare("SELECT 1 FROM pragma_table_list WHERE schema = 'main' AND name = 'catalog_backends'").get() !== undefined;
  if (!hasTable) return new Map();
  const rows = database
    .prepare<[], PresignedBackend>("SELECT name, endpoint, region, bucket, prefix FROM catalog_backends WHERE delivery = 'presigned'")
    .all();
  return new Map(rows.map((row) => [row.name, row]));
}
