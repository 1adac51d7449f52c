import { fillSearchTables, readIndices, readTables, type SearchSource, searchTables } from '@catalogsync/snapshot-format';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import { SqliteSnapshotSearch } from '../src/adapters/snapshot-db/sqlite-snapshot-search.js';
import { parseQuery } from '../src/core/search/search-query.js';

// Real here: SQLite, the whole index.
let db: Database.Database;

beforeAll(() => {
  db = new Database(':memory:');
  for (const sql of [...readTables, ...readIndices, ...searchTables]) db.exec(sql);
  db.exec(`INSERT INTO catalog_artists VALUES (1, '周杰伦', 1), (2, 'Faye', 2), (3, '陈奕迅', 1);
    INSERT INTO catalog_artist_details(artist_id, sort_name, album_count) VALUES (1, 'zhou jie lun', 0), (2, 'Faye', 0), (3, '陈奕迅', 0);
    INSERT INTO catalog_artist_aliases VALUES (1, 'Jay Chou'), (2, '王菲'), (2, 'Faye Wong');
    INSERT INTO catalog_tracks(song_id, platform, remote_song_id, name, singers) VALUES
      (1, 'qq', '1', '七里香', '周杰伦'), (2, 'qq', '2', '红豆', '王菲'), (3, 'qq', '3', '因为爱情', '陈奕迅 / 王菲'), (4, 'qq', '4', 'Nobody', NULL);
    INSERT INTO catalog_artist_tracks VALUES (1, 1, 0), (2, 2, 0), (2, 3, 1), (3, 3, 0);`);
  fillSearchTables(db);
});
afterAll(() => void db.close());

const found = (source: SearchSource, query: string): readonly number[] =>
  new SqliteSnapshotSearch(db).entries(source, parseQuery(query), { limit: 10 }).items;

describe('when an artist has other names', () => {
  it('is found by each of them, and by how it is sorted', () => {
    for (const query of ['Jay Chou', 'chou', '周杰伦', 'zhou jie']) expect(found('artist', query)).toEqual([1]);
    for (const query of ['王菲', 'wang fei', 'Faye Wong', 'faye']) expect(found('artist', query)).toEqual([2]);
  });

  it('leads to the tracks, in whichever script they name it', () => {
    expect(found('track', 'Jay Chou')).toEqual([1]);
    expect(found('track', '七里香 jay')).toEqual([1]);
    expect(found('track', 'Faye')).toEqual([2, 3]);
    expect(found('track', '陈奕迅 faye wong')).toEqual([3]);
  });
});
