import { fillSearchTables, readIndices, readTables, searchTables } from '@catalogsync/snapshot-format';
import { expect } from '@jest/globals';
import Database from 'better-sqlite3';
import type { Slice } from '../src/core/catalogue/snapshot-catalogue.js';
import type { SearchPage, SearchPosition } from '../src/core/search/snapshot-search.js';

/** A track as search sees it. */
export interface Song {
  readonly name: string;
  readonly singers: string | null;
  readonly playable: boolean;
  readonly album?: string;
  readonly otherTitles?: readonly string[];
}

/** A real read database in memory, with ids 3, 6, 9, … so that ids differ from positions. */
export function readDatabase(songs: readonly Song[], segmentBytes?: number): Database.Database {
  const db = new Database(':memory:');
  for (const sql of [...readTables, ...readIndices, ...searchTables]) db.exec(sql);
  const track = db.prepare("INSERT INTO catalog_tracks(song_id, platform, remote_song_id, name, singers) VALUES(?, 'qq', ?, ?, ?)");
  const file = db.prepare(
    "INSERT INTO catalog_track_files(song_id, backend_type, backend_name, locator, status, is_primary) VALUES(?, 'local', 'a', 'b', 'active', 1)",
  );
  const album = db.prepare("INSERT INTO catalog_albums(album_id, name, kind, track_count) VALUES(?, ?, 'album', 1)");
  const details = db.prepare('INSERT INTO catalog_track_details(song_id, album_id, play_count, other_titles) VALUES(?, ?, 0, ?)');
  songs.forEach(({ name, singers, playable, album: albumName, otherTitles = [] }, i) => {
    track.run(3 * i + 3, `r${i}`, name, singers);
    if (albumName !== undefined) album.run(i, albumName);
    if (albumName !== undefined) details.run(3 * i + 3, i, otherTitles.length === 0 ? null : JSON.stringify(otherTitles));
    if (playable) file.run(3 * i + 3);
  });
  fillSearchTables(db, segmentBytes === undefined ? {} : { segmentBytes });
  return db;
}

/** As `readDatabase`, but with another name at first for every third track and without every fifth; two further layers bring those. */
export function grownDatabase(songs: readonly Song[], segmentBytes?: number): Database.Database {
  const late = (i: number): boolean => i % 5 === 4;
  const renamed = (i: number): boolean => i % 3 === 0 && !late(i);
  const before = songs.map((song, i) => (renamed(i) || late(i) ? { ...song, name: `before ${i}` } : song));
  const db = readDatabase(before, segmentBytes);
  songs.forEach((song, i) => {
    if (late(i)) db.prepare('DELETE FROM catalog_tracks WHERE song_id = ?').run(3 * i + 3);
    if (renamed(i)) db.prepare('UPDATE catalog_tracks SET name = ? WHERE song_id = ?').run(song.name, 3 * i + 3);
  });
  addLayer(db, 1, songs.map((_, i) => i).filter(renamed));
  songs.forEach(({ name, singers }, i) => {
    const row = [3 * i + 3, `r${i}`, name, singers];
    if (late(i))
      db.prepare("INSERT INTO catalog_tracks(song_id, platform, remote_song_id, name, singers) VALUES(?, 'qq', ?, ?, ?)").run(...row);
  });
  addLayer(db, 2, songs.map((_, i) => i).filter(late));
  return db;
}

function addLayer(db: Database.Database, number: number, places: readonly number[]): void {
  db.exec(`CREATE TABLE temp.layer_${number}(id INTEGER PRIMARY KEY)`);
  for (const place of places) db.prepare(`INSERT INTO temp.layer_${number} VALUES(?)`).run(3 * place + 3);
  const next = (of: string): number => Number(db.prepare(`SELECT max(${of}) + 1 FROM search_${of}s`).pluck().get());
  const among = new Map([['track' as const, `temp.layer_${number}`]]);
  fillSearchTables(db, { layer: { into: 'main', number, firstSegment: next('segment'), firstPage: next('page'), among } });
}

/** All items, read page by page. */
export function pages<Id>(read: (page: SearchPage) => Slice<Id, SearchPosition>, page: SearchPage): Id[] {
  const items: Id[] = [];
  for (let after: SearchPosition | undefined; ; ) {
    const slice = read({ ...page, after });
    expect(slice.items.length).toBeLessThanOrEqual(page.limit);
    items.push(...slice.items);
    if (slice.next === undefined) return items;
    after = slice.next;
  }
}

export const song = (name: string, singers: string | null = null, playable = true): Song => ({ name, singers, playable });
