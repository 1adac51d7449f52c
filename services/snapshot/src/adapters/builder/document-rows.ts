import type { Database } from 'better-sqlite3';
import type { SnapshotIdentity } from '../../core/publication/snapshot-builder.js';
import { changeRows, documentRows } from './change-rows.js';
import { albumDocuments, artistDocuments, playlistDocuments } from './list-documents.js';
import { attachPrevious, type DocumentKind, documentKinds } from './previous-snapshot.js';
import { registerTrackFunctions, trackDocuments } from './track-document.js';

const selects = (hasAliases: boolean): Readonly<Record<DocumentKind, string>> => ({
  track: trackDocuments(hasAliases),
  album: albumDocuments,
  artist: artistDocuments,
  playlist: playlistDocuments,
});

/** Everything that decides what documents say, besides the rows. */
export const documentStatements: readonly string[] = Object.values(selects(true));

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
  registerTrackFunctions(db, check);
  const hasAliases = db.prepare('SELECT 1 FROM catalog_track_aliases LIMIT 1').get() !== undefined;
  const comparable = attachPrevious(db, previous);
  const documents = selects(hasAliases);
  db.transaction(() => {
    for (const kind of documentKinds) {
      check();
      db.exec(documentRows(kind, documents[kind], identity.sequence, comparable));
    }
    changeRows(db, identity, comparable);
  })();
  if (comparable) db.exec('DETACH previous');
  db.exec('DROP TABLE temp.song_facts');
}
