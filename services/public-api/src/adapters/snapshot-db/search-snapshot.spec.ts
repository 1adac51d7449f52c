import { foldText, isCjk, pinyinReadings, searchKey } from '@catalogsync/catalog';
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
import type { Slice } from '../../core/catalog/catalog-reader.js';
import type { SearchPage, SearchPosition } from '../../core/search/catalog-search.js';
import { parseQuery } from '../../core/search/search-query.js';
import { SnapshotSearch } from './search-snapshot.js';
import { searchSql } from './search-statements.js';

interface Song {
  readonly name: string;
  readonly singers: string | null;
  readonly playable: boolean;
}

/** A real read database in memory, with ids 3, 6, 9, … so that an id is not its place. */
function readDatabase(songs: readonly Song[], segmentBytes?: number): Database.Database {
  const db = new Database(':memory:');
  for (const sql of [...readTables, ...readIndices, ...searchTables]) db.exec(sql);
  const track = db.prepare("INSERT INTO catalog_tracks(song_id, platform, remote_song_id, name, singers) VALUES(?, 'qq', ?, ?, ?)");
  const file = db.prepare(
    "INSERT INTO catalog_track_files(song_id, backend_type, backend_name, locator, status, is_primary) VALUES(?, 'local', 'a', 'b', 'active', 1)",
  );
  songs.forEach(({ name, singers, playable }, i) => {
    track.run(3 * i + 3, `r${i}`, name, singers);
    if (playable) file.run(3 * i + 3);
  });
  fillSearchTables(db, segmentBytes === undefined ? {} : { segmentBytes });
  return db;
}

function pages<Id>(read: (page: SearchPage) => Slice<Id, SearchPosition>, page: SearchPage): Id[] {
  const items: Id[] = [];
  for (let after: SearchPosition | undefined; ; ) {
    const slice = read({ ...page, after });
    expect(slice.items.length).toBeLessThanOrEqual(page.limit);
    items.push(...slice.items);
    if (slice.next === undefined) return items;
    after = slice.next;
  }
}

const song = (name: string, singers: string | null = null, playable = true): Song => ({ name, singers, playable });

// The brute force: what search promises, in the plainest words, over every song. It knows folding, no index.

/** Every way to read the Han characters from one place on, as far as `length` letters. */
function spellings(key: string, length: number, letters: (reading: string) => string): string[] {
  const [first] = key;
  if (first === undefined || length <= 0) return [''];
  const readings = pinyinReadings(first.codePointAt(0) ?? 0).map(letters);
  if (readings.length === 0) return [''];
  return readings.flatMap((reading) => spellings(key.slice(first.length), length - reading.length, letters).map((rest) => reading + rest));
}

function sounds(key: string, term: string): boolean {
  if (!/^[a-z]{2,}$/.test(term)) return false;
  return [...key].some((_, i) => {
    const rest = [...key].slice(i).join('');
    const both = [...spellings(rest, term.length, (reading) => reading), ...spellings(rest, term.length, (reading) => reading.charAt(0))];
    return both.some((spelling) => spelling.startsWith(term));
  });
}

const reads = (key: string, term: string): boolean =>
  isCjk(term.codePointAt(0) ?? 0) ? key.includes(term) : key.split(' ').some((word) => word.startsWith(term));

function bruteTier({ name, singers }: Song, query: string): number | undefined {
  const key = searchKey(query);
  const terms = foldText(query)
    .split(' ')
    .flatMap((part) => searchKey(part).split(' '))
    .filter((term) => term !== '');
  const own = searchKey(name);
  const artists = (singers ?? '').split(' / ').map(searchKey);
  const any = (test: (artist: string) => boolean): boolean => artists.some(test);
  const either = (text: string, term: string): boolean => reads(text, term) || sounds(text, term);
  const tiers = [
    own === key,
    own.startsWith(key),
    terms.every((term) => reads(own, term)),
    terms.every((term) => either(own, term)),
    any((artist) => artist === key),
    any((artist) => artist.startsWith(key)),
    terms.every((term) => any((artist) => reads(artist, term))),
    terms.every((term) => any((artist) => either(artist, term))),
    terms.every((term) => either(own, term) || any((artist) => either(artist, term))),
  ];
  const tier = tiers.indexOf(true);
  return terms.length === 0 || tier === -1 ? undefined : tier;
}

function bruteForce(songs: readonly Song[], query: string, playable: boolean): number[] {
  return songs
    .map((candidate, i) => ({ id: 3 * i + 3, tier: bruteTier(candidate, query), fits: !playable || candidate.playable }))
    .flatMap(({ id, tier, fits }) => (tier === undefined || !fits ? [] : [{ id, tier }]))
    .sort((a, b) => a.tier - b.tier || a.id - b.id)
    .map(({ id }) => id);
}

// Few characters, so that songs share them: Han simple and traditional, of several readings, of the
// supplementary plane, kana, hangul, Latin with diacritics, full width, digits, signs.
const piece = fc.constantFrom(
  ...[
    '周',
    '杰',
    '伦',
    '倫',
    '七',
    '里',
    '裡',
    '香',
    '乐',
    '樂',
    '重',
    '庆',
    '长',
    '绿',
    '你',
    '妳',
    '的',
    '𠀀',
    '𪚥',
    'の',
    'が',
    'ー',
    'ﾗ',
    '사',
    '랑',
  ],
  ...[
    'a',
    'z',
    'zhou',
    'jay',
    'Love',
    'lovely',
    'LOVESONGS',
    'moonlight',
    'Déjà',
    'é',
    'e\u0301',
    'Ｚ',
    'ß',
    'ж',
    'zjl',
    'le',
    '1',
    '2012',
    'x',
  ],
  ...[' ', ' ', '，', '·', '(', '）', '-', "'", '"', '*', '~', ' / ', '\u200b', '!'],
);
const text = fc.array(piece, { minLength: 0, maxLength: 8 }).map((pieces) => pieces.join(''));
const anySong = fc.record({ name: text, singers: fc.option(text, { freq: 6 }), playable: fc.boolean() });

const catalogue = fc.array(anySong, { minLength: 1, maxLength: 25 });
const spelling = fc.constantFrom(
  'zhou',
  'zhoujie',
  'zj',
  'zjl',
  'jl',
  'zhoujielun',
  'zho',
  'chongqing',
  'zhongq',
  'le',
  'yue',
  'qlx',
  'lx',
  'de',
  'lv',
  'nid',
  'zhang',
  'ch',
);
/** Pieces of what is there: an excerpt of a name or of the artists, or of two of them; and what is not. */
const anyQuery = (songs: readonly Song[]): fc.Arbitrary<string> => {
  const excerpt = fc
    .tuple(fc.constantFrom(...songs), fc.boolean(), fc.nat(8), fc.integer({ min: 1, max: 8 }))
    .map(([from, own, at, size]) => {
      return [...(own ? from.name : (from.singers ?? from.name))].slice(at, at + size).join('');
    });
  const part = fc.oneof({ weight: 4, arbitrary: excerpt }, { weight: 2, arbitrary: spelling }, { weight: 1, arbitrary: text });
  return fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' ').slice(0, 100));
};
const searched = catalogue.chain((songs) => fc.tuple(fc.constant(songs), fc.array(anyQuery(songs), { minLength: 12, maxLength: 12 })));

describe('when a catalogue is searched', () => {
  it('finds what a scan of every song finds, in the same order, page by page without gap or repeat', () => {
    fc.assert(
      fc.property(
        searched,
        fc.integer({ min: 1, max: 30 }),
        fc.boolean(),
        fc.constantFrom(1, undefined),
        ([songs, queries], limit, playable, segmentBytes) => {
          const db = readDatabase(songs, segmentBytes);
          const search = new SnapshotSearch(db);
          for (const query of queries) {
            const parsed = parseQuery(query);
            const found = pages((page) => search.tracks(parsed, page), { limit, playable });
            expect({ query, found }).toEqual({ query, found: bruteForce(songs, query, playable) });
          }
          db.close();
        },
      ),
      { numRuns: Number(process.env.SEARCH_RUNS ?? 100) },
    );
  });
});

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
  const search = new SnapshotSearch(readDatabase(songs));
  const names = (query: string, page: Partial<SearchPage> = {}): string[] =>
    search.tracks(parseQuery(query), { limit: 50, ...page }).items.map((id) => songs[id / 3 - 1]?.name ?? '');

  it('puts exact before prefix before inside, and names before artists (behaviour 179)', () => {
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
    ['a reading that only a word tells', 'yinhang', '銀行'],
    ['another one', 'chongqing', '重庆森林'],
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

  it.each(['', '   ', '!?', '（）', '\u200b'])('finds nothing for a query of white space or signs: %j', (query) => {
    expect(search.tracks(parseQuery(query), { limit: 10 })).toEqual({ items: [] });
  });

  it('can be limited to tracks with an active file (behaviour 179)', () => {
    expect(names('七里香', { playable: true })).toEqual(['七里香']);
  });

  it('refuses a query that is too long', () => {
    expect(() => parseQuery('七'.repeat(101))).toThrow(expect.objectContaining({ code: 'invalid_argument' }));
    expect(names('七'.repeat(100))).toEqual([]);
  });

  it('takes any text as a query, any position as a cursor', () => {
    const position = fc.record({ tier: fc.nat(8), id: fc.maxSafeNat() });
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), fc.option(position, { nil: undefined }), (query, after) => {
        const { items } = search.tracks(parseQuery(query), { limit: 5, after });
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
  const search = new SnapshotSearch(database());

  it('finds artists by name and pinyin, exact first', () => {
    expect(search.artists(parseQuery('周杰'), { limit: 10 }).items).toEqual([2, 1, 3]);
    expect(search.artists(parseQuery('zjl'), { limit: 10 }).items).toEqual([1, 3]);
    expect(search.artists(parseQuery('ade'), { limit: 10 }).items).toEqual([4]);
  });

  it('finds charts among playlists, by their own name and their group (behaviour 180)', () => {
    expect(search.playlists(parseQuery('新歌榜'), { limit: 10 }).items).toEqual([12]);
    expect(search.playlists(parseQuery('巅峰'), { limit: 10 }).items).toEqual([11, 12]);
    expect(search.playlists(parseQuery('huayu'), { limit: 10 }).items).toEqual([10]);
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
      for (const { detail } of plan) expect(detail).not.toMatch(/^SCAN (?!CONSTANT)|TEMP B-TREE|AUTOMATIC/);
    }
  });
});

describe('when matches are rare among what is compared', () => {
  it('answers a short page and goes on from there, without gap or repeat', () => {
    // The names have every two characters of the query in a row, but not all three.
    const songs = Array.from({ length: 10_500 }, () => song('很久爱你久很'));
    const search = new SnapshotSearch(readDatabase([...songs, song('爱久很久'), song('久久很久')]));
    const query = parseQuery('久很久');
    const first = search.tracks(query, { limit: 50 });
    expect(first.items).toEqual([]);
    expect(first.next).toBeDefined();
    expect(pages((page) => search.tracks(query, page), { limit: 1 })).toEqual([31_503, 31_506]);
  });
});
