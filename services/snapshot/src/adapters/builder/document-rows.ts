import type { Database } from 'better-sqlite3';
import type { SnapshotIdentity } from '../../core/publication/snapshot-builder.js';
import { affectedIds } from './affected-ids.js';
import { ChangeRows } from './change-rows.js';
import { albumDocuments, artistDocuments, playlistDocuments } from './list-documents.js';
import { attachPrevious, type DocumentKind } from './previous-snapshot.js';
import { trackDocuments } from './track-document.js';
import { registerTrackFunctions } from './track-functions.js';

const otherKinds = [
  ['album', albumDocuments],
  ['artist', artistDocuments],
  ['playlist', playlistDocuments],
] as const;

/** Everything that decides what documents say, besides the rows. */
export const documentStatements: readonly string[] = [trackDocuments(true), ...otherKinds.map(([, documents]) => documents)];

/** For the genres of a track, whose order readers never ask for; dropped when the documents are made. */
const genresOfTracks = 'CREATE INDEX genres_of_tracks ON catalog_track_genres(song_id, position)';

const ofFew = 'temp.genres_of_few';

/** The genres of the tracks whose documents an incremental build makes, in the same order. */
export const genresOfAffected: readonly string[] = [
  `CREATE TABLE ${ofFew}(song_id INTEGER, position INTEGER, genre_id INTEGER, PRIMARY KEY(song_id, position, genre_id)) WITHOUT ROWID`,
  `INSERT INTO ${ofFew} SELECT song_id, position, genre_id FROM main.catalog_track_genres
    WHERE song_id IN (SELECT id FROM ${affectedIds('documents', 'track')})`,
];

const idColumns: Readonly<Record<string, string>> = { album: 'a.album_id', artist: 'a.artist_id', playlist: 'p.playlist_id' };

/** SELECT of (id, document) of the entries whose ids a table has. */
export function documentsAmong(db: Database, kind: DocumentKind, among: string): string {
  const found = otherKinds.find(([other]) => other === kind);
  if (found === undefined)
    return trackDocuments(hasAliases(db), among).replace('catalog_track_genres l INDEXED BY genres_of_tracks', `${ofFew} l`);
  const order = ` ORDER BY ${idColumns[kind]}`;
  return found[1].replace(order, ` WHERE ${idColumns[kind]} IN (SELECT id FROM ${among})${order}`);
}

const hasAliases = (db: Database): boolean => db.prepare('SELECT 1 FROM catalog_track_aliases LIMIT 1').get() !== undefined;

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
    for (const [kind, documents] of otherKinds) {
      check();
      db.exec(changes.rowsOf(kind, documents));
    }
    changes.end();
  })();
  if (comparable) db.exec('DETACH previous');
  db.exec('DROP TABLE temp.linked_facts');
}

function fillTrackDocuments(db: Database, changes: ChangeRows, check: () => void): void {
  registerTrackFunctions(db);
  db.exec(genresOfTracks);
  const insert = db.prepare(changes.rowsOf('track', trackDocuments(hasAliases(db))));
  const last = db.prepare<[], number>('SELECT max(id) FROM catalog_track_documents').pluck(true);
  // Catalogues of earlier tools may have negative ids.
  let after = Number.MIN_SAFE_INTEGER;
  do {
    check();
    insert.run(after);
    after = last.get() ?? after;
  } while (db.prepare('SELECT 1 FROM catalog_tracks WHERE song_id > ?').get(after) !== undefined);
  db.exec('DROP INDEX genres_of_tracks');
}
