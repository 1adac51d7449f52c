import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { packIds } from '@catalogsync/snapshot-format';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import DatabaseFile from 'better-sqlite3';
import { packFile, unpackFile } from './pack-file.js';
import { applyDelta, makeDelta } from './snapshot-delta.js';

// Real here: SQLite files, zstd, the thread.
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'snapshot-delta-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const place = (name: string): string => join(folder, name);
const signal = new AbortController().signal;
const most = 1 << 24;
/** CATALOGSYNC_LARGE_PROOFS=1 damages 300 deltas, for a minute or so. */
const damaged = process.env.CATALOGSYNC_LARGE_PROOFS === '1' ? 300 : 40;

const schema = `CREATE TABLE info(id TEXT NOT NULL);
  CREATE TABLE things(id INTEGER PRIMARY KEY, name TEXT NOT NULL, size REAL, bytes BLOB);
  CREATE INDEX things_by_name ON things(name);
  CREATE TABLE pairs(a INTEGER NOT NULL, b TEXT NOT NULL, note TEXT, PRIMARY KEY(b, a)) WITHOUT ROWID;
  INSERT INTO info VALUES ('one');
  WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
  INSERT INTO things SELECT i, 'thing ' || i, CASE i % 3 WHEN 0 THEN i WHEN 1 THEN i + 0.5 END, CAST('bytes ' || i AS BLOB) FROM n;
  INSERT INTO pairs SELECT id, name, NULL FROM things WHERE id % 2 = 0;`;

const change = `UPDATE info SET id = 'two';
  UPDATE things SET name = 'other ' || id WHERE id % 100 = 0; UPDATE things SET size = NULL, bytes = x'00ff' WHERE id % 90 = 0;
  DELETE FROM things WHERE id BETWEEN 500 AND 540; INSERT INTO things VALUES (5000, 'new', '7', NULL), (-3, '', 7.0, x'');
  DELETE FROM pairs WHERE a > 2900; UPDATE pairs SET note = 'x' WHERE a % 50 = 0; INSERT INTO pairs VALUES (1, 'b', 'c');`;

function run(file: string, sql: string): void {
  const db = new DatabaseFile(file);
  db.exec(sql);
  db.close();
}

function dump(file: string): unknown[] {
  const db = new DatabaseFile(file, { readonly: true });
  try {
    const rows = (sql: string): unknown[] => db.prepare(sql).raw(true).all();
    return [
      rows('SELECT * FROM info'),
      rows('SELECT *, typeof(size), typeof(bytes) FROM things ORDER BY id'),
      rows('SELECT * FROM pairs ORDER BY a, b'),
    ];
  } finally {
    db.close();
  }
}

/** Two databases and the delta between them. */
async function two(): Promise<{ before: string; after: string; delta: string }> {
  const [before, after, delta] = [place('before.db'), place('after.db'), place('delta.zst')];
  run(before, schema);
  copyFileSync(before, after);
  run(after, change);
  await makeDelta(before, after, delta, signal);
  return { before, after, delta };
}

describe('when a delta is applied to the database before', () => {
  it('leads to the rows after, to the same bytes each time, and leaves the database before as it is', async () => {
    const { before, after, delta } = await two();
    const untouched = readFileSync(before);
    for (const name of ['first.db', 'second.db']) await applyDelta(before, delta, place(name), most, signal);
    expect(dump(place('first.db'))).toEqual(dump(after));
    expect(readFileSync(place('first.db')).equals(readFileSync(place('second.db')))).toBe(true);
    expect(readFileSync(before).equals(untouched)).toBe(true);
    expect(statSync(delta).size).toBeLessThan(statSync(after).size / 10);
  });

  it('refuses one that leads to a larger database than announced, and leaves nothing', async () => {
    const { before, delta } = await two();
    run(before, 'INSERT INTO things SELECT id + 10000, name, size, bytes FROM things');
    const allowed = statSync(before).size - 40_960;
    await expect(applyDelta(before, delta, place('out.db'), allowed, signal)).rejects.toMatchObject({ code: expect.any(String) });
    expect([existsSync(place('out.db')), existsSync(place('out.db.rows'))]).toEqual([false, false]);
  });

  it('refuses one with anything else in it, which is never run', async () => {
    const { before, delta } = await two();
    const rows = place('rows.db');
    for (const hostile of [
      'CREATE TRIGGER t AFTER INSERT ON things BEGIN DELETE FROM info; END',
      'CREATE VIEW v AS SELECT 1',
      'DROP TABLE things; CREATE VIEW things AS SELECT 1 AS id',
      'CREATE TABLE further(x)',
    ]) {
      writeFileSync(rows, zstdDecompressSync(readFileSync(delta)));
      run(rows, hostile);
      writeFileSync(place('hostile.zst'), zstdCompressSync(readFileSync(rows)));
      await expect(applyDelta(before, place('hostile.zst'), place('out.db'), most, signal)).rejects.toMatchObject({ code: 'data_corrupt' });
    }
  });

  it('stops at more rows than allowed before they fill the disk', async () => {
    const { before } = await two();
    writeFileSync(place('bomb.zst'), zstdCompressSync(Buffer.alloc(1 << 26)));
    await expect(applyDelta(before, place('bomb.zst'), place('out.db'), 1 << 20, signal)).rejects.toMatchObject({ code: 'data_corrupt' });
    expect([existsSync(place('out.db')), existsSync(place('out.db.rows'))]).toEqual([false, false]);
  });

  it('does nothing once it is canceled', async () => {
    const { before, delta } = await two();
    await expect(applyDelta(before, delta, place('out.db'), most, AbortSignal.abort(new Error('stop')))).rejects.toThrow();
    expect(existsSync(place('out.db'))).toBe(false);
  });

  it('refuses damaged ones with a fault of data, or makes a file of them, and never ends the process', async () => {
    const { before, delta } = await two();
    await applyDelta(before, delta, place('good.db'), most, signal);
    const good = readFileSync(place('good.db'));
    const packed = readFileSync(delta);
    const rows = zstdDecompressSync(packed);
    let seed = 7;
    const next = (below: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 1;
      return seed % below;
    };
    const wrong: number[] = [];
    for (let at = 0; at < damaged; at++) {
      // Two thirds are damaged before they are packed: zstd sees nothing wrong, and SQLite gets them.
      const bytes = Buffer.from(at % 3 === 0 ? packed : rows);
      for (let n = 0; n <= next(4); n++) bytes[next(bytes.length)] = next(256);
      const cut = at % 5 === 0 ? bytes.subarray(0, next(bytes.length)) : bytes;
      writeFileSync(place('damaged.zst'), at % 3 === 0 ? cut : zstdCompressSync(cut));
      const outcome = await applyDelta(before, place('damaged.zst'), place('out.db'), most, signal).then(
        () => (readFileSync(place('out.db')).equals(good) ? 'same' : 'other'),
        (error: { code?: unknown }) => (error.code === 'data_corrupt' ? 'refused' : 'other fault'),
      );
      rmSync(place('out.db'), { force: true });
      if (outcome === 'other fault') wrong.push(at);
    }
    expect(wrong).toEqual([]);
  }, 300_000);
});

const catalogue = `CREATE TABLE catalog_playlist_tracks(
    playlist_id INTEGER NOT NULL, song_id INTEGER NOT NULL, position INTEGER NOT NULL, PRIMARY KEY(playlist_id, position, song_id)) WITHOUT ROWID;
  CREATE TABLE catalog_track_details(song_id INTEGER PRIMARY KEY, year INTEGER, playlists BLOB);`;

/** A database of tracks that know their playlists; `places` are of a playlist, a track and a position. */
function listsDatabase(name: string, tracks: readonly number[], places: readonly (readonly [number, number, number])[]): string {
  const db = new DatabaseFile(place(name));
  db.exec(catalogue);
  for (const at of places) db.prepare('INSERT INTO catalog_playlist_tracks VALUES (?, ?, ?)').run(...at);
  for (const track of tracks) {
    const lists = places.filter(([, own]) => own === track).map(([list]) => list);
    db.prepare('INSERT INTO catalog_track_details VALUES (?, 2000, ?)').run(track, lists.length === 0 ? null : Buffer.from(packIds(lists)));
  }
  db.close();
  return place(name);
}

describe('when tracks know their playlists', () => {
  it('has them after a delta that only tells the places of playlists', async () => {
    const before = listsDatabase(
      'before.db',
      [1, 2, 3, 4],
      [
        [7, 1, 0],
        [7, 1, 1],
        [7, 2, 2],
        [8, 2, 0],
        [300, 3, 0],
      ],
    );
    // 1 stays in 7 at another place, 2 leaves 8, 3 has none, 4 left, 5 is new.
    const after = listsDatabase(
      'after.db',
      [1, 2, 3, 5],
      [
        [7, 1, 5],
        [7, 2, 2],
        [8, 5, 0],
        [9, 1, 0],
        [300, 5, 0],
      ],
    );
    await makeDelta(before, after, place('delta.zst'), signal);
    await applyDelta(before, place('delta.zst'), place('out.db'), most, signal);
    const rows = (file: string): unknown[] => {
      const db = new DatabaseFile(file, { readonly: true });
      const found = db.prepare('SELECT song_id, year, hex(playlists) FROM catalog_track_details ORDER BY song_id').raw(true).all();
      db.close();
      return found;
    };
    expect(rows(place('out.db'))).toEqual(rows(after));
    await unpackFile(place('delta.zst'), place('plain.db'), most, signal);
    expect(rows(place('plain.db'))).toEqual([[5, 2000, '']]);
  });

  it('refuses places that are none, and ends', async () => {
    const before = listsDatabase('before.db', [1], [[7, 1, 0]]);
    await makeDelta(before, listsDatabase('after.db', [1], [[8, 1, 0]]), place('delta.zst'), signal);
    for (const hostile of ["'Infinity'", '9e999', '-1', "x'00'", 'NULL']) {
      await unpackFile(place('delta.zst'), place('plain.db'), most, signal);
      run(
        place('plain.db'),
        `UPDATE catalog_playlist_tracks SET playlist_id = ${hostile}; UPDATE "catalog_playlist_tracks gone" SET song_id = ${hostile}`,
      );
      await packFile(place('plain.db'), place('hostile.zst'), signal);
      await applyDelta(before, place('hostile.zst'), place('out.db'), most, signal).catch((error: unknown) =>
        expect(error).toMatchObject({ code: 'data_corrupt' }),
      );
      for (const name of ['plain.db', 'hostile.zst', 'out.db']) rmSync(place(name), { force: true });
    }
  });
});

describe('when a file is packed', () => {
  it('comes back whole, with the size and hash that were told', async () => {
    writeFileSync(place('file'), 'text '.repeat(1_000_000));
    const packed = await packFile(place('file'), place('file.zst'), signal);
    expect(packed.sizeBytes).toBe(statSync(place('file.zst')).size);
    const again = await unpackFile(place('file.zst'), place('again'), 5_000_000, signal);
    expect(again.sizeBytes).toBe(5_000_000);
    expect(readFileSync(place('again')).equals(readFileSync(place('file')))).toBe(true);
  });

  it('never replaces a file that is there', async () => {
    writeFileSync(place('file'), 'text');
    writeFileSync(place('there'), 'other');
    await expect(packFile(place('file'), place('there'), signal)).rejects.toMatchObject({ code: 'already_exists' });
    expect(readFileSync(place('there'), 'utf8')).toBe('other');
  });
});
