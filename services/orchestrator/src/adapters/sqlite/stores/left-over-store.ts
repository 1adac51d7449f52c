import { asGiven, type Database, known, oneOfGiven, type UnitOfWork, type WriteSession } from '@catalogsync/sqlite';
import type { GoneSong, LeftOver, LeftOverStore } from '../../../core/upkeep/purge-library.js';

/** Songs of sources with local files: their folders are the backends that name a source. */
const goneSongsText = `SELECT s.id, s.remote_song_id AS "remoteId", s.name FROM songs s
  WHERE s.id > ? AND s.active_file_count = 0
    AND s.platform IN (SELECT json_extract(config_json, '$.source') FROM storage_backends WHERE backend_type = 'local' AND json_valid(config_json))
    AND NOT EXISTS (SELECT 1 FROM playlist_songs x WHERE x.song_id = s.id)
    AND NOT EXISTS (SELECT 1 FROM recording_choices c WHERE c.song_id = s.id OR c.other_song_id = s.id)
    AND s.id NOT IN (SELECT json_extract(song.value, '$[0]') FROM playlist_changes, json_each(songs_json) AS song)
  ORDER BY s.id LIMIT ?`;

const ofSongs = `song_id ${oneOfGiven}`;
const locationsOfSongs = `SELECT l.id FROM file_locations l JOIN file_assets a ON a.id = l.file_asset_id WHERE a.${ofSongs}`;

/** Children before parents. Tables of other features may be missing. */
const ofEachSong: readonly (readonly [table: string, text: string])[] = [
  ['upload_tasks', `DELETE FROM upload_tasks WHERE file_location_id IN (${locationsOfSongs})`],
  ['file_locations', `DELETE FROM file_locations WHERE id IN (${locationsOfSongs})`],
  ...['file_assets', 'artist_songs', 'album_songs', 'song_genres', 'song_lyrics', 'song_covers'].map(
    (table) => [table, `DELETE FROM ${table} WHERE ${ofSongs}`] as const,
  ),
  ['songs', `DELETE FROM songs WHERE id ${oneOfGiven}`],
];

/** The table, an SQL expression for an example, and which rows are left over. */
interface Kind {
  readonly what: string;
  readonly table: string;
  readonly needs?: string;
  readonly example: string;
  readonly where: string;
}

const kinds: readonly Kind[] = [
  {
    what: 'file places',
    table: 'file_locations',
    example: 'locator',
    where: `status = 'missing' AND backend_id IN (SELECT id FROM storage_backends WHERE backend_type = 'local')
      AND NOT EXISTS (SELECT 1 FROM upload_tasks u WHERE u.file_location_id = file_locations.id)
      AND EXISTS (SELECT 1 FROM file_assets mine JOIN songs s ON s.id = mine.song_id
        WHERE mine.id = file_locations.file_asset_id AND s.active_file_count > 0)`,
  },
  {
    what: 'artists',
    table: 'artists',
    example: 'name',
    where: 'NOT EXISTS (SELECT 1 FROM artist_songs x WHERE x.artist_id = artists.id)',
  },
  {
    what: 'albums',
    table: 'albums',
    needs: 'album_songs',
    example: 'name',
    where: 'NOT EXISTS (SELECT 1 FROM album_songs x WHERE x.album_id = albums.id)',
  },
  {
    what: 'lyrics',
    table: 'lyrics',
    needs: 'song_lyrics',
    example: "''",
    where: 'NOT EXISTS (SELECT 1 FROM song_lyrics x WHERE x.lyrics_id = lyrics.id)',
  },
];

/** Once the places are gone. */
const emptyAssets = `DELETE FROM file_assets WHERE NOT EXISTS (SELECT 1 FROM file_locations l WHERE l.file_asset_id = file_assets.id)`;

const examples = 5;

export class SqliteLeftOvers implements LeftOverStore {
  private readonly writes: UnitOfWork<WriteSession>;

  constructor(private readonly database: Database) {
    this.writes = database.unitOfWork((session) => session);
  }

  goneSongs(after: number, limit: number): Promise<readonly GoneSong[]> {
    return this.database.reads.rows<GoneSong>(goneSongsText, after, limit);
  }

  async removeSongs(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    const present = await this.tables();
    await this.writes.run(async (session) => {
      for (const [table, text] of ofEachSong) if (present.has(table)) await session.change(text, asGiven(ids));
    });
  }

  async others(): Promise<readonly LeftOver[]> {
    const left: LeftOver[] = [];
    for (const kind of await this.presentKinds()) left.push(await this.leftOver(kind));
    return left;
  }

  async removeOthers(): Promise<readonly LeftOver[]> {
    const left = await this.others();
    const present = await this.presentKinds();
    await this.writes.run(async (session) => {
      for (const { table, where } of present) await session.change(`DELETE FROM ${table} WHERE ${where}`);
      await session.change(emptyAssets);
    });
    return left;
  }

  private async leftOver({ what, table, example, where }: Kind): Promise<LeftOver> {
    const { reads } = this.database;
    const [counted] = await reads.rows<{ count: number }>(`SELECT count(*) AS count FROM ${table} WHERE ${where}`);
    const named = await reads.rows<{ name: string | null }>(
      `SELECT ${example} AS name FROM ${table} WHERE ${where} ORDER BY id LIMIT ${examples}`,
    );
    return { what, count: counted?.count ?? 0, examples: named.flatMap((row) => known(row).name || []) };
  }

  private async presentKinds(): Promise<Kind[]> {
    const present = await this.tables();
    return kinds.filter(({ table, needs = table }) => present.has(table) && present.has(needs));
  }

  private async tables(): Promise<ReadonlySet<string>> {
    const rows = await this.database.reads.rows<{ name: string }>("SELECT name FROM sqlite_schema WHERE type = 'table'");
    return new Set(rows.map(({ name }) => name));
  }
}
