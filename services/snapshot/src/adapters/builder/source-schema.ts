import { Fault } from '@catalogsync/faults';
import type { Database } from 'better-sqlite3';

/** A file without these is not a catalogue, however old (domain, section 1). */
const required: Readonly<Record<string, readonly string[]>> = {
  playlists: ['id', 'name'],
  songs: ['id', 'name'],
  playlist_songs: ['playlist_id', 'song_id'],
};

/**
 * The tables and columns that the attached source `src` actually has. Databases of the earlier tool may lack any
 * except the few above (behaviour 163).
 */
export class SourceSchema {
  private constructor(
    private readonly columns: ReadonlyMap<string, ReadonlySet<string>>,
    private readonly withoutRowid: ReadonlySet<string>,
  ) {}

  /** @throws Fault `data_corrupt` if it is not a catalogue. */
  static read(db: Database): SourceSchema {
    const tables = db.prepare(`SELECT name, wr FROM pragma_table_list WHERE schema = 'src'`).all() as { name: string; wr: number }[];
    const namesOf = db.prepare(`SELECT name FROM pragma_table_xinfo(?, 'src')`).pluck();
    const columns = new Map(tables.map(({ name }) => [name, new Set(namesOf.all(name) as string[])]));
    for (const [table, wanted] of Object.entries(required)) {
      const has = columns.get(table);
      if (has === undefined) throw notACatalogue(`it has no table ${table}`);
      const lacking = wanted.find((column) => !has.has(column));
      if (lacking !== undefined) throw notACatalogue(`its table ${table} has no column ${lacking}`);
    }
    return new SourceSchema(columns, new Set(tables.filter(({ wr }) => wr === 1).map(({ name }) => name)));
  }

  /** True if the table exists with all these columns. */
  has(table: string, ...columns: string[]): boolean {
    const present = this.columns.get(table);
    return present !== undefined && columns.every((column) => present.has(column));
  }

  hasRowid(table: string): boolean {
    return this.columns.has(table) && !this.withoutRowid.has(table);
  }

  /** SQL for a column of `table` under `alias`, or `otherwise` if the table lacks it. */
  column(alias: string, table: string, name: string, otherwise = 'NULL'): string {
    return this.has(table, name) ? `${alias}.${name}` : otherwise;
  }
}

const notACatalogue = (why: string): Fault =>
  new Fault('data_corrupt', `the database is not a music catalogue: ${why}`, { hint: 'Check the path of the catalogue database.' });
