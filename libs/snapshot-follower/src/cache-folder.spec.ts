import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Manifest } from '@catalogsync/snapshot-format';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CacheFolder } from './cache-folder.js';
import { recordingLog } from './fixtures/recording-log.js';

// Real here: files and their permissions.
const manifest: Manifest = {
  snapshot_id: 'snap-20261101T000000Z-0123456789ab',
  generated_at: '2026-11-01T00:00:00Z',
  schema_version: 1,
  playlist_count: 0,
  track_count: 10,
  file_count: 0,
  cover_count: 0,
  artist_count: 0,
  toplist_count: 0,
  sequence: 3,
  expires_at: '2027-11-01T00:00:00Z',
  db_sha256: 'ab'.repeat(32),
  db_size_bytes: 4096,
  previous_snapshot_id: null,
};
const { log, lines } = recordingLog();
let dir: string;
let cache: CacheFolder;

beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'cache-')), 'cache');
  mkdirSync(dir, { mode: 0o700 });
  cache = new CacheFolder(dir, 'source', log);
  lines.splice(0);
});
afterEach(() => rmSync(join(dir, '..'), { recursive: true }));

const modeOf = (path: string): number => statSync(path).mode & 0o7777;

describe('when the folder is prepared', () => {
  it('is made so that nobody else may enter, with those above it', async () => {
    const below = join(dir, 'a', 'b');
    await new CacheFolder(below, 'source', log).prepare();
    expect(modeOf(below)).toBe(0o700);
  });

  it.each([0o705, 0o750, 0o701])('locks out others (mode %o)', async (mode) => {
    chmodSync(dir, mode);
    await cache.prepare();
    expect(modeOf(dir)).toBe(0o700);
  });

  it('leaves one as it is that nobody else may enter', async () => {
    chmodSync(dir, 0o1700);
    await cache.prepare();
    expect(modeOf(dir)).toBe(0o1700);
  });

  it('serves all the same where permissions cannot be set, and warns once', async () => {
    // Nobody may change the mode of this one, not even root.
    const fixed = new CacheFolder('/proc/self', 'source', log);
    await fixed.prepare();
    await fixed.prepare();
    expect(lines).toEqual(['warn others may be able to change the copies in /proc/self']);
  });
});

describe('when a database is kept', () => {
  it('has a name of its publication, and nobody may write into it', async () => {
    const incoming = cache.incoming();
    expect(cache.incoming()).not.toBe(incoming);
    writeFileSync(incoming, 'database');
    const kept = await cache.keep(incoming, manifest);
    expect(readdirSync(dir)).toEqual(['snap-20261101T000000Z-0123456789ab-3.db']);
    expect([kept, modeOf(kept)]).toEqual([join(dir, 'snap-20261101T000000Z-0123456789ab-3.db'), 0o400]);
    await cache.remove(kept);
    await cache.remove(kept);
    expect(readdirSync(dir)).toEqual([]);
  });
});

describe('when the folder is tidied', () => {
  it('loses unused databases and what a crash left, and nothing else', async () => {
    const kept = ['adopted.json', 'snap-used.db', 'a-snap-old.db', 'snap-old.db.bak', 'snap-.db', 'snap-a b.db', 'notes.txt', 'tmp'];
    const lost = ['snap-old.db', 'snap-20261101T000000Z-0123456789ab-3.db', 'incoming.tmp-1-x', 'adopted.json.tmp-2'];
    for (const name of [...kept, ...lost]) writeFileSync(join(dir, name), '');
    await cache.prune(new Set([join(dir, 'snap-used.db')]));
    expect(readdirSync(dir).sort()).toEqual(kept.sort());
  });
});

describe('when what is in use is remembered', () => {
  const adopted = (): Parameters<CacheFolder['remember']>[0] => ({
    manifest,
    adoptedAt: 1_000,
    file: join(dir, 'snap-a-3.db'),
    stamp: '1 2 3',
    pinned: false,
    earlier: [],
  });
  const recordOf = (): string => join(dir, 'adopted.json');

  it('is recalled by the next start, and no one else may read it', async () => {
    expect(await cache.remembers()).toBe(false);
    expect(await cache.recall()).toBeUndefined();
    await cache.remember(adopted());
    expect(await cache.remembers()).toBe(true);
    expect(await new CacheFolder(dir, 'source', log).recall()).toEqual(adopted());
    expect(modeOf(recordOf())).toBe(0o600);
  });

  it('means nothing to the follower of another source', async () => {
    await cache.remember(adopted());
    expect(await new CacheFolder(dir, 'elsewhere', log).recall()).toBeUndefined();
  });

  it.each([
    ['a file outside', { file: '../../snap-a-3.db' }],
    ['a file further down', { file: 'snap-a/../snap-a-3.db' }],
    ['a file that is no database', { file: 'snap-a-3.db.bak' }],
    ['no file', { file: undefined }],
    ['a number for a file', { file: 3 }],
    ['a number for a stamp', { stamp: 3 }],
    ['a text for a time', { adopted_at: '1000' }],
    ['no manifest', { manifest: undefined }],
    ['a manifest without its hash', { manifest: { ...manifest, db_sha256: undefined } }],
  ])('is refused as damaged with %s', async (_what, change) => {
    await cache.remember(adopted());
    writeFileSync(recordOf(), JSON.stringify({ ...(JSON.parse(readFileSync(recordOf(), 'utf8')) as object), ...change }));
    await expect(cache.recall()).rejects.toMatchObject({ name: 'Fault', code: expect.stringMatching(/^(data_corrupt|invalid_argument)$/) });
  });

  it.each(['', '{', 'null', '3', '"text"'])('is refused as damaged if it reads %j', async (text) => {
    writeFileSync(recordOf(), text);
    await expect(cache.recall()).rejects.toMatchObject({ code: 'data_corrupt', message: 'adopted.json in the cache folder is damaged' });
  });

  it('is refused with the reason if it cannot be read', async () => {
    mkdirSync(recordOf());
    await expect(cache.recall()).rejects.toMatchObject({ code: 'data_corrupt', message: expect.stringContaining('is a folder') });
  });
});
