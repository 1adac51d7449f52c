import { packIds, unpackIds } from '@catalogsync/snapshot-format';
import type { Database } from 'better-sqlite3';
import { changedRows, goneRows } from './delta-rows.js';

const details = 'catalog_track_details';
const places = 'catalog_playlist_tracks';

/**
 * Whether a column follows from other rows: the playlists of each track from the places of playlists, which are applied before.
 * In a delta these lists would be a third of all.
 */
export const isDerived = (table: string, column: string): boolean => table === details && column === 'playlists';

/** Brings the derived columns of a table of `main` to what the rows say that `delta` changed. */
export function applyDerived(db: Database, table: string): void {
  if (table !== details) return;
  db.exec('CREATE TEMP TABLE other_places(song_id, playlist_id, joined, PRIMARY KEY(song_id, playlist_id)) WITHOUT ROWID');
  db.exec(`INSERT OR IGNORE INTO temp.other_places SELECT song_id, playlist_id, 1 FROM ${changedRows(places)}`);
  noteLeft(db);
  db.function('other_list', (packed, left, joined) => otherList(packed as Uint8Array | null, idsOf(left), idsOf(joined)));
  const ids = (joined: 0 | 1): string => `json_group_array(playlist_id) FILTER (WHERE joined = ${joined})`;
  db.exec(`UPDATE main.${details} AS d SET playlists = other_list(d.playlists, o.gone, o.come)
    FROM (SELECT song_id, ${ids(0)} AS gone, ${ids(1)} AS come FROM temp.other_places GROUP BY song_id) o WHERE d.song_id = o.song_id`);
  db.exec('DROP TABLE temp.other_places');
}

/** A track that has another place in the same playlist did not leave it. */
function noteLeft(db: Database): void {
  const left = db
    .prepare<[], { id: number; tracks: string }>(
      `SELECT playlist_id AS id, json_group_array(song_id) AS tracks FROM ${goneRows(places)} GROUP BY playlist_id`,
    )
    .all();
  const now = db.prepare<[number], string>(`SELECT json_group_array(song_id) FROM main.${places} WHERE playlist_id = ?`).pluck(true);
  const note = db.prepare('INSERT OR IGNORE INTO temp.other_places VALUES (?, ?, 0)');
  for (const { id, tracks } of left) {
    const there = new Set(idsOf(now.get(id)));
    for (const track of idsOf(tracks)) if (!there.has(track)) note.run(track, id);
  }
}

/** Only numbers that can be ids: a damaged delta may hold anything. */
const idsOf = (list: unknown): number[] => (JSON.parse(String(list)) as unknown[]).filter((id): id is number => Number.isSafeInteger(id));

function otherList(packed: Uint8Array | null, left: readonly number[], joined: readonly number[]): Buffer | null {
  const found = new Set(unpackIds(packed ?? new Uint8Array(), Number.POSITIVE_INFINITY));
  for (const id of left) found.delete(id);
  for (const id of joined) found.add(id);
  return found.size === 0 ? null : Buffer.from(packIds([...found]));
}
