import { setImmediate as nextTurn } from 'node:timers/promises';
import { asGiven, type Database, oneOfGiven } from '@catalogsync/sqlite';
import { type DuplicateFiles, type DuplicatePage, type DuplicateStore, mostPaths } from '../../core/library/duplicate-files.js';
import { absolutePath } from '../../core/library/model.js';

/** Looks at the index for one page; each finds as many contents as the page has room for. */
const mostTurns = 20;

const contentsText = 'SELECT fingerprint FROM library_twins WHERE fingerprint > ? ORDER BY fingerprint LIMIT ?';

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
    const contents = this.database.reads.statement<{ fingerprint: string }>(contentsText);
    let place = after;
    for (let turn = 0; turn < mostTurns; turn += 1) {
      if (turn > 0) await nextTurn();
      const fingerprints = contents.all(place, limit + 1).map(({ fingerprint }) => fingerprint);
      found.push(...this.equalFiles(fingerprints));
      if (found.length > limit) return { duplicates: found.slice(0, limit), next: found[limit - 1]?.fingerprint };
      if (fingerprints.length <= limit) return { duplicates: found, next: undefined };
      place = fingerprints.at(-1) ?? place;
    }
    return { duplicates: found, next: place };
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
