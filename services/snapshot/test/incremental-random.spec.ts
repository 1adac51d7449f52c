import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CatalogueFixture } from './catalogue-fixture.js';
import { buildOf, rowsOf } from './incremental-builds.js';
import { living } from './living-catalogue.js';
import { unlisted, unlistedWords } from './searched-words.js';

// Real here: SQLite files and whole builds. What fails is told with its seed.

/** CATALOGSYNC_LARGE_PROOFS=1 tries 200 histories, for some minutes. */
const numRuns = process.env.CATALOGSYNC_LARGE_PROOFS === '1' ? 200 : 8;

const piece = fc.constantFrom(
  'Moonlight',
  'moonlight',
  'Constellation',
  'extraordinarily',
  '七里香的秘密',
  '晴天',
  '周杰伦',
  'Déjà',
  'a',
  '2012',
  'x',
  '-',
  'Ё',
);
const name = fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join(' '));
const id = fc.integer({ min: 1, max: 14 });
const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const change = fc.oneof(
  fc.tuple(id, name).map(([song, to]) => `UPDATE songs SET name = ${text(to)} WHERE id = ${song}`),
  fc.tuple(id, name).map(([song, to]) => `UPDATE songs SET singers = ${text(to)} WHERE id = ${song}`),
  fc.tuple(id, name, id).map(
    ([song, called, list]) =>
      `INSERT OR IGNORE INTO songs VALUES (${song}, 'qq', 'q${song}', ${text(called)}, 'Moonlight / ${called}', 'mp3', 9, NULL, 7);
     INSERT OR IGNORE INTO playlist_songs VALUES (${list % 4}, ${song}, ${20 + song})`,
  ),
  id.map((song) => `DELETE FROM songs WHERE id = ${song}`),
  fc.tuple(id, id, id).map(([list, song, place]) => `INSERT OR REPLACE INTO playlist_songs VALUES (${list % 4}, ${song}, ${place})`),
  fc.tuple(id, id).map(([list, place]) => `DELETE FROM playlist_songs WHERE playlist_id = ${list % 4} AND position >= ${place}`),
  fc.tuple(id, name).map(([list, to]) => `INSERT OR REPLACE INTO playlists(id, platform, name) VALUES (${list % 5}, 'qq', ${text(to)})`),
  id.map((list) => `DELETE FROM playlists WHERE id = ${list % 5}`),
  fc.tuple(id, name).map(([artist, to]) => `INSERT OR REPLACE INTO artists VALUES (${artist}, 'qq', 'a', ${text(to)})`),
  fc
    .tuple(id, id)
    .map(
      ([artist, song]) =>
        `INSERT INTO artist_songs SELECT ${artist}, ${song}, 3 WHERE NOT EXISTS (SELECT 1 FROM artist_songs WHERE artist_id = ${artist} AND song_id = ${song})`,
    ),
  id.map((artist) => `DELETE FROM artists WHERE id = ${artist}`),
  fc.tuple(id, name).map(([album, to]) => `INSERT OR REPLACE INTO albums(id, name) VALUES (${album % 5}, ${text(to)})`),
  fc.tuple(id, id).map(([song, album]) => `INSERT OR REPLACE INTO album_songs VALUES (${song}, ${album % 5}, 1, ${song})`),
  fc
    .tuple(id, id)
    .map(
      ([song, recording]) =>
        `INSERT OR IGNORE INTO recordings VALUES (${recording % 3}, 1); INSERT OR REPLACE INTO recording_songs VALUES (${song}, ${recording % 3})`,
    ),
  id.map((song) => `DELETE FROM recording_songs WHERE song_id = ${song}`),
  fc
    .tuple(id, fc.constantFrom('active', 'missing'))
    .map(([file, status]) => `UPDATE file_locations SET status = '${status}' WHERE id = ${file}`),
);
const history = fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });

describe('whatever changes between builds', () => {
  it('an incremental build has the rows of a full one, finds all that it finds, and lists each word', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const fixture = CatalogueFixture.full().change(living);
        try {
          let last = (await buildOf(fixture, 1)).file;
          let full = last;
          for (const [at, changes] of steps.entries()) {
            for (const sql of changes) fixture.change(sql);
            const next = await buildOf(fixture, at + 2, { previous: last });
            const anew = await buildOf(fixture, at + 2, { previous: full, full: true });
            expect(next.result?.of).toBe('incremental');
            expect(rowsOf(next.file)).toEqual(rowsOf(anew.file));
            expect(unlisted(anew.file, next.file)).toEqual([]);
            expect([...unlistedWords(next.file), ...unlistedWords(anew.file)]).toEqual([]);
            [last, full] = [next.file, anew.file];
          }
        } finally {
          fixture.remove();
        }
      }),
      { numRuns },
    );
  });
});
