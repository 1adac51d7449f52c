import { copyFileSync, existsSync, readFileSync, truncateSync } from 'node:fs';
import { applyDelta } from '@catalogsync/snapshot-delta';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BuildOrder } from '../src/adapters/builder/build-messages.js';
import { CatalogueFixture } from './catalogue-fixture.js';
import { type Built, buildOf, idOf, rowsOf } from './incremental-builds.js';
import { living } from './living-catalogue.js';
import { unlistedWords } from './searched-words.js';

// Real here: SQLite files, the whole build, deltas and the thread that applies them.
let fixture: CatalogueFixture;
beforeEach(() => {
  fixture = CatalogueFixture.full();
  fixture.change(living);
});
afterEach(() => fixture.remove());

const build = (sequence: number, given?: Partial<BuildOrder>, day?: number): Promise<Built> => buildOf(fixture, sequence, given, day);

const changes: readonly string[] = [
  "UPDATE songs SET name = 'Other', singers = 'Somebody / Else' WHERE id = 3",
  'UPDATE songs SET metadata_json = \'{"duration_ms": 5, "isrc": "X", "bpm": 7}\' WHERE id IN (2, 4)',
  "UPDATE artists SET name = 'Jay Chou' WHERE id = 7",
  "UPDATE albums SET name = 'Common Jasmine', release_date = '2004-08' WHERE id = 1; UPDATE genres SET name = 'Popular' WHERE id = 1",
  "UPDATE lyrics SET timed = NULL WHERE id = 2; UPDATE lyrics SET timed = '[00:00.00]a' WHERE id = 1",
  'DELETE FROM songs WHERE id = 6; DELETE FROM playlists WHERE id = 2',
  "INSERT INTO songs VALUES (50, 'qq', 'q50', '后来', '刘若英', 'mp3', 9, NULL, 77); INSERT INTO playlist_songs VALUES (1, 50, 1)",
  'DELETE FROM recording_songs WHERE song_id = 5',
  "UPDATE file_locations SET status = 'missing' WHERE id = 1",
  "UPDATE playlist_pools SET name = 'Best' WHERE id = 10; INSERT INTO pool_playlists VALUES (11, 3)",
  "INSERT INTO playlist_pools VALUES (13, 'kuwo', 'toplist', 'a_first', '第一', NULL, NULL); INSERT INTO pool_playlists VALUES (13, 1)",
  'DELETE FROM pool_playlists WHERE pool_id = 11; DELETE FROM song_genres WHERE song_id = 1',
  'INSERT INTO song_genres VALUES (3, 0, 2), (3, 1, 1); INSERT INTO album_songs VALUES (4, 3, 1, 9)',
  "INSERT INTO song_covers VALUES (50, 4, 'found'); UPDATE covers SET hash = 'zz' WHERE id = 1",
  'DELETE FROM playlist_songs WHERE playlist_id = 3',
];

describe('when a build follows another of the same form', () => {
  it.each(changes.map((change) => [change]))('has the same rows as a full one after: %s', async (change) => {
    const first = await build(1);
    expect(first.result?.of).toBe('full');
    fixture.change(change);
    const [incremental, full] = [await build(2, { previous: first.file }), await build(2, { previous: first.file, full: true })];
    expect([incremental.result?.of, full.result?.of]).toEqual(['incremental', 'full']);
    expect(rowsOf(incremental.file)).toEqual(rowsOf(full.file));
    expect(incremental.result?.counts).toEqual(full.result?.counts);
  });

  it('has them after all changes one after the other, and a reader makes the same bytes from each delta', async () => {
    let last = await build(1);
    let full = last;
    for (const [at, change] of changes.entries()) {
      fixture.change(change);
      const next = await build(at + 2, { previous: last.file });
      full = await build(at + 2, { previous: full.file, full: true });
      expect(next.result?.of).toBe('incremental');
      expect(rowsOf(next.file)).toEqual(rowsOf(full.file));
      const applied = fixture.path(`applied-${at}.db`);
      await applyDelta(last.file, next.delta, applied, 1 << 26, new AbortController().signal);
      expect(readFileSync(applied).equals(readFileSync(next.file))).toBe(true);
      expect(next.result?.delta).toMatchObject({ fromSnapshotId: idOf(at + 1), sizeBytes: readFileSync(next.delta).length });
      last = next;
    }
  });

  it('forgets when what changed long ago did so, as a full build does', async () => {
    const first = await build(1);
    fixture.change(changes[0] as string);
    const second = await build(2, { previous: first.file });
    fixture.change(changes[6] as string);
    const [incremental, full] = [await build(3, { previous: second.file }, 95), await build(3, { previous: second.file, full: true }, 95)];
    expect(incremental.result?.of).toBe('incremental');
    expect(rowsOf(incremental.file)).toEqual(rowsOf(full.file));
  });

  it.each(["UPDATE songs SET name = 'Other' WHERE id = 20", 'DELETE FROM songs WHERE id = 20'])(
    'lists a word for another entry that has it after: %s',
    async (change) => {
      const add = (id: number): string =>
        `INSERT INTO songs VALUES (${id}, 'qq', 'q${id}', 'Constellation ${id}', 'x', 'mp3', 9, NULL, 77); INSERT INTO playlist_songs VALUES (1, ${id}, ${id});`;
      fixture.change([20, 21, 22].map(add).join(''));
      const first = await build(1);
      fixture.change(change);
      const next = await build(2, { previous: first.file });
      expect(next.result?.of).toBe('incremental');
      expect(unlistedWords(next.file)).toEqual([]);
    },
  );

  it('leaves only its database and the delta', async () => {
    const first = await build(1);
    const next = await build(2, { previous: first.file });
    expect([existsSync(`${next.file}.rows`), existsSync(`${next.file}.differences`), existsSync(next.delta)]).toEqual([false, false, true]);
  });
});

describe('when a build cannot follow the previous one', () => {
  it('makes everything anew if too much changed, or if the previous file is not the one that was published', async () => {
    const first = await build(1);
    fixture.change(changes[0] as string);
    expect((await build(2, { previous: first.file, mostChanged: 0.01 })).result?.of).toBe('full');
    const sha256 = first.result?.sha256;
    expect((await build(2, { previous: first.file, previousSha256: sha256 })).result?.of).toBe('incremental');
    expect((await build(2, { previous: first.file, previousSha256: '0'.repeat(64) })).result?.of).toBe('full');
  });

  it('makes everything anew now and then', async () => {
    let last = await build(1);
    const kinds: unknown[] = [];
    for (let at = 2; at < 24; at++) {
      last = await build(at, { previous: last.file });
      kinds.push(last.result?.of);
    }
    expect(kinds.filter((kind) => kind === 'full').length).toBe(1);
    expect(kinds[19]).toBe('full');
  });

  it('makes everything anew upon a damaged file', async () => {
    const first = await build(1);
    const cut = fixture.path('cut.db');
    copyFileSync(first.file, cut);
    truncateSync(cut, 20_000);
    expect((await build(2, { previous: cut })).result?.of).toBe('full');
  });
});
