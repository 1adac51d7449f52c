import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, statSync } from 'node:fs';
import { Fault } from '@catalogsync/faults';
import {
  documentForm,
  fillSearchTables,
  READ_MODEL_REVISION,
  readIndices,
  readTables,
  SCHEMA_VERSION,
  searchTables,
} from '@catalogsync/snapshot-format';
import type { Database } from 'better-sqlite3';
import type { BuiltDelta, FileSeal, Phase, SnapshotCounts, SnapshotIdentity } from '../../core/publication/snapshot-builder.js';
import type { BuildOrder } from './build-messages.js';
import { documentStatements, fillDocuments } from './document-rows.js';
import { fileHash } from './file-hash.js';
import { IncrementalBuild, nameOrigin } from './incremental-build.js';
import { type NotedRows, noteRows } from './incremental-rows.js';
import { linkedFactsDigest } from './linked-facts.js';
import { listsOfTracks } from './lists-of-tracks.js';
import { openPair } from './open-source.js';
import { rowStatements } from './rows.js';
import { SourceSchema } from './source-schema.js';

export interface BuildResult {
  readonly counts: SnapshotCounts;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly origin?: FileSeal;
  readonly of: 'full' | 'incremental';
  /** Of an incremental build. */
  readonly changedRows?: number;
  readonly delta?: BuiltDelta;
}

/** One build of the read model, step by step. Blocks; for a worker thread. */
export class ReadModelBuild {
  private readonly cancel: Int32Array;

  constructor(
    private readonly order: BuildOrder,
    private readonly enter: (phase: Phase) => void,
  ) {
    this.cancel = new Int32Array(order.cancel);
  }

  /** @returns undefined if `identify` recognises the content */
  async run(identify: (contentHash: string) => Promise<SnapshotIdentity | undefined>): Promise<BuildResult | undefined> {
    const pair = openPair(this.order.source, this.order.target, this.order.originTarget);
    try {
      this.rows(pair.db);
      pair.detach();
      this.enter('indices');
      const { target, originTarget } = this.order;
      const places = originTarget === undefined ? '' : fileHash(originTarget, this.check);
      const identity = await identify(fileHash(target, this.check, `${derived}${places}${linkedFactsDigest(pair.db)}`));
      if (identity === undefined) return undefined;
      const noted = noteRows(pair.db, this.order, lineage, this.check);
      if (noted !== undefined) {
        pair.close();
        return await this.incremental(noted, identity);
      }
      this.indices(pair.db, [...listsOfTracks(pair.db), ...rowIndices]);
      this.documents(pair.db, identity);
      this.search(pair.db);
      const counts = this.finish(pair.db, identity);
      pair.close();
      this.enter('hash');
      return { of: 'full', counts, ...this.seal(target), ...(originTarget !== undefined && { origin: this.seal(originTarget) }) };
    } finally {
      pair.close();
    }
  }

  /** The previous database with the rows that differ. */
  private async incremental(noted: NotedRows, identity: SnapshotIdentity): Promise<BuildResult> {
    const { target, originTarget, deltaTarget } = this.order;
    this.enter('documents');
    const build = new IncrementalBuild(this.order, noted, identity, this.check);
    try {
      build.rows();
      build.documents();
      this.enter('search');
      build.search();
      this.enter('check');
      const counts = build.finish(countsQuery);
      if (originTarget !== undefined) nameOrigin(originTarget, identity);
      this.enter('hash');
      const seals = { ...this.seal(target), ...(originTarget !== undefined && { origin: this.seal(originTarget) }) };
      const delta = deltaTarget === undefined ? undefined : await build.packed(deltaTarget);
      return { of: 'incremental', changedRows: noted.changed, counts, ...seals, ...(delta !== undefined && { delta }) };
    } finally {
      build.close();
    }
  }

  /** All reading of the source happens in this one transaction (behaviour 162). */
  private rows(db: Database): void {
    this.enter('rows');
    db.transaction(() => {
      const source = SourceSchema.read(db);
      for (const statement of [...readTables, ...rowStatements(db, source, this.order.originTarget !== undefined)])
        this.execute(db, statement);
    })();
  }

  private indices(db: Database, statements: readonly string[]): void {
    db.transaction(() => {
      for (const statement of statements) this.execute(db, statement);
    })();
  }

  private documents(db: Database, identity: SnapshotIdentity): void {
    this.enter('documents');
    fillDocuments(db, { identity, previous: this.order.previous, check: this.check });
    this.indices(db, documentIndices);
  }

  private search(db: Database): void {
    this.enter('search');
    db.transaction(() => {
      for (const statement of searchTables) this.execute(db, statement);
      fillSearchTables(db, { onProgress: this.check });
    })();
  }

  private finish(db: Database, identity: SnapshotIdentity): SnapshotCounts {
    this.enter('check');
    for (const schema of this.order.originTarget === undefined ? ['main'] : ['main', 'origin']) {
      db.prepare(`INSERT INTO ${schema}.snapshot_info VALUES (?, ?, ?)`).run(identity.snapshotId, SCHEMA_VERSION, identity.generatedAt);
    }
    db.prepare('INSERT INTO snapshot_lineage VALUES (1, ?, 0, sqlite_version())').run(lineage);
    const verdict = db.pragma('quick_check', { simple: true });
    if (verdict !== 'ok') throw new Fault('data_corrupt', `the snapshot that was built is damaged: ${String(verdict).slice(0, 200)}`);
    return db.prepare(countsQuery).get() as SnapshotCounts;
  }

  private seal(path: string): FileSeal {
    const file = openSync(path, 'r+');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    return { sha256: fileHash(path, this.check), sizeBytes: statSync(path).size };
  }

  private execute(db: Database, statement: string): void {
    this.check();
    db.exec(statement);
  }

  private readonly check = (): void => {
    if (Atomics.load(this.cancel, 0) !== 0) throw new Fault('canceled', 'the build was canceled');
  };
}

const isOfDocuments = (statement: string): boolean => / ON catalog_\w+_documents\(/.test(statement);

/** Documents are made with the help of the others' indices. */
const rowIndices = readIndices.filter((statement) => !isOfDocuments(statement));
const documentIndices = readIndices.filter(isOfDocuments);

/**
 * The derived tables. Content is identified by the file while it holds only rows, and by these statements, so that a
 * new index or search table counts as new content too.
 */
const derived = JSON.stringify([`revision ${READ_MODEL_REVISION}`, documentForm, ...documentStatements, ...readIndices, ...searchTables]);

const lineage = createHash('sha256').update(derived).digest('hex');

const countsQuery = `SELECT
  (SELECT count(*) FROM catalog_playlists) AS playlists,
  (SELECT count(*) FROM catalog_tracks) AS tracks,
  (SELECT count(*) FROM catalog_track_files) AS files,
  (SELECT count(*) FROM catalog_playlists WHERE cover_url IS NOT NULL AND cover_url <> '') AS covers,
  (SELECT count(*) FROM catalog_artists) AS artists,
  (SELECT count(DISTINCT toplist_id) FROM catalog_toplists) AS toplists`;
