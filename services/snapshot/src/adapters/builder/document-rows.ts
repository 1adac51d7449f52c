import type { Database } from 'better-sqlite3';
import type { SnapshotIdentity } from '../../core/publication/snapshot-builder.js';
import { ChangeRows } from './change-rows.js';
import { albumDocuments, artistDocuments, playlistDocuments } from './list-documents.js';
import { attachPrevious } from './previous-snapshot.js';
import { TrackDocumentPass } from './track-document-pass.js';

const statements = [
  ['album', albumDocuments],
  ['artist', artistDocuments],
  ['playlist', playlistDocuments],
] as const;

/** What decides what documents say, besides the rows and the code that makes those of tracks. */
export const documentStatements: readonly string[] = statements.map(([, documents]) => documents);

/** What the documents of a build are compared with, and as what they count. */
export interface DocumentOrder {
  readonly identity: SnapshotIdentity;
  /** The previous publication's database. */
  readonly previous: string | undefined;
  /** May throw, which ends the build. */
  readonly check: () => void;
}

/** Makes the answers of the public API from the rows, and notes what changed since the previous publication. */
export function fillDocuments(db: Database, { identity, previous, check }: DocumentOrder): void {
  const comparable = attachPrevious(db, previous);
  const changes = new ChangeRows(db, identity, comparable);
  db.transaction(() => {
    changes.begin();
    fillTrackDocuments(db, changes, check);
    for (const [kind, documents] of statements) {
      check();
      db.exec(changes.rowsOf(kind, documents));
    }
    changes.end();
  })();
  if (comparable) db.exec('DETACH previous');
  db.exec('DROP TABLE temp.linked_facts');
}

function fillTrackDocuments(db: Database, changes: ChangeRows, check: () => void): void {
  const previous = changes.previousTracks();
  const insert = db.prepare('INSERT INTO catalog_track_documents(id, changed_in, document) VALUES (?, ?, ?)');
  const write = (id: number, document: string): void => void insert.run(id, previous?.changedIn(id, document) ?? null, document);
  new TrackDocumentPass(db).run(write, previous, check);
}
