import { foldText, isCjk, pinyinReadings, searchKey } from '@catalogsync/catalog';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SqliteSnapshotSearch } from '../src/adapters/snapshot-db/sqlite-snapshot-search.js';
import { parseQuery } from '../src/core/search/search-query.js';
import { grownDatabase, pages, readDatabase, type Song } from './search-fixture.js';

// Brute force: what search promises for queries as they are typed, as plainly as possible, over every song. It uses folding
// but no index. What is found loosely comes after that (search-labelled.spec.ts).

/** Every reading of the Han characters at the start of `key`, up to `length` letters. */
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

// Few characters, so that songs share them: simplified and traditional Han, Han with several readings and
// from the supplementary plane, kana, hangul, Latin with diacritics, full width, digits, punctuation.
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
/** Excerpts of names and artists, spellings in pinyin and unrelated text, up to three of them. */
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

describe.each([
  ['built at once', readDatabase, 100],
  ['grown by incremental builds', grownDatabase, 40],
] as const)('when a catalogue is searched by an index %s', (_how, database, runs) => {
  it('finds what a scan of every song finds, in the same order, page by page without gaps or repeats', () => {
    fc.assert(
      fc.property(
        searched,
        fc.integer({ min: 1, max: 30 }),
        fc.boolean(),
        fc.constantFrom(1, undefined),
        ([songs, queries], limit, playable, segmentBytes) => {
          const db = database(songs, segmentBytes);
          const search = new SqliteSnapshotSearch(db);
          for (const query of queries) {
            const parsed = parseQuery(query);
            const found = pages((page) => search.entries('track', parsed, page), { limit, playable });
            const expected = bruteForce(songs, query, playable);
            expect({ query, found: found.slice(0, expected.length) }).toEqual({ query, found: expected });
            expect(new Set(found).size).toBe(found.length);
          }
          db.close();
        },
      ),
      { numRuns: Number(process.env.SEARCH_RUNS ?? runs) },
    );
  });
});
