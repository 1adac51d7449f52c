import {
  entryPlayable,
  entryTexts,
  fillSearchTables,
  readIndices,
  readTables,
  searchSources,
  searchTables,
} from '@catalogsync/snapshot-format';
import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { searchSql } from '../src/adapters/snapshot-db/search-statements.js';
import { SqliteSnapshotSearch } from '../src/adapters/snapshot-db/sqlite-snapshot-search.js';
import { parseQuery } from '../src/core/search/search-query.js';
import type { SearchPage } from '../src/core/search/snapshot-search.js';
import { pages, readDatabase, song } from './search-fixture.js';

describe('when songs are searched', () => {
  const songs = [
    song('告白气球', '周杰伦'),
    song('七里香', '周杰倫'),
    song('香', '七里'),
    song('夜的第七章', '周杰伦 / 潘儿'),
    song('周杰伦的歌', '五月天'),
    song('七里香 (Live)', '周杰伦', false),
    song('Hotel California', 'Eagles'),
    song('Café del Mar', 'Beyoncé'),
    song('重庆森林', 'AC/DC'),
    song('銀行', '王力宏'),
    song("Don't Stop", 'Fleetwood Mac'),
    song('你好，世界'),
    song('𠀀𠀁', null),
    song('夜に駆ける', 'ヨアソビ'),
    song('사랑해요', '아이유'),
  ];
  const search = new SqliteSnapshotSearch(readDatabase(songs));
  const names = (query: string, page: Partial<SearchPage> = {}): string[] =>
    search.entries('track', parseQuery(query), { limit: 50, ...page }).items.map((id) => songs[id / 3 - 1]?.name ?? '');

  it('ranks exact before prefix before inner matches, and names before artists (behaviour 179)', () => {
    expect(names('七里香')).toEqual(['七里香', '七里香 (Live)']);
    expect(names('香')).toEqual(['香', '七里香', '七里香 (Live)']);
    expect(names('七里')).toEqual(['七里香', '七里香 (Live)', '香']);
    expect(names('周杰伦')).toEqual(['周杰伦的歌', '告白气球', '七里香', '夜的第七章', '七里香 (Live)']);
  });

  it.each(['zjl', 'zhoujielun', 'zhou jie lun', 'jielun', 'ZhouJ', 'zhoujielu', 'jl'])('finds 周杰伦 for %s', (query) => {
    expect(names(query)).toEqual(['周杰伦的歌', '告白气球', '七里香', '夜的第七章', '七里香 (Live)']);
  });

  it.each([
    ['simplified for traditional', '银行', '銀行'],
    ['traditional for simplified', '告白氣球', '告白气球'],
    ['a reading that only the word reveals', 'yinhang', '銀行'],
    ['another such reading', 'chongqing', '重庆森林'],
    ['the beginning of a word', 'calif', 'Hotel California'],
    ['words in any order', 'cali hotel', 'Hotel California'],
    ['a letter for its diacritic', 'cafe beyonce', 'Café del Mar'],
    ['a diacritic for its letter', 'hôtel', 'Hotel California'],
    ['a word without its apostrophe', 'dont stop', "Don't Stop"],
    ['full width', 'ＨＯＴＥＬ', 'Hotel California'],
    ['characters across a comma', '好世', '你好，世界'],
    ['a comma as typed', '好，世', '你好，世界'],
    ['supplementary ideographs', '𠀁', '𠀀𠀁'],
    ['kana', '駆け', '夜に駆ける'],
    ['half-width kana', 'ｱｿﾋﾞ', '夜に駆ける'],
    ['hangul', '랑해', '사랑해요'],
    ['a name and an artist', '告白 周杰伦', '告白气球'],
    ['a name and an artist in pinyin', 'gaobai zhoujielun', '告白气球'],
    ['an artist with a slash', 'ac/dc', '重庆森林'],
  ])('finds %s', (_what, query, name) => {
    expect(names(query)).toContain(name);
  });

  it.each(['otel', 'z', '周伦', '里七', 'zhoulun', '香七里', '"', "' OR 1=1 --", 'name:七', '%', '_', '\0'])(
    'finds nothing for %s',
    (query) => {
      expect(names(query)).toEqual([]);
    },
  );

  it.each(['', '   ', '!?', '（）', '\u200b'])('finds nothing for a query of white space or punctuation: %j', (query) => {
    expect(search.entries('track', parseQuery(query), { limit: 10 })).toEqual({ items: [] });
  });

  it('can be limited to tracks with an active file (behaviour 179)', () => {
    expect(names('七里香', { playable: true })).toEqual(['七里香']);
  });

  it('refuses a query that is too long', () => {
    expect(() => parseQuery('七'.repeat(101))).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
    expect(names('七'.repeat(100))).toEqual([]);
  });

  it('accepts any text as a query and any position as a cursor', () => {
    const position = fc.record({ tier: fc.nat(8), id: fc.maxSafeNat() });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), fc.option(position, { nil: undefined }), (query, after) => {
        const { items } = search.entries('track', parseQuery(query), { limit: 5, after });
        expect(items.length).toBeLessThanOrEqual(5);
      }),
    );
  });
});

describe('when artists, playlists and charts are searched', () => {
  function database(): Database.Database {
    const db = new Database(':memory:');
    for (const sql of [...readTables, ...readIndices, ...searchTables]) db.exec(sql);
    db.exec(`INSERT INTO catalog_artists(artist_id, name, track_count) VALUES (1, '周杰伦', 3), (2, '周杰', 1), (3, '小周杰伦', 1), (4, 'Adele', 1);
      INSERT INTO catalog_playlists(playlist_id, platform, remote_playlist_id, name, play_count, song_count)
        VALUES (10, 'qq', 'a', '华语经典', 0, 0), (11, 'qq', 'b', '飙升榜', 0, 0), (12, 'qq', 'c', '新歌榜', 0, 0);
      INSERT INTO catalog_toplists(toplist_id, playlist_id, platform, name, play_count, song_count, group_name)
        VALUES ('top-2', 11, 'qq', '飙升榜', 0, 0, '巅峰榜'), ('top-2', 12, 'qq', '新歌榜', 0, 0, '巅峰榜'), ('top-1', 12, 'qq', '新歌榜', 0, 0, NULL)`);
    fillSearchTables(db);
    return db;
  }
  const search = new SqliteSnapshotSearch(database());

  it('finds artists by name and pinyin, exact matches first', () => {
    expect(search.entries('artist', parseQuery('周杰'), { limit: 10 }).items).toEqual([2, 1, 3]);
    expect(search.entries('artist', parseQuery('zjl'), { limit: 10 }).items).toEqual([1, 3]);
    expect(search.entries('artist', parseQuery('ade'), { limit: 10 }).items).toEqual([4]);
  });

  it('finds charts among playlists, by their own name and their group (behaviour 180)', () => {
    expect(search.entries('playlist', parseQuery('新歌榜'), { limit: 10 }).items).toEqual([12]);
    expect(search.entries('playlist', parseQuery('巅峰'), { limit: 10 }).items).toEqual([11, 12]);
    expect(search.entries('playlist', parseQuery('huayu'), { limit: 10 }).items).toEqual([10]);
  });

  it('finds groups of charts by their name and by a chart', () => {
    expect(search.toplists(parseQuery('巅峰榜'), { limit: 10 }).items).toEqual(['top-2']);
    expect(search.toplists(parseQuery('新歌'), { limit: 10 }).items).toEqual(['top-1', 'top-2']);
    const first = search.toplists(parseQuery('新歌'), { limit: 1 });
    expect(first.items).toEqual(['top-1']);
    expect(search.toplists(parseQuery('新歌'), { limit: 1, after: first.next })).toEqual({ items: ['top-2'] });
  });
});

describe('when the index is read', () => {
  it('uses an index or a row id for every statement', () => {
    const db = readDatabase([]);
    const sources = searchSources.flatMap((source) => [entryTexts(source), entryPlayable(source)]);
    for (const sql of [searchSql.page, searchSql.toplistId, ...sources]) {
      const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(1) as { detail: string }[];
      for (const { detail } of plan) expect(detail).not.toMatch(/^SCAN (?!CONSTANT|\w+ VIRTUAL TABLE)|TEMP B-TREE|AUTOMATIC/);
    }
  });
});

describe('when few of the compared songs match', () => {
  it('returns a short page and continues from there, without gaps or repeats', () => {
    // The names contain every two adjacent characters of the query, but not all three.
    const songs = Array.from({ length: 10_500 }, () => song('很久爱你久很'));
    const search = new SqliteSnapshotSearch(readDatabase([...songs, song('爱久很久'), song('久久很久')]));
    const query = parseQuery('久很久');
    const first = search.entries('track', query, { limit: 50 });
    expect(first.items).toEqual([]);
    expect(first.next).toBeDefined();
    expect(pages((page) => search.entries('track', query, page), { limit: 1 })).toEqual([31_503, 31_506]);
  });
});

describe('when the index names what the catalogue does not have', () => {
  it('leaves that out and finds the rest', () => {
    const db = readDatabase([song('七里香'), song('七里香'), song('七里香')]);
    db.exec('DELETE FROM catalog_tracks WHERE song_id = 3; DELETE FROM catalog_track_files WHERE song_id = 6');
    const search = new SqliteSnapshotSearch(db);
    expect(search.entries('track', parseQuery('七里香'), { limit: 10 }).items).toEqual([6, 9]);
    expect(search.entries('track', parseQuery('七里香'), { limit: 10, playable: true }).items).toEqual([9]);
  });
});
