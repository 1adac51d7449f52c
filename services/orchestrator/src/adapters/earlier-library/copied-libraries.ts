import { mkdir, realpath, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import { copyDatabase, type Database, readForeign } from '@catalogsync/sqlite';
import type { EarlierCounts, EarlierLibraries, EarlierLibrary } from '../../core/import/earlier-library.js';
import { libraryOver } from './earlier-rows.js';

/** Columns that show that a table is the earlier tool's: other programs have tables of these names too. */
const marks: readonly (readonly [table: string, column: string])[] = [
  ['songs', 'remote_song_id'],
  ['playlists', 'remote_playlist_id'],
  ['playlist_pools', 'external_id'],
  ['artists', 'remote_artist_id'],
  ['storage_backends', 'backend_type'],
];

const sideFile = 'resolver_stats.db';

export interface CopiedLibrariesParts {
  /** Our own database. */
  readonly ownFile: string;
  /** Where copies are made; emptied before and after each import. */
  readonly folder: string;
  /** Opens a database with the migrations of the catalogue, which complete any subset of its tables and columns. */
  readonly openCatalogue: (file: string) => Promise<Database>;
}

/** Opens databases of the earlier tool as migrated copies, so that nothing is written to the original or beside it. */
export class CopiedLibraries implements EarlierLibraries {
  constructor(private readonly parts: CopiedLibrariesParts) {}

  async open(path: string): Promise<EarlierLibrary> {
    const { folder, openCatalogue } = this.parts;
    const file = resolve(path);
    await this.clear();
    try {
      await this.refuseOwn(file);
      await mkdir(join(folder, 'side'), { recursive: true, mode: 0o700 });
      const copy = await copyDatabase(file, folder);
      requireMarks(copy, file);
      const counts = await this.countsBeside(file);
      const database = await openCatalogue(copy).catch((error: unknown) => {
        throw named(error, copy, file);
      });
      const close = async (): Promise<void> => {
        await database.close();
        await this.clear();
      };
      return { ...libraryOver(database, dirname(file)), statistics: () => counts, close };
    } catch (error) {
      await this.clear();
      throw error;
    }
  }

  private async clear(): Promise<void> {
    await rm(this.parts.folder, { recursive: true, force: true }).catch((error: unknown) => {
      throw toFault(error);
    });
  }

  private async refuseOwn(file: string): Promise<void> {
    const own = await realpath(this.parts.ownFile).catch(() => this.parts.ownFile);
    const other = await realpath(file).catch((error: unknown) => {
      throw toFault(error);
    });
    if (own === other) throw new Fault('invalid_argument', `this is the catalogue itself: ${file}`, { hint: 'Name the other database.' });
  }

  private async countsBeside(file: string): Promise<readonly EarlierCounts[] | undefined> {
    const beside = join(dirname(file), sideFile);
    try {
      return readCounts(await copyDatabase(beside, join(this.parts.folder, 'side')));
    } catch (error) {
      if (toFault(error).code === 'not_found') return undefined;
      throw named(error, join(this.parts.folder, 'side', sideFile), beside);
    }
  }
}

/** Messages are about the user's file, not about our copy. */
function named(error: unknown, copy: string, file: string): Fault {
  const { code, message, hint } = toFault(error);
  return new Fault(code, message.replaceAll(copy, file), { hint, cause: error });
}

function requireMarks(copy: string, file: string): void {
  try {
    if (readForeign(copy, (tables) => marks.some(([table, column]) => tables.columns(table)?.has(column) === true))) return;
  } catch (error) {
    throw named(error, copy, file);
  }
  throw new Fault('invalid_argument', `not a database of the earlier tool: ${file}`, {
    hint: `It has none of the tables ${marks.map(([table]) => table).join(', ')} with that tool's columns.`,
  });
}

function readCounts(copy: string): readonly EarlierCounts[] {
  return readForeign(copy, (tables) => {
    const columns = tables.columns('resolver_source_stats');
    if (columns === undefined || !columns.has('origin_source') || !columns.has('candidate_source')) return [];
    const column = (name: string, missing: string): string => (columns.has(name) ? `coalesce(${name}, ${missing})` : missing);
    return tables
      .rows<Record<'origin' | 'source' | 'lastAttemptAt' | 'lastSuccessAt', string> & Record<'attempts' | 'found', number>>(
        `SELECT coalesce(origin_source, '') AS origin, coalesce(candidate_source, '') AS source,
          CAST(${column('attempt_count', '0')} AS INTEGER) AS attempts, CAST(${column('resolve_success_count', '0')} AS INTEGER) AS found,
          CAST(${column('last_attempt_at', "''")} AS TEXT) AS "lastAttemptAt", CAST(${column('last_success_at', "''")} AS TEXT) AS "lastSuccessAt"
        FROM resolver_source_stats ORDER BY origin_source, candidate_source`,
      )
      .map((row) => ({ ...row, lastAttemptAt: row.lastAttemptAt || undefined, lastSuccessAt: row.lastSuccessAt || undefined }));
  });
}
