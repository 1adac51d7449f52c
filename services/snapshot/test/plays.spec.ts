import { afterEach, describe, expect, it } from '@jest/globals';
import { ReadModelBuild } from '../src/adapters/builder/read-model-build.js';
import { CatalogueFixture, read } from './catalogue-fixture.js';

// Real here: SQLite files, the whole build.
const fixtures: CatalogueFixture[] = [];
afterEach(() => {
  for (const fixture of fixtures.splice(0)) fixture.remove();
});

const table =
  'CREATE TABLE song_plays(server_id TEXT, song_id INTEGER, play_count INTEGER, last_played_at INTEGER, PRIMARY KEY(server_id, song_id)) WITHOUT ROWID;';
const played = `${table} INSERT INTO song_plays VALUES ('a', 1, 7, 5), ('b', 1, 2, NULL), ('a', 3, 1, NULL), ('a', 99, 50, NULL);
  UPDATE songs SET metadata_json = '{"play_count": 40}' WHERE id = 3;`;
const linked = `
  CREATE TABLE recordings(id INTEGER PRIMARY KEY, across_platforms INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE recording_songs(song_id INTEGER PRIMARY KEY, recording_id INTEGER NOT NULL);
  INSERT INTO songs VALUES (4, 'netease', 'n1', '七里香', '周杰伦', NULL, NULL, '{"play_count": 100}');
  INSERT INTO recordings VALUES (1, 1); INSERT INTO recording_songs VALUES (1, 1), (4, 1);
  INSERT INTO playlist_songs VALUES (1, 4, 1);
  INSERT INTO song_plays VALUES ('a', 4, 30, NULL);`;

async function exported(change: string): Promise<{ file: string; hash: string }> {
  const fixture = CatalogueFixture.full().change(change);
  fixtures.push(fixture);
  const target = fixture.path('target.db');
  const identity = { snapshotId: 'snap-20260102T030405Z-0123456789ab', generatedAt: '2026-01-02T03:04:05Z', sequence: 1_767_323_045 };
  const order = { source: fixture.file, target, cancel: new SharedArrayBuffer(4) };
  let hash = '';
  await new ReadModelBuild(order, () => undefined).run(async (of) => {
    hash = of;
    return identity;
  });
  return { file: target, hash };
}
const tracks = (file: string) => read(file, 'SELECT song_id, play_count FROM catalog_track_details ORDER BY song_id');
const playlists = (file: string) => read(file, 'SELECT playlist_id, play_count FROM catalog_playlists ORDER BY playlist_id');

describe('when songs were played on media servers', () => {
  it('a track has the plays of all servers, besides what its platform says', async () => {
    expect(tracks((await exported(played)).file)).toEqual([
      [1, 9],
      [2, null],
      [3, 41],
    ]);
  });

  it('a playlist has the plays of its tracks, besides what its platform says, and so do charts and prepared answers', async () => {
    const { file } = await exported(played);
    expect(playlists(file)).toEqual([
      [1, 99 + 9],
      [2, 0],
      [3, 5 + 10],
    ]);
    expect(read(file, "SELECT play_count FROM catalog_toplists WHERE toplist_id = 'kuwo_top_17'")).toEqual([[108]]);
  });

  it('linked songs are one track: their own plays are added up, and it counts once for a playlist that has it twice', async () => {
    const { file } = await exported(`${played}${linked}`);
    expect(tracks(file)).toEqual([
      [1, 100 + 9 + 30],
      [2, null],
      [3, 41],
    ]);
    expect(playlists(file)[0]).toEqual([1, 99 + 39]);
  });

  it('one more play is new content', async () => {
    const once = await exported(played);
    expect((await exported(`${played} UPDATE song_plays SET play_count = 8 WHERE song_id = 1 AND server_id = 'a'`)).hash).not.toBe(
      once.hash,
    );
    expect((await exported(played)).hash).toBe(once.hash);
  });

  it('a catalogue without plays, or of an earlier version, is published as before', async () => {
    const before = await exported('');
    expect((await exported(table)).hash).toBe(before.hash);
    expect((await exported(`${table} INSERT INTO song_plays VALUES ('a', 1, 0, NULL)`)).hash).toBe(before.hash);
  });
});
