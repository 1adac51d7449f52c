import { closeSync, copyFileSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import DatabaseFile from 'better-sqlite3';
import { ReadModelBuild } from '../src/adapters/builder/read-model-build.js';
import { CatalogueFixture, read } from './catalogue-fixture.js';

// Real here: SQLite files, the whole build.
let fixture: CatalogueFixture;
beforeEach(() => {
  fixture = CatalogueFixture.full();
});
afterEach(() => fixture.remove());

const snapshotId = (sequence: number): string => `snap-20260102T030405Z-${String(sequence).padStart(12, '0')}`;

/** Publishes what the catalogue holds now, as the successor of an earlier file. */
async function publish(sequence: number, previous?: string, day = sequence): Promise<string> {
  const target = fixture.path(`${sequence}.db`);
  const generatedAt = new Date(Date.UTC(2026, 0, day)).toISOString();
  const order = { source: fixture.file, target, previous, cancel: new SharedArrayBuffer(4) };
  await new ReadModelBuild(order, () => undefined).run(async () => ({ snapshotId: snapshotId(sequence), generatedAt, sequence }));
  return target;
}

const changed = (file: string, kind: string): unknown[][] => read(file, `SELECT id, changed_in FROM catalog_${kind}_documents ORDER BY id`);
const deletions = (file: string): unknown[][] => read(file, 'SELECT * FROM catalog_deletions');
const history = (file: string): unknown[] => read(file, 'SELECT sequence FROM catalog_history ORDER BY 1').flat();

describe('when a snapshot follows another', () => {
  it('knows what changed, in which snapshot, and what left', async () => {
    const first = await publish(1);
    // Nobody asks for changes since a time before the first.
    expect(changed(first, 'track')).toEqual([
      [1, null],
      [2, null],
      [3, null],
    ]);
    fixture.change(`UPDATE songs SET name = 'Hi' WHERE id = 3; UPDATE file_locations SET status = 'missing' WHERE file_asset_id = 2`);
    const second = await publish(2, first);
    expect(changed(second, 'track')).toEqual([
      [1, null],
      [3, 2],
    ]);
    expect(changed(second, 'playlist')).toEqual([
      [1, null],
      [2, null],
      [3, null],
    ]);
    expect(deletions(second)).toEqual([
      ['artist', 8, 2],
      ['artist', 9, 2],
      ['track', 2, 2],
    ]);
    expect(read(second, 'SELECT sequence, snapshot_id FROM catalog_history ORDER BY 1')).toEqual([
      [1, snapshotId(1)],
      [2, snapshotId(2)],
    ]);
  });

  it('counts what came back as changed, and keeps the other deletions', async () => {
    const first = await publish(1);
    fixture.change('DELETE FROM playlists WHERE id IN (1, 2)');
    const second = await publish(2, first);
    expect(deletions(second)).toEqual([
      ['playlist', 1, 2],
      ['playlist', 2, 2],
    ]);
    fixture.change(`INSERT INTO playlists(id, platform, remote_playlist_id, name) VALUES (2, 'kuwo', 'p2', 'Rock')`);
    const third = await publish(3, second);
    expect(deletions(third)).toEqual([['playlist', 1, 2]]);
    expect(changed(third, 'playlist')).toEqual([
      [2, 3],
      [3, null],
    ]);
    expect(history(third)).toEqual([1, 2, 3]);
  });

  it('begins anew if the previous one is absent, of another schema or damaged', async () => {
    const first = await publish(1);
    const [older, damaged, text] = ['older', 'damaged', 'text'].map((name) => fixture.path(name)) as [string, string, string];
    for (const copy of [older, damaged]) copyFileSync(first, copy);
    const db = new DatabaseFile(older);
    db.exec('UPDATE snapshot_info SET schema_version = 1');
    db.close();
    const root = read(first, "SELECT rootpage FROM sqlite_schema WHERE name = 'catalog_track_documents'")[0]?.[0] as number;
    const size = read(first, 'PRAGMA page_size')[0]?.[0] as number;
    const handle = openSync(damaged, 'r+');
    writeSync(handle, Buffer.alloc(size, 0x5a), 0, size, (root - 1) * size);
    closeSync(handle);
    writeFileSync(text, 'no database'.repeat(1000));
    let sequence = 2;
    for (const previous of [older, damaged, text, fixture.path('none', 'none.db')]) {
      const file = await publish(++sequence, previous);
      expect(new Set(changed(file, 'track').map(([, at]) => at))).toEqual(new Set([null]));
      expect([deletions(file), history(file)]).toEqual([[], [sequence]]);
    }
  });

  it('forgets snapshots older than 90 days, and the deletions that only they needed', async () => {
    const first = await publish(1);
    fixture.change('DELETE FROM playlists WHERE id = 1');
    const second = await publish(2, first, 40);
    fixture.change('DELETE FROM playlists WHERE id = 2');
    const third = await publish(3, second, 100);
    expect([history(third), deletions(third)]).toEqual([[2, 3], [['playlist', 2, 3]]]);
  });

  it('forgets when something changed, once no snapshot before that is known', async () => {
    const first = await publish(1);
    fixture.change("UPDATE songs SET name = 'Hi' WHERE id = 3");
    const second = await publish(2, first, 40);
    fixture.change("UPDATE songs SET name = 'Ho' WHERE id = 2");
    const third = await publish(3, second, 50);
    expect(changed(third, 'track')).toEqual([
      [1, null],
      [2, 3],
      [3, 2],
    ]);
    fixture.change("UPDATE songs SET name = 'Ha' WHERE id = 1");
    expect(changed(await publish(4, third, 100), 'track')).toEqual([
      [1, 4],
      [2, 3],
      [3, null],
    ]);
  });

  it('forgets snapshots with too many deletions since', async () => {
    const first = await publish(1);
    const previous = new DatabaseFile(first);
    previous.exec(`WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 101100)
      INSERT INTO catalog_deletions SELECT 'track', i, CASE WHEN i < 1500 THEN -1 WHEN i < 2500 THEN 0 ELSE 1 END FROM n;
      INSERT INTO catalog_history VALUES (-2, 'w', '2026-01-01'), (-1, 'x', '2026-01-01'), (0, 'y', '2026-01-01')`);
    previous.close();
    const second = await publish(2, first);
    expect(history(second)).toEqual([-1, 0, 1, 2]);
    expect(read(second, 'SELECT min(deleted_in), count(*) FROM catalog_deletions')).toEqual([[0, 99_601]]);
  });
});
