import { SCHEMA_VERSION } from '@catalogsync/snapshot-format';
import type { Database } from 'better-sqlite3';
import { cacheKibibytes } from './open-source.js';

/** The kinds of documents; each has a table. */
export const documentKinds = ['track', 'album', 'artist', 'playlist'] as const;
export type DocumentKind = (typeof documentKinds)[number];

const readable = new Set([
  'SQLITE_CORRUPT',
  'SQLITE_NOTADB',
  'SQLITE_ERROR',
  'SQLITE_CANTOPEN',
  'SQLITE_IOERR',
  'SQLITE_PERM',
  'SQLITE_READONLY',
]);

/** Whether an error says that a file is not a database that can be read. */
export const isUnreadable = (error: unknown): boolean => {
  const code = String((error as { code?: unknown } | null)?.code ?? '');
  return [...readable].some((known) => code.startsWith(known));
};

/**
 * Attaches the database of the previous publication as `previous`, if there is one that can be compared with: of this
 * schema, and readable to its end. Everything that the comparison will read is read once here, because a damaged file
 * must not end a build that does not need it, and later there is no way back.
 * @returns whether it is attached
 */
export function attachPrevious(db: Database, file: string | undefined): boolean {
  if (file === undefined) return false;
  try {
    db.prepare('ATTACH ? AS previous').run(file);
    db.pragma(`previous.cache_size = -${cacheKibibytes}`);
  } catch (error) {
    if (isUnreadable(error)) return false;
    throw error;
  }
  try {
    const version = db.prepare('SELECT schema_version FROM previous.snapshot_info').pluck().get();
    if (version === SCHEMA_VERSION) {
      for (const kind of documentKinds) {
        db.prepare(`SELECT total(coalesce(changed_in, 0) + length(CAST(document AS BLOB))) FROM previous.catalog_${kind}_documents`).get();
      }
      db.prepare('SELECT count(kind), total(id + deleted_in) FROM previous.catalog_deletions').get();
      if (db.prepare('SELECT max(sequence) FROM previous.catalog_history').pluck().get() !== null) return true;
    }
  } catch (error) {
    if (!isUnreadable(error)) throw error;
  }
  db.exec('DETACH previous');
  return false;
}
