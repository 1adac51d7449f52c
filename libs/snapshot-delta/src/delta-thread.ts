import { Fault } from '@catalogsync/faults';
import { answerInThread } from '@catalogsync/runtime/thread';
import DatabaseFile, { type Database } from 'better-sqlite3';
import type { DeltaWork } from './delta-work.js';
import { applyTable, createDelta, type DeltaTable, deltaSchema, deltaTables, noteDifferences, prepareToApply } from './table-delta.js';

/** For each database; more gains little. */
const cacheKibibytes = 16_384;

function opened(file: string, attached: Readonly<Record<string, string>>): Database {
  const db = new DatabaseFile(file);
  for (const [name, path] of Object.entries(attached)) db.prepare(`ATTACH ? AS ${name}`).run(path);
  for (const schema of ['main', ...Object.keys(attached)]) {
    db.pragma(`${schema}.journal_mode = OFF`);
    db.pragma(`${schema}.synchronous = OFF`);
    db.pragma(`${schema}.cache_size = -${cacheKibibytes}`);
  }
  return db;
}

function make({ before, after, out }: Extract<DeltaWork, { kind: 'make' }>): number {
  const db = opened(':memory:', { delta: out, previous: before, fresh: after });
  try {
    return db.transaction(() => {
      const tables = deltaTables(db, 'fresh');
      createDelta(db, tables);
      return tables.reduce((sum, table) => sum + noteDifferences(db, table, 'previous', 'fresh'), 0);
    })();
  } finally {
    db.close();
  }
}

/** Nothing in a delta is ever run: it may hold only the tables that follow from the database before. */
function requireForm(db: Database, tables: readonly DeltaTable[]): void {
  const found = db.prepare<[], string>('SELECT sql FROM delta.sqlite_schema ORDER BY rowid').pluck(true).all();
  if (JSON.stringify(found) !== JSON.stringify(deltaSchema(tables))) {
    throw new Fault('data_corrupt', 'the delta is not of the form of this snapshot');
  }
}

function apply({ delta, out, maxBytes }: Extract<DeltaWork, { kind: 'apply' }>): number {
  const db = opened(out, { delta });
  try {
    prepareToApply(db);
    db.pragma('trusted_schema = OFF');
    db.pragma('delta.cell_size_check = ON');
    const pageBytes = Number(db.pragma('main.page_size', { simple: true }));
    db.pragma(`main.max_page_count = ${Math.max(1, Math.floor(maxBytes / pageBytes))}`);
    const tables = deltaTables(db);
    requireForm(db, tables);
    db.transaction(() => {
      for (const table of tables) applyTable(db, table);
    })();
    return tables.length;
  } finally {
    db.close();
  }
}

await answerInThread((work: DeltaWork) => (work.kind === 'make' ? make(work) : apply(work)));
