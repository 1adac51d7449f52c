import { describe, expect, it } from '@jest/globals';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { readIndices, readTables } from '../read-schema.js';
import { fillSearchTables } from './fill-search.js';
import { IdList } from './id-list.js';
import { allOf, anyOf, type IdStream } from './id-stream.js';
import { ListStream } from './list-stream.js';
import { PageDirectory } from './page-directory.js';
import { PostingPool } from './posting-pool.js';
import { PageWriter, pageList } from './postings-page.js';
import { searchTables } from './search-tables.js';

const ascending = (values: Iterable<number>): number[] => [...new Set(values)].sort((a, b) => a - b);

/** Every id of a stream. */
function read(stream: IdStream): number[] {
  const ids: number[] = [];
  for (let id = stream.seek(0); id !== Number.POSITIVE_INFINITY; id = stream.seek(id + 1)) ids.push(id);
  return ids;
}

const streamOf = (ids: readonly number[]): IdStream => ({ seek: (id) => ids.find((other) => other >= id) ?? Number.POSITIVE_INFINITY });

function listOf(ids: readonly number[]): IdList {
  const list = new IdList();
  list.start(ids[0] ?? 0);
  for (const id of ids) list.add(id);
  return list;
}

/** The ids of a list. */
function idsOf({ firstId, bytes, length }: IdList): number[] {
  const ids = [firstId];
  let [distance, unit] = [0, 1];
  for (const byte of bytes.subarray(0, length)) {
    distance += (byte & 0x7f) * unit;
    unit *= 0x80;
    if (byte < 0x80) {
      ids.push((ids[ids.length - 1] ?? 0) + distance);
      [distance, unit] = [0, 1];
    }
  }
  return ids;
}

/** Pages and directory of lists whose entries are ids. */
function segmentOf(lists: ReadonlyMap<number, readonly number[]>) {
  const ids = ascending([...lists.values()].flat());
  const pages: Uint8Array[] = [];
  const tokens: number[] = [];
  const firstIds: number[] = [];
  const writer = new PageWriter((page) => {
    tokens.push(page.token);
    firstIds.push(page.firstId);
    pages.push(page.lists.slice());
  });
  for (const token of ascending(lists.keys())) {
    writer.add(token, listOf(lists.get(token) ?? []));
  }
  writer.flush();
  const directory = PageDirectory.read(PageDirectory.write(tokens, firstIds));
  return { pages, segment: { firstId: ids[0] ?? 0, lastId: ids[ids.length - 1] ?? 0, firstPage: 0, directory } };
}

describe('when lists are collected in memory', () => {
  it('returns each token with its entries, however many slices they fill', () => {
    const entry = fc.array(fc.oneof(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 0x3fffffff })), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 400 }), fc.constantFrom(1, 3, 200, 5_000_000), (entries, gap) => {
        const pool = new PostingPool(1 << 20, 100);
        const expected = new Map<number, number[]>();
        entries.forEach((tokens, i) => {
          const id = 7 + i * gap;
          pool.nextEntry(id);
          for (const token of tokens) pool.add(token);
          for (const token of new Set(tokens)) expected.set(token, [...(expected.get(token) ?? []), id]);
        });
        const found = new Map<number, number[]>();
        pool.visitLists((token, list) => found.set(token, idsOf(list)));
        expect([...found]).toEqual([...expected].sort(([a], [b]) => a - b));
      }),
    );
  });

  it('says when it is full, and starts over when cleared', () => {
    const pool = new PostingPool(64, 10);
    const fill = (): number => {
      let entries = 0;
      for (; pool.hasRoomFor(entries); entries++) {
        pool.nextEntry(entries);
        pool.add(entries % 5);
      }
      return entries;
    };
    const first = fill();
    expect(first).toBeGreaterThan(5);
    pool.clear();
    expect(fill()).toBe(first);
    // Ids too far from the first are in another segment.
    expect([pool.hasRoomFor(0), new PostingPool(64, 10).hasRoomFor(Number.MAX_SAFE_INTEGER)]).toEqual([false, true]);
  });
});

describe('when lists are cut into pages', () => {
  const ids = fc.uniqueArray(fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })), {
    minLength: 1,
    maxLength: 60,
  });
  const lists = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 0x3fffffff }), ids.map(ascending)), {
    selector: ([token]) => token,
    minLength: 1,
    maxLength: 60,
  });

  it('reads back every list from the start and from any position, up to the largest safe integer', () => {
    fc.assert(
      fc.property(lists, fc.integer({ min: 0, max: 5000 }), (given, from) => {
        const { pages, segment } = segmentOf(new Map(given));
        for (const [token, expected] of given) {
          const stream = (): ListStream => new ListStream(token, [segment], (page) => pages[page]);
          expect(read(stream())).toEqual(expected);
          expect(stream().seek(from)).toBe(expected.find((id) => id >= from) ?? Number.POSITIVE_INFINITY);
        }
      }),
    );
  });

  it('follows a list over many pages, and finds nothing for an unknown token', () => {
    const long = Array.from({ length: 30_000 }, (_, i) => i * 3);
    const { pages, segment } = segmentOf(
      new Map([
        [5, [1]],
        [7, long],
        [9, [4]],
      ]),
    );
    expect(pages.length).toBeGreaterThan(10);
    const stream = (token: number): ListStream => new ListStream(token, [segment], (page) => pages[page]);
    expect(read(stream(7))).toEqual(long);
    expect(stream(7).seek(60_001)).toBe(60_003);
    for (const token of [0, 6, 8, 10]) expect(read(stream(token))).toEqual([]);
  });

  it('never fails on bytes that are not a page', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.integer({ min: 0, max: 300 }), (bytes, token) => {
        const list = pageList(bytes, token);
        for (let i = 0, id = 0; list !== undefined && i < 100 && id !== Number.POSITIVE_INFINITY; i++) id = list.seek(id + 1);
        expect(PageDirectory.read(bytes).find(token, 0)).toBeGreaterThanOrEqual(-1);
      }),
    );
  });
});

describe('when streams are joined', () => {
  const sets = fc.array(fc.array(fc.nat(30)).map(ascending), { minLength: 1, maxLength: 5 });

  it('gives their intersection and their union', () => {
    fc.assert(
      fc.property(sets, (given) => {
        const streams = () => given.map(streamOf);
        expect(read(allOf(streams()))).toEqual(given.reduce((a, b) => a.filter((id) => b.includes(id))));
        expect(read(anyOf(streams()))).toEqual(ascending(given.flat()));
      }),
    );
  });

  it('is empty if nothing is joined', () => {
    expect(read(allOf([]))).toEqual([]);
    expect(read(anyOf([]))).toEqual([]);
  });
});

describe('when the search tables are filled', () => {
  function database(): Database.Database {
    const db = new Database(':memory:');
    for (const sql of [...readTables, ...readIndices, ...searchTables]) db.exec(sql);
    return db;
  }

  it('accepts an empty catalogue', () => {
    const db = database();
    fillSearchTables(db);
    expect(db.prepare('SELECT count(*) FROM search_pages').pluck().get()).toBe(0);
  });

  it('accepts names of any length and any characters, and reports progress', () => {
    const db = database();
    const add = db.prepare("INSERT INTO catalog_tracks(song_id, platform, remote_song_id, name, singers) VALUES(?, 'x', ?, ?, ?)");
    const names = [
      '',
      ' ',
      '的'.repeat(50_000),
      'a'.repeat(50_000),
      Array.from({ length: 4000 }, (_, i) => String.fromCodePoint(0x4e00 + i)).join(''),
      '\ud840',
      '\0',
      '﷽'.repeat(3000),
    ];
    names.forEach((name, i) => {
      add.run(i * 2 ** 40, String(i), name, i % 2 === 0 ? null : names.join(' / '));
    });
    const progress: number[] = [];
    fillSearchTables(db, { onProgress: (done) => progress.push(done), segmentBytes: 1000 });
    expect(progress[progress.length - 1]).toBe(names.length);
    expect(db.prepare("SELECT max(last_id) FROM search_segments WHERE source = 'track'").pluck().get()).toBe(7 * 2 ** 40);
  });

  it('stops when the progress callback throws', () => {
    const db = database();
    const stop = new RangeError('stop');
    expect(() =>
      fillSearchTables(db, {
        onProgress: () => {
          throw stop;
        },
      }),
    ).toThrow(stop);
  });
});
