import { setImmediate as nextTurn } from 'node:timers/promises';
import { asGiven, type Database, oneOfGiven } from '@catalogsync/sqlite';
import { type DuplicateFiles, type DuplicatePage, type DuplicateStore, mostPaths } from '../../core/library/duplicate-files.js';
import { absolutePath } from '../../core/library/model.js';

/** Entries of the index that are read between two turns of other work, and for one page. */
const entriesPerTurn = 20_000;
const entriesPerPage = 400_000;

/** Contents of several files, there or gone; the last content counts in any case, because its other entries may not be among these. */
const severalText = `SELECT fingerprint, count(*) > 1 AS "isSeveral", sum(count(*)) OVER () AS entries FROM (SELECT fingerprint FROM library_files
    WHERE fingerprint IS NOT NULL AND fingerprint > ? ORDER BY fingerprint LIMIT ?)
  GROUP BY fingerprint ORDER BY fingerprint`;

const filesText = `SELECT fingerprint, root, path, size FROM library_files
  WHERE fingerprint IS NOT NULL AND fingerprint ${oneOfGiven} AND state = 'listed'`;

interface FileRow {
  readonly fingerprint: string;
  readonly root: string;
  readonly path: string;
  readonly size: number;
}

/** Equal files in the resolver's database. */
export class SqliteDuplicateStore implements DuplicateStore {
  constructor(private readonly database: Pick<Database, 'reads'>) {}

  async duplicates(after: string, limit: number): Promise<DuplicatePage> {
    const found: DuplicateFiles[] = [];
    let place = after;
    for (let read = 0; read < entriesPerPage; read += entriesPerTurn) {
      if (read > 0) await nextTurn();
      const { candidates, last, isEnd } = this.candidates(place);
      for (const one of this.equalFiles(candidates)) {
        if (found.length === limit) return { duplicates: found, next: found.at(-1)?.fingerprint };
        found.push(one);
      }
      if (isEnd) return { duplicates: found, next: undefined };
      place = last;
    }
    return { duplicates: found, next: place };
  }

  private candidates(after: string): { readonly candidates: readonly string[]; readonly last: string; readonly isEnd: boolean } {
    const rows = this.database.reads
      .statement<{ fingerprint: string; isSeveral: number; entries: number }>(severalText)
      .all(after, entriesPerTurn);
    const last = rows.at(-1);
    if (last === undefined) return { candidates: [], last: after, isEnd: true };
    const candidates = rows.filter((row) => row.isSeveral === 1 || row === last).map(({ fingerprint }) => fingerprint);
    return { candidates, last: last.fingerprint, isEnd: last.entries < entriesPerTurn };
  }

  private equalFiles(fingerprints: readonly string[]): DuplicateFiles[] {
    const byContent = new Map<string, FileRow[]>(fingerprints.map((fingerprint) => [fingerprint, []]));
    for (const row of this.database.reads.statement<FileRow>(filesText).all(asGiven(fingerprints)))
      byContent.get(row.fingerprint)?.push(row);
    return [...byContent].flatMap(([fingerprint, rows]) => {
      const [first] = rows;
      if (first === undefined || rows.length < 2) return [];
      const paths = rows.map(absolutePath).sort().slice(0, mostPaths);
      return [{ fingerprint, sizeBytes: first.size, count: rows.length, paths }];
    });
  }
}
