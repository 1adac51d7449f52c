import { packIds } from '@catalogsync/snapshot-format';
import type { Database } from 'better-sqlite3';

/** As many ids as one page has places; only pages with an id take room. */
const pageIds = 1024;
const firstRoom = 4096;

/** The playlists of each track: one chain for a track, of eight bytes for each place in a playlist. */
class ListsOfTracks {
  /** By page, where the chain of a track begins; 0 for nowhere. */
  private readonly pages = new Map<number, Int32Array>();
  private playlists: number[] = [];
  /** Two numbers for each link: the place in `playlists`, and the link before it. */
  private links = new Int32Array(firstRoom);
  private used = 2;
  private readonly found: number[] = [];

  /** Adds the tracks of a playlist. */
  add(playlist: number, tracks: readonly number[]): void {
    this.playlists.push(playlist);
    if (this.used + 2 * tracks.length > this.links.length) {
      const { links } = this;
      this.links = new Int32Array(2 * (this.used + 2 * tracks.length));
      this.links.set(links);
    }
    for (const track of tracks) this.link(track);
  }

  private link(track: number): void {
    const page = Math.floor(track / pageIds);
    let chains = this.pages.get(page);
    if (chains === undefined) {
      chains = new Int32Array(pageIds);
      this.pages.set(page, chains);
    }
    const place = track - page * pageIds;
    this.links[this.used] = this.playlists.length - 1;
    this.links[this.used + 1] = chains[place] as number;
    chains[place] = this.used;
    this.used += 2;
  }

  /** The playlists of a track, the last added first. The list is reused. */
  of(track: number): readonly number[] {
    const page = Math.floor(track / pageIds);
    const { found } = this;
    found.length = 0;
    for (let link = this.pages.get(page)?.[track - page * pageIds] ?? 0; link !== 0; link = this.links[link + 1] as number) {
      found.push(this.playlists[this.links[link] as number] as number);
    }
    return found;
  }

  clear(): void {
    this.pages.clear();
    this.playlists = [];
    this.links = new Int32Array(firstRoom);
    this.used = 2;
  }
}

/**
 * Registers `lists_of_track(id)`, the packed playlists of a track or NULL; `know_list(playlist, ids)`, which must first be called for
 * each playlist, the last one first, with its tracks joined by commas: a call for each row would cost more than all else; and `forget_lists()`. In
 * memory, because sorting the rows by track takes SQLite ten times as long.
 */
function registerListsOfTracks(db: Database): void {
  const lists = new ListsOfTracks();
  db.function('know_list', (playlist, tracks) => {
    lists.add(Number(playlist), JSON.parse(`[${String(tracks)}]`) as number[]);
    return null;
  });
  db.function('lists_of_track', (track) => {
    const found = lists.of(Number(track));
    return found.length === 0 ? null : Buffer.from(packIds(found));
  });
  db.function('forget_lists', () => {
    lists.clear();
    return null;
  });
}

const details = 'song_id, album_id, disc_number, track_number, year, added_at, play_count, other_titles, cover_id, lyrics_id';

/**
 * Statements that add to the details of each track its playlists. They are kept there, since an index for them would take twice the room. Only a full
 * build needs them all. Rows that grew in place would split their pages, so they are written anew.
 */
export function listsOfTracks(db: Database): string[] {
  registerListsOfTracks(db);
  return [
    `SELECT count(know_list(playlist_id, tracks))
      FROM (SELECT playlist_id, group_concat(song_id) AS tracks FROM catalog_playlist_tracks GROUP BY playlist_id ORDER BY playlist_id DESC)`,
    'CREATE TABLE main.details_before AS SELECT * FROM catalog_track_details ORDER BY song_id',
    'DELETE FROM catalog_track_details',
    `INSERT INTO catalog_track_details(${details}, playlists) SELECT ${details}, lists_of_track(song_id) FROM details_before ORDER BY rowid`,
    'DROP TABLE main.details_before',
    'SELECT forget_lists()',
  ];
}
