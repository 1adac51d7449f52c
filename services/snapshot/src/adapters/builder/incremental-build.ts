import { chmodSync, constants, copyFileSync, renameSync, rmSync } from 'node:fs';
import { applyTable, changedRows, goneRows, noteDifferences, packDelta, prepareToApply } from '@catalogsync/snapshot-delta';
import { SCHEMA_VERSION } from '@catalogsync/snapshot-format';
import DatabaseFile, { type Database } from 'better-sqlite3';
import type { BuiltDelta, SnapshotCounts, SnapshotIdentity } from '../../core/publication/snapshot-builder.js';
import { affectedIds, collectAffected, goneEntries } from './affected-ids.js';
import type { BuildOrder } from './build-messages.js';
import { ChangeRows } from './change-rows.js';
import { documentsAmong, genresOfAffected } from './document-rows.js';
import { differencesFile, isDerived, type NotedRows, rowsFile } from './incremental-rows.js';
import { addSearchLayer } from './incremental-search.js';
import { relistWords } from './lost-words.js';
import { cacheKibibytes } from './open-source.js';
import { type DocumentKind, documentKinds } from './previous-snapshot.js';
import { registerFacts } from './song-facts.js';
import { registerTrackFunctions } from './track-functions.js';

/**
 * Makes the previous database into the next: first its rows, then the documents and search entries of what these affect. Each table
 * is changed by its rows in the delta and nothing else, in the order in which a reader applies them, so both get the same file.
 */
export class IncrementalBuild {
  private readonly db: Database;

  /** Moves the rows aside and puts a copy of the previous database in their place. */
  constructor(
    private readonly order: BuildOrder,
    private readonly noted: NotedRows,
    private readonly identity: SnapshotIdentity,
    private readonly check: () => void,
  ) {
    const { target, previous = '' } = order;
    renameSync(target, rowsFile(target));
    copyFileSync(previous, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    chmodSync(target, 0o600);
    this.db = new DatabaseFile(target);
    prepareToApply(this.db);
    for (const [schema, file] of [
      ['delta', differencesFile(target)] as const,
      ['previous', previous] as const,
      ['fresh', rowsFile(target)] as const,
    ]) {
      this.db.prepare(`ATTACH ? AS ${schema}`).run(file);
      this.db.pragma(`${schema}.cache_size = -${cacheKibibytes}`);
    }
    this.db.pragma('main.cache_size = -65536');
    this.db.pragma('delta.journal_mode = OFF');
    this.db.pragma('delta.synchronous = OFF');
    registerFacts(this.db);
    registerTrackFunctions(this.db);
    this.db.exec('BEGIN');
  }

  rows(): void {
    const { db, identity, noted } = this;
    db.prepare('INSERT INTO delta.snapshot_info VALUES (?, ?, ?)').run(identity.snapshotId, SCHEMA_VERSION, identity.generatedAt);
    db.prepare('INSERT INTO delta.snapshot_lineage(id, derived, generation, library) VALUES (1, ?, ?, sqlite_version())').run(
      noted.lineage,
      noted.generation,
    );
    for (const table of noted.tables) if (!isDerived(table) || table.name.startsWith('snapshot_')) this.apply(table.name);
    db.exec('CREATE TABLE temp.linked_facts AS SELECT * FROM fresh.linked_facts');
    db.exec('CREATE UNIQUE INDEX temp.linked_facts_by_song ON linked_facts(song_id)');
    collectAffected(db);
  }

  documents(): void {
    const { db, noted } = this;
    // Under the names of the real tables: who fills them need not know.
    const history = noted.tables.filter(({ name }) => name === 'catalog_deletions' || name === 'catalog_history');
    for (const { name } of history) {
      const sql = String(db.prepare('SELECT sql FROM main.sqlite_schema WHERE name = ?').pluck().get(name));
      db.exec(sql.replace('CREATE TABLE ', 'CREATE TABLE temp.'));
    }
    const changes = new ChangeRows(db, this.identity, true);
    changes.begin();
    for (const statement of genresOfAffected) db.exec(statement);
    for (const kind of documentKinds) this.documentsOf(kind, changes.earliest);
    changes.end(goneEntries);
    for (const table of history) {
      noteDifferences(db, table, 'main', 'temp');
      this.apply(table.name);
    }
    for (const { name } of history) db.exec(`DROP TABLE temp.${name}`);
  }

  private documentsOf(kind: DocumentKind, earliest: number): void {
    const { db, identity } = this;
    this.check();
    const table = `catalog_${kind}_documents`;
    db.exec(`INSERT INTO ${changedRows(table)}(id, changed_in, document)
      SELECT n.id, ${identity.sequence}, n.document FROM (${documentsAmong(db, kind, affectedIds('documents', kind))} LIMIT -1) n
      LEFT JOIN main.${table} p ON p.id = n.id WHERE p.document IS NOT n.document`);
    // What changed before the history begins no longer says when.
    db.exec(`INSERT INTO ${changedRows(table)}(id, changed_in, document) SELECT id, NULL, document FROM main.${table}
      WHERE changed_in <= ${earliest} AND id NOT IN (SELECT id FROM ${changedRows(table)})`);
    db.exec(`INSERT INTO ${goneRows(table)} SELECT id FROM ${goneEntries(kind)} WHERE id IN (SELECT id FROM main.${table}) ORDER BY id`);
    this.apply(table);
  }

  search(): void {
    relistWords(this.db, this.order.previous ?? '', this.check);
    addSearchLayer(this.db, this.noted, (table) => this.apply(table), this.check);
  }

  /** Its pages need no check: they are those of a file with a proven hash, as SQLite changed them. */
  finish(counts: string): SnapshotCounts {
    const { db } = this;
    const found = db.prepare(counts).get() as SnapshotCounts;
    db.exec('COMMIT');
    for (const schema of ['previous', 'fresh', 'delta']) db.exec(`DETACH ${schema}`);
    db.close();
    return found;
  }

  /** The delta as it travels. */
  async packed(file: string): Promise<BuiltDelta> {
    const { sizeBytes, sha256 } = await packDelta(differencesFile(this.order.target), file, new AbortController().signal);
    return { file, sizeBytes, sha256, fromSnapshotId: this.noted.fromSnapshotId };
  }

  /** Removes what the build needed besides its target. */
  close(): void {
    this.db.close();
    for (const file of [rowsFile(this.order.target), differencesFile(this.order.target)]) rmSync(file, { force: true });
  }

  private apply(name: string): void {
    this.check();
    const table = this.noted.tables.find((one) => one.name === name);
    if (table !== undefined) applyTable(this.db, table);
  }
}

/** Writes of which snapshot the file for the origin is. */
export function nameOrigin(file: string, identity: SnapshotIdentity): void {
  const db = new DatabaseFile(file);
  try {
    db.pragma('journal_mode = OFF');
    db.prepare('INSERT INTO snapshot_info VALUES (?, ?, ?)').run(identity.snapshotId, SCHEMA_VERSION, identity.generatedAt);
  } finally {
    db.close();
  }
}
