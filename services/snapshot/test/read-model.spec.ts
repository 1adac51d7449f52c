import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { judgeDatabase, readIndices, readTables, SCHEMA_VERSION, searchTables } from '@catalogsync/snapshot-format';
import { afterEach, describe, expect, it } from '@jest/globals';
import DatabaseFile from 'better-sqlite3';
import fc from 'fast-check';
import { buildFault } from '../src/adapters/builder/build-fault.js';
import { encodeLocator } from '../src/adapters/builder/public-url.js';
import { type BuildResult, ReadModelBuild } from '../src/adapters/builder/read-model-build.js';
import { CatalogueFixture, read } from './catalogue-fixture.js';

// Real here: SQLite files, the whole build. Only the thread is left out (see worker-builder.spec.ts).
const identity = { snapshotId: 'snap-20260102T030405Z-0123456789ab', generatedAt: '2026-01-02T03:04:05Z', sequence: 1_767_323_045 };
const fixtures: CatalogueFixture[] = [];
const use = (fixture: CatalogueFixture): CatalogueFixture => {
  fixtures.push(fixture);
  return fixture;
};

afterEach(() => {
  for (const fixture of fixtures.splice(0)) fixture.remove();
});

let targets = 0;

interface Built extends BuildResult {
  readonly target: string;
  readonly contentHash: string;
}

async function build(fixture: CatalogueFixture, named: 'well' | 'nobody' = 'well'): Promise<Built> {
  const target = fixture.path(`target-${targets++}.db`);
  const order = { source: fixture.file, target, cancel: new SharedArrayBuffer(4) };
  let contentHash = '';
  try {
    const result = await new ReadModelBuild(order, () => undefined).run(async (hash) => {
      contentHash = hash;
      if (named === 'nobody') throw new RangeError('nobody answers');
      return identity;
    });
    if (result === undefined) throw new Error('the build ended early');
    return { ...result, target, contentHash };
  } catch (error) {
    throw buildFault(error, order);
  }
}

async function exported(fixture: CatalogueFixture, sql: string): Promise<unknown[][]> {
  return read((await build(fixture)).target, sql);
}

describe('when a catalogue is exported', () => {
  it('writes the read tables, their indices and the search tables (147)', async () => {
    const { target } = await build(use(CatalogueFixture.full()));
    const names = read(target, `SELECT name FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY name`).flat();
    expect(names).toEqual(
      expect.arrayContaining(['catalog_playlists', 'catalog_tracks', 'catalog_playlist_tracks', 'catalog_track_files', 'catalog_toplists']),
    );
    for (const statement of [...readTables, ...readIndices, ...searchTables]) {
      expect(names).toContain(/(?:TABLE|INDEX) (\w+)/.exec(statement)?.[1]);
    }
  });

  it('maps playlists, with 0 for counts that are null (148, 149)', async () => {
    const found = await exported(use(CatalogueFixture.full()), 'SELECT playlist_id, name, play_count, song_count FROM catalog_playlists');
    expect(found).toEqual([
      [1, '华语经典', 99, 1],
      [2, 'Rock', 0, 0],
      [3, '新歌榜', 5, 2],
    ]);
  });

  it('keeps every song as it is, even metadata that is not JSON', async () => {
    const found = await exported(use(CatalogueFixture.full()), 'SELECT * FROM catalog_tracks ORDER BY song_id');
    expect(found).toEqual([
      [1, 'kuwo', 's1', '七里香', '周杰伦', 'flac', 100, '{"duration_ms": 299000}'],
      [2, 'kuwo', 's2', '因为爱情', '陈奕迅 / 王菲', 'mp3', 50, null],
      [3, 'qq', 's3', 'Hello', null, null, null, 'not json'],
    ]);
  });

  it('orders the tracks of playlists by playlist, then position (150)', async () => {
    const found = await exported(
      use(CatalogueFixture.full()),
      'SELECT playlist_id, song_id, position FROM catalog_playlist_tracks ORDER BY playlist_id, position',
    );
    expect(found).toEqual([
      [1, 1, 0],
      [3, 1, 1],
      [3, 3, 2],
    ]);
  });

  it('exports only active files, and gives object storage with a public base an address (151, 152)', async () => {
    const found = await exported(
      use(CatalogueFixture.full()),
      'SELECT file_location_id, song_id, quality_label, backend_type, backend_name, locator, public_url, status, is_primary FROM catalog_track_files',
    );
    expect(found).toEqual([
      [1, 1, 'lossless', 'local', 'local', '周杰伦/七里香.flac', null, 'active', 1],
      [
        2,
        1,
        'lossless',
        'object_storage',
        'bucket',
        '/周杰伦/七里 香#1.flac',
        'https://cdn.example/m/%E5%91%A8%E6%9D%B0%E4%BC%A6/%E4%B8%83%E9%87%8C%20%E9%A6%99%231.flac',
        'active',
        0,
      ],
      [3, 1, 'lossless', 'object_storage', 'closed', 'a.flac', null, 'active', 0],
      [5, 2, 'high', 'object_storage', 'bucket', 'plain/b.mp3', 'https://cdn.example/m/plain/b.mp3', 'active', 0],
      [6, 2, 'high', 'object_storage', 'broken', 'c.mp3', null, 'active', 0],
    ]);
  });

  it('exports all of a pool with two playlists and a playlist in two pools (153, 154, 155)', async () => {
    const found = await exported(
      use(CatalogueFixture.full()),
      'SELECT toplist_id, playlist_id, group_name, song_count FROM catalog_toplists',
    );
    expect(found).toEqual([
      ['kuwo_top_16', 1, '酷我榜单', 1],
      ['kuwo_top_16', 3, '酷我榜单', 2],
      ['kuwo_top_17', 1, '飙升', 1],
    ]);
  });

  it('keeps the artists with their ids, order and number of tracks', async () => {
    const { target } = await build(use(CatalogueFixture.full()));
    expect(read(target, 'SELECT * FROM catalog_artists')).toEqual([
      [7, '周杰伦', 1],
      [8, '陈奕迅', 1],
      [9, '王菲', 1],
    ]);
    expect(read(target, 'SELECT * FROM catalog_artist_tracks WHERE song_id = 2 ORDER BY position')).toEqual([
      [8, 2, 0],
      [9, 2, 1],
    ]);
  });

  it('counts what it wrote, and covers only where there is one (156, 157)', async () => {
    const { counts, target } = await build(use(CatalogueFixture.full()));
    expect(counts).toEqual({ playlists: 3, tracks: 3, files: 5, covers: 1, artists: 3, toplists: 2 });
    expect(read(target, 'SELECT count(*) FROM catalog_track_files')).toEqual([[counts.files]]);
  });

  it('stores its own id, and reports the size and hash of the file', async () => {
    const built = await build(use(CatalogueFixture.full()));
    expect(read(built.target, 'SELECT * FROM snapshot_info')).toEqual([[identity.snapshotId, SCHEMA_VERSION, identity.generatedAt]]);
    const bytes = readFileSync(built.target);
    expect(built.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(() =>
      judgeDatabase({ db_size_bytes: built.sizeBytes, db_sha256: built.sha256 } as never, {
        sizeBytes: bytes.length,
        sha256: built.sha256,
      }),
    ).not.toThrow();
    expect(read(built.target, 'PRAGMA integrity_check')).toEqual([['ok']]);
  });
});

describe('when the same content is exported twice', () => {
  it('has the same content hash, however the rows came into the source', async () => {
    const one = await build(use(CatalogueFixture.full()));
    const shuffled = use(CatalogueFixture.full()).change(`
      CREATE TABLE keep AS SELECT * FROM playlist_songs; DELETE FROM playlist_songs; INSERT INTO playlist_songs SELECT * FROM keep ORDER BY position DESC;
      DROP TABLE keep; CREATE TABLE job_logs(id INTEGER PRIMARY KEY, message TEXT); INSERT INTO job_logs VALUES (1, 'more');
      UPDATE artist_songs SET rowid = 100 - rowid; UPDATE pool_playlists SET rowid = 100 - rowid;`);
    expect((await build(shuffled)).contentHash).toBe(one.contentHash);
  });

  it.each([
    `UPDATE songs SET name = '七里香 ' WHERE id = 1`,
    `UPDATE file_locations SET status = 'missing' WHERE id = 1`,
    'UPDATE playlists SET play_count = 1 WHERE id = 3',
    `UPDATE artists SET name = 'Jay' WHERE id = 7`,
    `UPDATE playlist_pools SET pool_kind = 'toplist' WHERE id = 12`,
  ])('has another hash after %s', async (change) => {
    const fixture = use(CatalogueFixture.full());
    const before = await build(fixture);
    fixture.change(change);
    expect((await build(fixture)).contentHash).not.toBe(before.contentHash);
  });
});

describe('when the source is old', () => {
  it('exports the earliest tables with zero files, positions in insertion order, and artists from the songs (163)', async () => {
    const { target, counts } = await build(use(CatalogueFixture.earliest()));
    expect(counts).toEqual({ playlists: 2, tracks: 4, files: 0, covers: 0, artists: 3, toplists: 0 });
    expect(read(target, 'SELECT playlist_id, platform, remote_playlist_id, play_count, song_count FROM catalog_playlists')).toEqual([
      [1, '', '', 0, 4],
      [2, '', '', 0, 0],
    ]);
    expect(read(target, 'SELECT song_id, position FROM catalog_playlist_tracks ORDER BY playlist_id, position')).toEqual([
      [2, 0],
      [1, 1],
      [4, 2],
      [3, 3],
    ]);
    expect(read(target, 'SELECT * FROM catalog_artists')).toEqual([
      [1, '王菲', 2],
      [2, '陈奕迅', 2],
      [3, 'A "B" \\ C', 1],
    ]);
    expect(read(target, 'SELECT artist_id, position FROM catalog_artist_tracks WHERE song_id = 2 ORDER BY position')).toEqual([
      [2, 0],
      [1, 1],
    ]);
  });

  it('derives the artists when their table is empty', async () => {
    const fixture = use(CatalogueFixture.full()).change('DELETE FROM artists');
    expect(await exported(fixture, 'SELECT name, track_count FROM catalog_artists')).toEqual([
      ['周杰伦', 1],
      ['陈奕迅', 1],
      ['王菲', 1],
    ]);
  });

  it('accepts any subset of the newer tables and columns', async () => {
    const droppable = ['playlist_pools', 'pool_playlists', 'artists', 'artist_songs', 'storage_backends', 'file_assets', 'file_locations'];
    const columns = [
      'playlists.description',
      'playlists.cover_url',
      'playlists.play_count',
      'playlists.collected_song_count',
      'songs.singers',
    ];
    const others = ['songs.metadata_json', 'songs.ext', 'file_assets.quality_label', 'file_locations.is_primary', 'artist_songs.position'];
    await fc.assert(
      fc.asyncProperty(fc.subarray(droppable), fc.subarray([...columns, ...others]), async (tables, lacking) => {
        const fixture = CatalogueFixture.full();
        try {
          for (const name of lacking) fixture.change(`ALTER TABLE ${name.replace('.', ' DROP COLUMN ')}`);
          for (const name of tables) fixture.change(`DROP TABLE ${name}`);
          const { counts, target } = await build(fixture);
          expect(counts).toMatchObject({ playlists: 3, tracks: 3 });
          expect(counts.files).toBe(tables.some((name) => /^file_|^storage/.test(name)) ? 0 : 5);
          expect(read(target, 'SELECT count(*) FROM catalog_playlist_tracks')).toEqual([[3]]);
        } finally {
          fixture.remove();
        }
      }),
      { numRuns: 15 },
    );
  });
});

/** Computed in another process: reading the file here would drop the locks that SQLite holds in this one. */
const sums = (...files: string[]): string => execFileSync('sha256sum', files, { encoding: 'utf8' });

describe('when the source is in use', () => {
  it('reads what is committed, writes nothing and leaves the log where it is (146)', async () => {
    const fixture = use(CatalogueFixture.full());
    const writer = new DatabaseFile(fixture.file);
    writer.pragma('journal_mode = WAL');
    writer.exec(`UPDATE songs SET name = 'in the log' WHERE id = 3`);
    const before = sums(fixture.file, `${fixture.file}-wal`);
    writer.exec('BEGIN IMMEDIATE');
    writer.exec(`UPDATE songs SET name = 'not committed' WHERE id = 3`);
    expect(await exported(fixture, 'SELECT name FROM catalog_tracks WHERE song_id = 3')).toEqual([['in the log']]);
    expect(sums(fixture.file, `${fixture.file}-wal`)).toBe(before);
    writer.exec('COMMIT');
    expect(await exported(fixture, 'SELECT name FROM catalog_tracks WHERE song_id = 3')).toEqual([['not committed']]);
    writer.close();
  });

  it('does not move the log of a crashed program into the source (146)', async () => {
    const fixture = use(CatalogueFixture.full());
    const writer = new DatabaseFile(fixture.file);
    writer.pragma('journal_mode = WAL');
    writer.exec(`UPDATE songs SET name = 'in the log' WHERE id = 3`);
    const [main, log] = [readFileSync(fixture.file), readFileSync(`${fixture.file}-wal`)];
    writer.close();
    writeFileSync(fixture.file, main);
    writeFileSync(`${fixture.file}-wal`, log);
    expect(await exported(fixture, 'SELECT name FROM catalog_tracks WHERE song_id = 3')).toEqual([['in the log']]);
    expect(readFileSync(fixture.file).equals(main)).toBe(true);
    expect(readFileSync(`${fixture.file}-wal`).equals(log)).toBe(true);
  });

  it.each(['DELETE', 'WAL'])('keeps a single-file source a single file, byte for byte (146), journal mode %s', async (mode) => {
    const fixture = use(CatalogueFixture.full()).change(`PRAGMA journal_mode = ${mode}`);
    chmodSync(fixture.file, 0o444);
    const [bytes, { mtimeMs }] = [readFileSync(fixture.file), statSync(fixture.file)];
    await build(fixture);
    await expect(build(fixture, 'nobody')).rejects.toMatchObject({ code: 'internal' });
    expect(readFileSync(fixture.file).equals(bytes)).toBe(true);
    expect(statSync(fixture.file).mtimeMs).toBe(mtimeMs);
    expect(readdirSync(fixture.folder).filter((name) => name.startsWith('catalogsync.db'))).toEqual(['catalogsync.db']);
  });
});

describe('when the source cannot be used', () => {
  const code = (code: string, text = '') => expect.objectContaining({ code, message: expect.stringContaining(text) });

  it('says that there is no such file', async () => {
    const fixture = use(CatalogueFixture.empty());
    await expect(build(fixture)).rejects.toEqual(code('not_found', fixture.file));
    mkdirSync(fixture.file);
    await expect(build(fixture)).rejects.toEqual(code('not_found', fixture.file));
  });

  it('says that it is not a database', async () => {
    const fixture = use(CatalogueFixture.empty());
    writeFileSync(
      fixture.file,
      'an ordinary text file, long enough to be taken for a header of SQLite, which it is not, as one sees'.repeat(20),
    );
    await expect(build(fixture)).rejects.toEqual(code('data_corrupt', fixture.file));
  });

  it('names the missing table or column', async () => {
    const fixture = use(CatalogueFixture.empty()).change('CREATE TABLE playlists(id INTEGER PRIMARY KEY, name TEXT)');
    await expect(build(fixture)).rejects.toEqual(code('data_corrupt', 'songs'));
    fixture.change('CREATE TABLE songs(id INTEGER PRIMARY KEY); CREATE TABLE playlist_songs(playlist_id, song_id)');
    await expect(build(fixture)).rejects.toEqual(code('data_corrupt', 'name'));
  });

  it('says that its rows do not belong to a catalogue', async () => {
    const fixture = use(CatalogueFixture.empty()).change(`
      CREATE TABLE playlists(id TEXT, name TEXT); CREATE TABLE songs(id TEXT, name TEXT); CREATE TABLE playlist_songs(playlist_id, song_id);
      INSERT INTO songs VALUES ('seven', 'x')`);
    await expect(build(fixture)).rejects.toEqual(code('data_corrupt', fixture.file));
  });

  it('says that another program has it locked', async () => {
    const fixture = use(CatalogueFixture.full());
    expect(buildFault(Object.assign(new Error('locked'), { code: 'SQLITE_BUSY' }), { source: fixture.file, target: '' })).toEqual(
      code('unavailable', fixture.file),
    );
  });

  it('names the volume of the target when it is full', () => {
    const full = Object.assign(new Error('full'), { code: 'SQLITE_FULL' });
    expect(buildFault(full, { source: '/a/b.db', target: '/c/d/t.db' })).toEqual(code('disk_full', '/c/d'));
  });

  it('says that it is damaged', async () => {
    const fixture = use(CatalogueFixture.full());
    const bytes = readFileSync(fixture.file);
    writeFileSync(fixture.file, bytes.fill(0x5a, 4096, 12288));
    await expect(build(fixture)).rejects.toEqual(code('data_corrupt'));
  });
});

describe('when a locator becomes part of an address', () => {
  it('decodes back to itself segment by segment, without a leading slash (152)', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (locator) => {
        const encoded = encodeLocator(locator);
        expect(encoded).toMatch(/^(?!\/)[\x21-\x7e]*$/);
        expect(encoded).not.toMatch(/[?#\\ ]/);
        expect(encoded.split('/').map(decodeURIComponent).join('/')).toBe(locator.replace(/^\/+/, ''));
      }),
    );
  });

  it('is the same whether SQL copies it or the encoder writes it', async () => {
    const locators = ['a/b-c_d.~e', 'ä', "it's", '100%', 'a b', '/x', 'a//b', '[1]', '^', ']'];
    const values = locators.map((locator, i) => `(${100 + i}, 1, 2, '${locator.replaceAll("'", "''")}', 'active', 0)`);
    const fixture = use(CatalogueFixture.full()).change(`DELETE FROM file_locations; INSERT INTO file_locations VALUES ${values.join()}`);
    const found = await exported(fixture, 'SELECT locator, public_url FROM catalog_track_files ORDER BY file_location_id');
    expect(found).toEqual(locators.map((locator) => [locator, `https://cdn.example/m/${encodeLocator(locator)}`]));
  });
});

describe('when object storage is read at signed addresses', () => {
  const presigned = { delivery: 'presigned', bucket: 'music', endpoint: 'https://s3.example', public_base_url: 'https://cdn.example' };

  it('tells readers of that backend only, and marks its files for them', async () => {
    const fixture = use(CatalogueFixture.full()).change(
      `UPDATE storage_backends SET config_json = '${JSON.stringify(presigned)}' WHERE name = 'closed';
        UPDATE storage_backends SET config_json = json_set(config_json, '$.delivery', 'none') WHERE name = 'bucket'`,
    );
    expect(await exported(fixture, 'SELECT * FROM catalog_backends')).toEqual([
      ['closed', 'presigned', 'https://s3.example', null, 'music', null],
    ]);
    const files = 'SELECT file_location_id, backend_type, locator, public_url FROM catalog_track_files WHERE song_id = 1';
    expect(await exported(fixture, files)).toEqual([
      [1, 'local', expect.any(String), null],
      [2, 'object_storage', expect.any(String), null],
      [3, 'presigned_storage', 'a.flac', null],
    ]);
  });
});

describe('when the build is canceled', () => {
  it('ends with `canceled` before the next phase', async () => {
    const fixture = use(CatalogueFixture.full());
    const cancel = new SharedArrayBuffer(4);
    const order = { source: fixture.file, target: fixture.path('t.db'), cancel };
    const entered: string[] = [];
    const run = new ReadModelBuild(order, (phase) => {
      entered.push(phase);
      if (phase === 'search') Atomics.store(new Int32Array(cancel), 0, 1);
    }).run(async () => identity);
    await expect(run).rejects.toMatchObject({ code: 'canceled' });
    expect(entered).toEqual(['rows', 'indices', 'documents', 'search']);
    expect(existsSync(fixture.file)).toBe(true);
  });
});
