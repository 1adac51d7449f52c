import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@catalogsync/faults';
import type { Database, WriteSession } from '@catalogsync/sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { ChildCoverMaker } from '../src/adapters/cover-pictures/child-cover-maker.js';
import { CoverFolder } from '../src/adapters/cover-pictures/cover-folder.js';
import { openCatalogue } from '../src/adapters/sqlite/catalogue-database.js';
import { SqliteCoverQuestions } from '../src/adapters/sqlite/stores/cover-questions.js';
import { SqliteCoverWriter } from '../src/adapters/sqlite/stores/cover-writer.js';
import { SqliteSongStore } from '../src/adapters/sqlite/stores/song-store.js';
import type { CoverFinder, FoundCover } from '../src/core/covers/cover-finder.js';
import { CoverRun } from '../src/core/covers/cover-run.js';
import type { LookParts } from '../src/core/covers/look-for-cover.js';

// Real here: SQLite with its triggers, sharp in its process, files. The resolver is played by a few lists.
const day = 86_400_000;
const { signal } = new AbortController();
const hashOf = (content: Uint8Array | string): string => createHash('sha256').update(content).digest('hex');
const square = (color: string, side = 50): Promise<Buffer> =>
  sharp({ create: { width: side, height: side, channels: 3, background: color } })
    .png()
    .toBuffer();
let maker: ChildCoverMaker;
beforeAll(() => {
  maker = new ChildCoverMaker();
});
afterAll(() => maker.close());

let folder: string;
let database: Database;
let now: number;
let inFiles: Map<string, FoundCover>;
let addresses: Map<string, Uint8Array | Fault>;
let asked: string[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'covers-'));
  database = await openCatalogue(join(folder, 'catalogsync.db'));
  [now, inFiles, addresses, asked] = [Date.UTC(2026, 10, 1), new Map(), new Map(), []];
});
afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const write = <T>(work: (session: WriteSession) => Promise<T>): Promise<T> => database.unitOfWork((session) => session).run(work);
const change = (text: string): Promise<number> => write((session) => session.change(text));
const finder: CoverFinder = {
  find: async ({ platform, remoteId }) => {
    asked.push(`${platform} ${remoteId}`);
    return inFiles.get(remoteId) ?? { picture: undefined, stamp: platform === 'library' ? `file ${remoteId}` : undefined };
  },
  stamps: async (_source, ids) => ids.map((id) => inFiles.get(id)?.stamp ?? `file ${id}`),
  fetch: async (address) => {
    asked.push(address);
    const found = addresses.get(address) ?? new Fault('not_found', 'nothing there');
    if (found instanceof Fault) throw found;
    return found;
  },
};
const parts = (): LookParts => ({
  questions: new SqliteCoverQuestions(database.reads),
  writer: database.unitOfWork((session) => ({ covers: new SqliteCoverWriter(session) })),
  finder,
  sources: { sources: async () => [{ name: 'library', hasLocalFiles: true }] as never },
  maker,
  files: new CoverFolder(join(folder, 'covers')),
  hashOf,
  now: () => now,
});
const look = async (isOver: () => boolean = () => false, all = true): Promise<CoverRun> => {
  const run = new CoverRun(parts(), { signal, isOver, report: () => undefined });
  await run.run(all);
  return run;
};
const rows = (text: string): Promise<Record<string, unknown>[]> => database.reads.rows(text);
const song = async (id: number, platform: string, remote: string, details: { address?: string; files?: number } = {}): Promise<void> => {
  const metadata = details.address === undefined ? 'NULL' : `'${JSON.stringify({ cover_url: details.address })}'`;
  await change(
    `INSERT INTO songs(id, platform, remote_song_id, name, metadata_json) VALUES (${id}, '${platform}', '${remote}', '${remote}', ${metadata})`,
  );
  if ((details.files ?? 0) > 0) await change(`UPDATE songs SET active_file_count = ${details.files} WHERE id = ${id}`);
};
const local = async (id: number, remote: string, picture?: Buffer, kind: 'tag' | 'folder' = 'tag'): Promise<void> => {
  await song(id, 'library', remote, { files: 1 });
  if (picture !== undefined) inFiles.set(remote, { picture: { kind, bytes: picture }, stamp: `file ${remote}` });
};
const states = () => rows('SELECT song_id AS id, state, cover_id AS cover, stamp FROM song_covers ORDER BY song_id');

describe('when covers are looked for', () => {
  it('makes each picture once, and knows those that have none', async () => {
    const red = await square('#ff0000');
    await local(1, 'a', red);
    await local(2, 'b', red, 'folder');
    await local(3, 'c');
    const run = await look();
    expect(await states()).toEqual([
      { id: 1, state: 'found', cover: 1, stamp: 'file a' },
      { id: 2, state: 'found', cover: 1, stamp: 'file b' },
      { id: 3, state: 'absent', cover: null, stamp: 'file c' },
    ]);
    expect(run.count).toMatchObject({ found: 2, absent: 1 });
    const [cover] = await rows('SELECT hash, width, color, media_type AS type, source_kind AS kind FROM covers');
    // The newest song is the first.
    expect(cover).toEqual({ hash: hashOf(red), width: 50, color: '#f80808', type: 'image/png', kind: 'folder' });
    expect(await new CoverFolder(join(folder, 'covers')).read(hashOf(red), 96)).toBeDefined();
    asked = [];
    await look();
    expect(asked).toEqual([]);
  });

  it('fetches an address once for all that name it, and takes the file before it', async () => {
    addresses.set('https://pictures.example/1', await square('#00ff00'));
    await song(1, 'qq', 'x', { address: 'https://pictures.example/1' });
    await song(2, 'qq', 'y', { address: 'https://pictures.example/1', files: 1 });
    await song(3, 'library', 'z', { address: 'https://pictures.example/1', files: 1 });
    inFiles.set('z', { picture: { kind: 'tag', bytes: await square('#0000ff') }, stamp: 'file z' });
    await change("INSERT INTO playlists(id, platform, remote_playlist_id, name) VALUES (1, 'qq', 'p', 'P')");
    await change('INSERT INTO playlist_songs(playlist_id, song_id, position) VALUES (1, 1, 1)');
    await look();
    expect(asked).toEqual(['library z', 'https://pictures.example/1']);
    expect((await states()).map(({ state, cover }) => [state, cover])).toEqual([
      ['found', 2],
      ['found', 2],
      ['found', 1],
    ]);
  });

  it('notes a broken picture once, and tries what may pass again after an hour', async () => {
    await local(1, 'broken', Buffer.from('not a picture'));
    await song(2, 'qq', 'later', { address: 'https://pictures.example/later', files: 1 });
    addresses.set('https://pictures.example/later', new Fault('timeout', 'too slow'));
    expect((await look()).broken).toEqual([expect.stringMatching(/^broken: the picture cannot be read/)]);
    expect((await states()).map(({ state }) => state)).toEqual(['absent', 'pending']);
    now += 3_600_000;
    addresses.set('https://pictures.example/later', await square('#123456'));
    expect((await look()).broken).toEqual([]);
    expect((await states()).map(({ state }) => state)).toEqual(['absent', 'found']);
  });

  it('looks again when the address, the file or its folder changes, and for what is absent after 30 days', async () => {
    await local(1, 'file');
    await song(2, 'qq', 'address', { address: 'https://pictures.example/old', files: 1 });
    await look();
    expect((await states()).map(({ state }) => state)).toEqual(['absent', 'absent']);
    addresses.set('https://pictures.example/new', await square('#ff00ff'));
    await change(`UPDATE songs SET metadata_json = '{"cover_url":"https://pictures.example/new","a":1}' WHERE id = 2`);
    await look();
    expect((await states())[1]).toMatchObject({ state: 'found', stamp: 'address https://pictures.example/new' });
    inFiles.set('file', { picture: { kind: 'folder', bytes: await square('#00ffff') }, stamp: 'file file cover.jpg 1 1' });
    await look();
    expect((await states())[0]).toMatchObject({ state: 'absent' });
    now += day / 2 + 1;
    await look();
    expect((await states())[0]).toMatchObject({ state: 'found', stamp: 'file file cover.jpg 1 1' });
    await song(3, 'qq', 'gone', { address: 'https://pictures.example/gone', files: 1 });
    await look();
    asked = [];
    now += 29 * day;
    await look();
    expect(asked).toEqual([]);
    now += day;
    await look();
    expect(asked).toEqual(['https://pictures.example/gone']);
  });

  it('stops at a folder that cannot be written to, and marks nothing absent for that', async () => {
    await local(1, 'a', await square('#ff0000'));
    writeFileSync(join(folder, 'covers'), 'a file in the way');
    await expect(look()).rejects.toThrow();
    expect(await states()).toEqual([]);
  });

  it('stops after twenty failures in a row', async () => {
    for (let id = 1; id <= 30; id += 1) {
      await song(id, 'qq', `s${id}`, { address: `https://pictures.example/${id}`, files: 1 });
      addresses.set(`https://pictures.example/${id}`, new Fault('unavailable', 'down'));
    }
    await expect(look()).rejects.toThrow('20 covers in a row');
    expect(asked).toHaveLength(20);
    expect((await states()).map(({ state }) => state)).toEqual(Array.from({ length: 20 }, () => 'pending'));
  });

  it('ends when its time is over, and goes on where it was', async () => {
    for (let id = 1; id <= 5; id += 1) await local(id, `s${id}`, await square(`#00000${id}`));
    let left = 5;
    const run = await look(() => {
      left -= 1;
      return left < 0;
    });
    expect(run.count.found).toBeGreaterThan(0);
    expect(run.count.found).toBeLessThan(5);
    const again = await look();
    expect(run.count.found + again.count.found).toBe(5);
    expect((await rows('SELECT count(*) AS n FROM covers'))[0]).toEqual({ n: 5 });
  });
});

describe('when a scan says that files have changed', () => {
  const saved = (...ids: string[]) =>
    database
      .unitOfWork((session) => new SqliteSongStore(session))
      .run((songs) => songs.save('library', ids.map((remoteId) => ({ remoteId, name: remoteId, artists: [] })) as never, 'whole'));

  it('compares their covers at once, and makes none anew that stayed the same', async () => {
    const [before, after] = await Promise.all([square('#ff0000'), square('#0000ff')]);
    await local(1, 'retagged', before);
    await local(2, 'same', before);
    await local(3, 'broken', Buffer.from('not a picture'));
    await local(4, 'untold', before);
    expect((await look()).broken).toHaveLength(1);
    for (const name of ['retagged', 'untold']) inFiles.set(name, { picture: { kind: 'tag', bytes: after }, stamp: `file ${name} 2` });
    asked = [];
    now += 60_000;
    await saved('retagged', 'same', 'broken');
    await look();
    // The stamp of the broken one is the same, so it is not tried again.
    expect(asked).toEqual(['library retagged']);
    expect((await states()).map(({ state, stamp }) => [state, stamp])).toEqual([
      ['found', 'file retagged 2'],
      ['found', 'file same'],
      ['absent', 'file broken'],
      ['found', 'file untold'],
    ]);
    // What no scan told of is compared twice a day.
    now += day / 2 + 1;
    await look();
    expect(asked).toEqual(['library retagged', 'library untold']);
    inFiles.set('broken', { picture: { kind: 'tag', bytes: after }, stamp: 'file broken mended' });
    await saved('broken');
    await look();
    expect((await states())[2]).toMatchObject({ state: 'found' });
  });

  it('tries again at once what could not be looked for', async () => {
    await local(1, 'asleep', await square('#ff0000'));
    const find = finder.find;
    try {
      finder.find = async () => {
        throw new Fault('unavailable', 'the disk does not answer');
      };
      await look();
    } finally {
      finder.find = find;
    }
    await look();
    expect((await states())[0]).toMatchObject({ state: 'pending' });
    await saved('asleep');
    await look();
    expect((await states())[0]).toMatchObject({ state: 'found' });
  });
});

describe('when a playlist has no picture of its own', () => {
  it('gets a mosaic of four, which stays while its covers do', async () => {
    const colours = ['#ff0000', '#00ff00', '#0000ff', '#ffff00', '#00ffff'];
    for (const [at, colour] of colours.entries()) await local(at + 1, `s${at}`, await square(colour));
    await change("INSERT INTO playlists(id, platform, remote_playlist_id, name) VALUES (1, 'library', 'p', 'P'), (2, 'library', 'q', 'Q')");
    await change(
      'INSERT INTO playlist_songs(playlist_id, song_id, position) VALUES (1, 1, 1), (1, 2, 2), (1, 3, 3), (1, 4, 4), (1, 5, 5), (2, 3, 1)',
    );
    expect((await look()).count.mosaics).toBe(1);
    const ids = new Map((await rows('SELECT song_id AS id, cover_id AS cover FROM song_covers')).map(({ id, cover }) => [id, cover]));
    const four = [1, 2, 3, 4].map((id) => ids.get(id)).join(' ');
    const playlists = () =>
      rows(
        'SELECT p.state, p.stamp, c.source_kind AS kind FROM playlist_covers p JOIN covers c ON c.id = p.cover_id ORDER BY p.playlist_id',
      );
    expect(await playlists()).toEqual([
      { state: 'found', stamp: `mosaic ${four}`, kind: 'mosaic' },
      { state: 'found', stamp: `mosaic ${ids.get(3)}`, kind: 'tag' },
    ]);
    expect((await look()).count.mosaics).toBe(0);
    await change('DELETE FROM playlist_songs WHERE playlist_id = 1 AND song_id = 1');
    expect((await look()).count.mosaics).toBe(1);
    // What nothing shows any more goes after a day.
    expect((await rows('SELECT count(*) AS n FROM covers'))[0]).toEqual({ n: 7 });
    now += 1.1 * day;
    await look();
    expect((await rows('SELECT count(*) AS n FROM covers'))[0]).toEqual({ n: 6 });
  });
});

describe('when albums and artists are known', () => {
  const shown = (of: string) =>
    rows(`SELECT ${of}_id AS id, state, c.hash FROM ${of}_covers LEFT JOIN covers c ON c.id = cover_id ORDER BY 1`);

  it('an album shows the cover of most of its songs, an artist that of the newest album', async () => {
    const [odd, usual, newest] = await Promise.all([square('#101010', 90), square('#ff0000'), square('#00ff00')]);
    for (const [at, picture] of [odd, usual, usual, newest, undefined].entries()) await local(at + 1, `s${at}`, picture);
    await change("INSERT INTO albums(id, identity, name, year) VALUES (1, 'a', 'A', 2001), (2, 'b', 'B', 2020), (3, 'c', 'C', 2022)");
    await change('INSERT INTO album_songs(song_id, album_id) VALUES (1, 1), (2, 1), (3, 1), (4, 2), (5, 3)');
    await change("INSERT INTO artists(id, platform, remote_artist_id, name) VALUES (1, 'library', 'x', 'X')");
    await change('INSERT INTO artist_songs(artist_id, song_id, position) VALUES (1, 1, 0), (1, 2, 0), (1, 4, 0), (1, 5, 0)');
    for (const all of [false, true]) {
      await look(() => false, all);
      expect(await shown('album')).toEqual([
        { id: 1, state: 'found', hash: hashOf(usual) },
        { id: 2, state: 'found', hash: hashOf(newest) },
        { id: 3, state: 'absent', hash: null },
      ]);
      expect(await shown('artist')).toEqual([{ id: 1, state: 'found', hash: hashOf(newest) }]);
    }
  });

  it('an album takes the largest of covers that are equally frequent, and another one when its songs change theirs', async () => {
    const [small, large, new1] = await Promise.all([square('#101010', 40), square('#ff0000', 80), square('#00ff00')]);
    for (const [at, picture] of [small, large].entries()) await local(at + 1, `s${at}`, picture);
    await change("INSERT INTO albums(id, identity, name) VALUES (1, 'a', 'A')");
    await change('INSERT INTO album_songs(song_id, album_id) VALUES (1, 1), (2, 1)');
    await look();
    expect(await shown('album')).toEqual([{ id: 1, state: 'found', hash: hashOf(large) }]);
    for (const name of ['s0', 's1']) inFiles.set(name, { picture: { kind: 'tag', bytes: new1 }, stamp: `file ${name} changed` });
    now += day;
    await look(() => false, false);
    expect(await shown('album')).toEqual([{ id: 1, state: 'found', hash: hashOf(new1) }]);
  });

  it('an artist that stands for others shows their picture, and they none of their own', async () => {
    const [old, newer] = await Promise.all([square('#ff0000'), square('#00ff00')]);
    await song(1, 'qq', 'none', { files: 1 });
    await local(2, 'tagged', old);
    await local(3, 'other', newer);
    await change(
      "INSERT INTO artists(id, platform, remote_artist_id, name) VALUES (1, 'qq', 'x', '周杰伦'), (2, 'library', 'y', 'Jay Chou')",
    );
    await change("INSERT INTO artists(id, platform, remote_artist_id, name) VALUES (3, 'library', 'v', 'Various Artists')");
    await change('INSERT INTO artist_songs(artist_id, song_id, position) VALUES (1, 1, 0), (2, 2, 0), (3, 3, 0)');
    await look();
    const own = { id: 2, state: 'found', hash: hashOf(old) };
    expect(await shown('artist')).toEqual([own, { id: 3, state: 'found', hash: hashOf(newer) }]);
    // 1 stands for itself and 2; 3 is nobody.
    await change('INSERT INTO artist_members(artist_id, identity_id) VALUES (1, 1), (2, 1), (3, 0)');
    await look();
    expect(await shown('artist')).toEqual([{ ...own, id: 1 }]);
    // Of some songs alone, as after a part of a run.
    inFiles.set('tagged', { picture: { kind: 'tag', bytes: newer }, stamp: 'file tagged changed' });
    now += day;
    await look(() => false, false);
    expect(await shown('artist')).toEqual([{ id: 1, state: 'found', hash: hashOf(newer) }]);
    await change('DELETE FROM artist_members');
    await look();
    expect((await shown('artist')).map(({ id }) => id)).toEqual([2, 3]);
  });

  it('whatever showed a picture shows none when the last song with one has lost it', async () => {
    await local(1, 'only', await square('#ff0000'));
    await change("INSERT INTO albums(id, identity, name) VALUES (1, 'a', 'A')");
    await change('INSERT INTO album_songs(song_id, album_id) VALUES (1, 1)');
    await change("INSERT INTO artists(id, platform, remote_artist_id, name) VALUES (1, 'library', 'x', 'X')");
    await change('INSERT INTO artist_songs(artist_id, song_id, position) VALUES (1, 1, 0)');
    await change("INSERT INTO playlists(id, platform, remote_playlist_id, name) VALUES (1, 'library', 'p', 'P')");
    await change('INSERT INTO playlist_songs(playlist_id, song_id, position) VALUES (1, 1, 1)');
    await look();
    for (const what of ['song', 'album', 'artist', 'playlist'])
      expect([what, await shown(what)]).toMatchObject([what, [{ id: 1, state: 'found' }]]);
    inFiles.set('only', { picture: undefined, stamp: 'file only without' });
    now += day + 1;
    await look();
    expect(await states()).toEqual([{ id: 1, state: 'absent', cover: null, stamp: 'file only without' }]);
    expect(await shown('album')).toEqual([{ id: 1, state: 'absent', hash: null }]);
    expect([await shown('artist'), await shown('playlist')]).toEqual([[], []]);
    // Nothing shows it any more, so it goes a day after it was made.
    expect(await rows('SELECT 1 FROM covers')).toEqual([]);
  });

  it('a song that stands for a recording shows the picture of another of its songs', async () => {
    await song(1, 'qq', 'none', { files: 1 });
    await local(2, 'tagged', await square('#ff0000'));
    await change('INSERT OR REPLACE INTO recordings(id) VALUES (1)');
    await change('INSERT OR REPLACE INTO recording_songs(song_id, recording_id) VALUES (1, 1), (2, 1)');
    await look(() => false, false);
    expect((await states()).map(({ state, cover }) => [state, cover])).toEqual([
      ['absent', 1],
      ['found', 1],
    ]);
  });
});
