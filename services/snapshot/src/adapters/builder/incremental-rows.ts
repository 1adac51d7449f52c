import { rmSync } from 'node:fs';
import { createDelta, type DeltaTable, deltaTables, noteDifferences } from '@catalogsync/snapshot-delta';
import { SCHEMA_VERSION } from '@catalogsync/snapshot-format';
import type { Database } from 'better-sqlite3';
import type { BuildOrder } from './build-messages.js';
import { fileHash } from './file-hash.js';
import { cacheKibibytes } from './open-source.js';
import { documentKinds, isUnreadable } from './previous-snapshot.js';

/** Pages fill up unevenly and the search index gets layers, so now and then everything is built anew. */
const mostGenerations = 20;
const mostChanged = 0.1;

/** Where the rows of the source are kept beside the target of an incremental build. */
export const rowsFile = (target: string): string => `${target}.rows`;
/** Where a build notes which rows differ. */
export const differencesFile = (target: string): string => `${target}.differences`;

/** What an incremental build follows. */
export interface NotedRows {
  readonly tables: readonly DeltaTable[];
  /** Rows that differ. */
  readonly changed: number;
  readonly fromSnapshotId: string;
  readonly generation: number;
  readonly lineage: string;
}

/** Tables that an incremental build makes from the rows of the others. */
export const isDerived = ({ name }: DeltaTable): boolean =>
  name.startsWith('search_') || name.startsWith('snapshot_') || derivedNames.has(name);
const derivedNames = new Set<string>([...documentKinds.map((kind) => `catalog_${kind}_documents`), 'catalog_deletions', 'catalog_history']);

interface Lineage {
  readonly snapshotId: string;
  readonly version: number;
  readonly derived: string;
  readonly generation: number;
}

/**
 * Notes in what the rows of `main` differ from those of the previous publication, which is attached as `previous` meanwhile.
 * @returns undefined if everything is to be built anew: it cannot be compared with, is of another form, or too much changed
 */
export function noteRows(db: Database, order: BuildOrder, lineage: string, check: () => void): NotedRows | undefined {
  const { previous, previousSha256, target, full } = order;
  if (previous === undefined || previousSha256 === undefined || full === true) return undefined;
  const file = differencesFile(target);
  let noted: NotedRows | undefined;
  try {
    if (fileHash(previous, check) !== previousSha256) return undefined;
    db.prepare('ATTACH ? AS previous').run(previous);
    db.prepare('ATTACH ? AS delta').run(file);
    for (const schema of ['previous', 'delta']) db.pragma(`${schema}.cache_size = -${cacheKibibytes}`);
    db.pragma('delta.journal_mode = OFF');
    db.pragma('delta.synchronous = OFF');
    noted = db.transaction(() => notedRows(db, lineage, order.mostChanged ?? mostChanged, check))();
  } catch (error) {
    // A damaged previous file must not end a build that does not need it.
    if (!isUnreadable(error)) throw error;
  }
  const attached = db.prepare<[], string>("SELECT name FROM pragma_database_list WHERE name IN ('previous', 'delta')").pluck(true).all();
  for (const schema of attached) db.exec(`DETACH ${schema}`);
  if (noted === undefined) rmSync(file, { force: true });
  else db.exec('CREATE TABLE main.linked_facts AS SELECT * FROM temp.linked_facts ORDER BY song_id');
  return noted;
}

function notedRows(db: Database, lineage: string, most: number, check: () => void): NotedRows | undefined {
  const from = db
    .prepare<[], Lineage>(
      `SELECT i.snapshot_id AS snapshotId, i.schema_version AS version, l.derived AS derived, l.generation AS generation
        FROM previous.snapshot_info i JOIN previous.snapshot_lineage l ON l.library = sqlite_version()`,
    )
    .get();
  if (from?.version !== SCHEMA_VERSION || from.derived !== lineage || from.generation + 1 >= mostGenerations) return undefined;
  const tables = deltaTables(db, 'previous');
  const ofRows = tables.filter((table) => !isDerived(table));
  createDelta(db, tables);
  const count = (name: string): number => Number(db.prepare(`SELECT count(*) FROM main."${name}"`).pluck().get());
  const limit = most * ofRows.reduce((sum, { name }) => sum + count(name), 0);
  let changed = 0;
  for (const table of ofRows) {
    check();
    changed += noteDifferences(db, table, 'previous', 'main');
    if (changed > limit) return undefined;
  }
  return { tables, changed, fromSnapshotId: from.snapshotId, generation: from.generation + 1, lineage };
}
