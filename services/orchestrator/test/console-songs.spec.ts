import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewItem } from '@catalogsync/job-engine';
import type { SqlValue } from '@catalogsync/sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { SqliteCatalogueLists } from '../src/adapters/sqlite/stores/console-catalogue-lists.js';
import { SqliteSongDetails } from '../src/adapters/sqlite/stores/song-details.js';
import { SqliteSongFiles } from '../src/adapters/sqlite/stores/song-files.js';
import { SqliteSongItems } from '../src/adapters/sqlite/stores/song-items.js';
import { ConsoleWorld } from './console-world.js';

// Real here: HTTP on loopback, SQLite, the job engine, files. The resolver is one in memory.
const music = mkdtempSync(join(tmpdir(), 'songs-'));
const hash = 'c0'.repeat(32);
const item: NewItem = { type: 'download_song_row', key: 'song:1', source: 'qq', references: { songId: 1 }, displayText: '周杰伦 - 七里香' };
let world: ConsoleWorld;
let headers: Record<string, string>;
const ask = (method: string, path: string, body?: object, more: Record<string, string> = {}) =>
  world.ask(method, path, { headers: { ...headers, ...more }, body });
const get = async (path: string) => (await ask('GET', path)).json;

const catalogue = [
  `INSERT INTO songs(id, platform, remote_song_id, name, singers, metadata_json, added_at) VALUES
     (1, 'qq', '001', '七里香', '周杰伦', '{"album": "七里香", "duration_ms": 299000, "isrc": "TWK970401401"}', NULL),
     (2, 'library', 'f2', '稻香', '周杰伦', NULL, 1750000000000), (3, 'kuwo', '3', '<img src=x onerror=alert(1)>', NULL, NULL, NULL)`,
  "INSERT INTO playlists(id, platform, remote_playlist_id, name) VALUES (1, 'qq', 'p', '华语')",
  'INSERT INTO playlist_songs(playlist_id, song_id, position) VALUES (1, 2, 1), (1, 1, 2), (1, 3, 3), (1, 1, 4)',
  `INSERT INTO file_assets(id, song_id, quality_label, ext, file_size_bytes, sha256, bitrate, duration_ms) VALUES
     (1, 1, 'lossless', 'flac', 12, 'ab', 900000, 299000), (2, 2, 'high', 'mp3', 5, NULL, NULL, NULL), (3, 1, 'high', 'mp3', 9, NULL, NULL, NULL)`,
  `INSERT INTO file_locations(id, file_asset_id, backend_id, locator, status, is_primary) VALUES
     (1, 1, 1, '周杰伦/七里香 100%.flac', 'active', 1), (2, 1, 3, 'music/1.flac', 'active', 0), (3, 2, 2, '稻香.mp3', 'active', 1),
     (4, 3, 1, 'out/secret.mp3', 'active', 1)`,
  `INSERT INTO covers(id, hash, width, height, color, thumbhash, media_type, source_kind, made_at) VALUES
     (5, '${hash}', 600, 600, '#102030', x'0102ff', 'image/jpeg', 'tag', 1)`,
  "INSERT INTO song_covers(song_id, cover_id, state) VALUES (1, 5, 'found'), (2, NULL, 'absent')",
];

beforeAll(async () => {
  world = await ConsoleWorld.open({ download: { items: [item] }, publish: { items: [] } });
  headers = (await world.token(await world.logIn(), 'operator')).headers;
  for (const folder of ['downloads/周杰伦', 'own', 'covers/c0']) mkdirSync(join(music, folder), { recursive: true });
  mkdirSync(join(world.folder, 'covers/c0'), { recursive: true });
  writeFileSync(join(music, 'downloads/周杰伦/七里香 100%.flac'), 'fLaC12345678');
  writeFileSync(join(music, 'own/稻香.mp3'), 'ID3..');
  writeFileSync(join(music, 'secret.mp3'), 'not yours');
  symlinkSync(music, join(music, 'downloads/out'));
  writeFileSync(join(world.folder, `covers/c0/${hash}-300.webp`), 'RIFF');
  await world.write(
    `INSERT INTO storage_backends(id, name, backend_type, base_path, config_json) VALUES
       (1, 'local', 'local', ?, '{"source": ""}'), (2, 'library-1', 'local', ?, '{"source": "library"}'), (3, 'cloud', 'object_storage', NULL, '{}')`,
    ...[join(music, 'downloads'), join(music, 'own')],
  );
  for (const sql of catalogue) await world.write(sql);
});
afterAll(async () => {
  await world.close();
  rmSync(music, { recursive: true });
});

describe('when somebody looks at songs', () => {
  it('shows album, duration, cover and file in lists, and lists those of one platform', async () => {
    const { items } = await get('/api/songs?platform=qq');
    expect(items).toEqual([
      expect.objectContaining({
        ...{ id: 1, name: '七里香', album: '七里香', durationMs: 299_000, coverId: 5, coverHash: hash, thumbhash: 'AQL/' },
        file: { ext: 'flac', quality: 'lossless', sizeBytes: 12 },
      }),
    ]);
    expect((await get('/api/songs?platform=library')).items).toEqual([
      expect.objectContaining({ id: 2, album: null, durationMs: null, coverId: null, coverHash: null, thumbhash: null }),
    ]);
  });

  it('shows the files of a song, where they came from, and the playlists that have it', async () => {
    const { isrc, files, playlists } = await get('/api/songs/1');
    expect(isrc).toBe('TWK970401401');
    expect(playlists).toEqual([{ id: 1, name: '华语', platform: 'qq', position: 2 }]);
    expect(files[0]).toMatchObject({
      ...{ id: 1, backend: 'local', backendType: 'local', locator: '周杰伦/七里香 100%.flac', ext: 'flac', sizeBytes: 12 },
      ...{
        quality: 'lossless',
        bitrate: 900_000,
        durationMs: 299_000,
        sha256: 'ab',
        status: 'active',
        playable: true,
        ownersFolder: false,
      },
    });
    expect(files.map(({ id, playable }: { id: number; playable: boolean }) => [id, playable])).toEqual([
      [1, true],
      [4, true],
      [2, false],
    ]);
    expect((await get('/api/songs/2')).files).toEqual([
      expect.objectContaining({ id: 3, source: 'library', addedAt: '2025-06-15T15:06:40.000Z', ownersFolder: true }),
    ]);
  });
});

describe('when somebody searches for songs', () => {
  const found = async (query: string) => {
    await world.indexed();
    return (await get(`/api/songs?${query}`)).items.map(({ id }: { id: number }) => id);
  };

  it.each([
    ['text=qilixiang', [1]],
    ['text=lixiang', [1]],
    ['text=qi li', [1]],
    ['text=zhou jie lun', [1, 2]],
    ['text=周杰伦', [1, 2]],
    ['text=里香', [1]],
    ['text=onerror', [3]],
    ['text=周杰伦&platform=library', [2]],
    ['text=周杰伦&status=missing', []],
    ['text=no such song', []],
    ['text=%22%20OR%20*', []],
  ])('finds with %s the songs %j', async (query, ids) => {
    expect(await found(query)).toEqual(ids);
  });

  it('gives pages, and finds a song by its new name', async () => {
    const { items, nextCursor } = await get('/api/songs?text=周杰伦&limit=1');
    expect(items).toHaveLength(1);
    expect((await get(`/api/songs?text=周杰伦&limit=1&cursor=${nextCursor}`)).items).toEqual([expect.objectContaining({ id: 2 })]);
    await world.write("UPDATE songs SET name = '晴天' WHERE id = 3");
    expect([await found('text=晴天'), await found('text=onerror')]).toEqual([[3], []]);
    expect((await ask('GET', '/api/songs?text=a&name=b')).status).toBe(400);
  });
});

describe('when somebody listens', () => {
  it('sends a local file, whole and in part, with its media type', async () => {
    const whole = await ask('GET', '/api/songs/1/audio');
    expect([whole.status, whole.text, whole.headers.get('content-type')]).toEqual([200, 'fLaC12345678', 'audio/flac']);
    const part = await ask('GET', '/api/songs/1/audio?fileId=1', undefined, { range: 'bytes=4-7' });
    expect([part.status, part.text, part.headers.get('content-range')]).toEqual([206, '1234', 'bytes 4-7/12']);
    expect((await ask('GET', '/api/songs/1/audio', undefined, { range: 'bytes=99-' })).status).toBe(416);
    expect((await ask('GET', '/api/songs/2/audio')).text).toBe('ID3..');
  });

  it('sends nothing from outside the folder, from a bucket, or of another song', async () => {
    for (const path of [
      '/api/songs/1/audio?fileId=4',
      '/api/songs/1/audio?fileId=2',
      '/api/songs/1/audio?fileId=3',
      '/api/songs/3/audio',
    ]) {
      expect([path, (await ask('GET', path)).status]).toEqual([path, 404]);
    }
    await world.write("UPDATE file_locations SET locator = '../secret.mp3' WHERE id = 4");
    expect((await ask('GET', '/api/songs/1/audio?fileId=4')).status).toBe(404);
  });

  it('sends the pictures of covers, which never change', async () => {
    const { status, text, headers: sent } = await ask('GET', `/api/covers/${hash}/300`);
    expect([status, text, sent.get('content-type')]).toEqual([200, 'RIFF', 'image/webp']);
    expect(sent.get('cache-control')).toBe('private, max-age=31536000, immutable');
    for (const path of [`${hash}/96`, `${'d'.repeat(64)}/300`, '..%2f..%2fcatalogsync.db/300', `${hash}/301`]) {
      expect([path, (await ask('GET', `/api/covers/${path}`)).status]).toEqual([path, path.endsWith('301') ? 400 : 404]);
    }
  });
});

const recording = {
  ...{ source: 'kuwo', remoteId: 'k9', title: '七里香', artists: ['周杰伦'], album: undefined, durationMs: 298_000, ext: 'flac' },
  ...{ fileSizeBytes: 31_000_000, bitrate: undefined, sampleRate: 44_100, bitDepth: 16, quality: 'lossless' },
  match: { accepted: true, priority: 1, highConfidence: true, reason: 'title, artists and duration agree', similarity: 1 },
};

describe('when somebody asks how a song was found', () => {
  it('tells searches, downloads, work and decisions', async () => {
    world.songSources.stories.set('qq,001', {
      resolves: [
        {
          ...{ decidedAt: '2026-01-01T00:00:00.000Z', policy: 'ratioThompson', reason: 'why', outcome: 'found', manual: false },
          order: [{ source: 'kuwo', score: 0.5, breakerState: 'halfOpen' }],
          trials: [{ source: 'kuwo', outcome: 'chosen', elapsedMs: 12, hits: 3, detail: 'the same ISRC', errorCode: undefined }],
          chosen: recording,
        },
      ],
      downloads: [
        {
          ...{ id: 'd1', state: 'succeeded', source: 'kuwo', createdAt: '2026-01-01T00:00:00.000Z', endedAt: '' },
          ...{ errorMessage: undefined, hint: undefined, file: { source: 'kuwo', remoteId: 'k1', sha256: 'ab' } },
          attempts: [
            {
              ...{ source: 'kuwo', remoteId: 'k1', outcome: 'succeeded', code: undefined, message: undefined },
              ...{ startedAt: '2026-01-01T00:00:00.000Z', elapsedMs: 900 },
            },
          ],
        },
      ],
    });
    const { resolves, downloads, items, choice, rejected, quarantine } = await get('/api/songs/1/story');
    expect(resolves[0]).toMatchObject({
      ...{ decidedAt: '2026-01-01T00:00:00.000Z', policy: 'ratioThompson', outcome: 'found' },
      order: [{ source: 'kuwo', score: 0.5, breakerState: 'halfOpen' }],
      chosen: { source: 'kuwo', remoteId: 'k9', sizeBytes: 31_000_000, match: { reason: 'title, artists and duration agree' } },
    });
    expect(downloads[0]).toMatchObject({ id: 'd1', endedAt: null, attempts: [{ outcome: 'succeeded', code: null }] });
    expect([items, choice, rejected, quarantine]).toEqual([[], null, [], []]);
    expect((await ask('GET', '/api/songs/99/story')).status).toBe(404);
  });

  it('asks one source what else it has', async () => {
    world.songSources.offered.set('kuwo', [recording, { ...recording, match: undefined }]);
    const { items, whyNoFiles } = await get('/api/songs/1/candidates?source=kuwo');
    expect(whyNoFiles).toBeNull();
    expect(items).toEqual([
      expect.objectContaining({ remoteId: 'k9', album: null, bitrate: null }),
      expect.objectContaining({ match: null }),
    ]);
    expect(Object.keys(items[0])).not.toContain('coverUrl');
    expect((await ask('GET', '/api/songs/1/candidates?source=nobody')).status).toBe(404);
    expect((await ask('GET', '/api/songs/1/candidates')).status).toBe(400);
  });
});

describe('when somebody chooses a recording', () => {
  it('keeps the choice and makes a job for the song alone', async () => {
    const { status, json } = await ask('POST', '/api/songs/1/choose', { source: 'kuwo', remoteId: 'k9', note: 'the album version' });
    expect([status, json]).toEqual([
      200,
      {
        choice: { source: 'kuwo', remoteId: 'k9', note: 'the album version', createdAt: '2026-01-01T00:00:00.000Z' },
        ...{ jobId: 1, itemId: null },
      },
    ]);
    expect(await get('/api/jobs/1')).toMatchObject({ template: 'full', playlistScope: { songs: [1] } });
    const stages = (await get('/api/jobs/1')).stages.map(({ stageType }: { stageType: string }) => stageType);
    expect(stages).toEqual(['download', 'publish']);
  });

  it('fetches it by the newest item of the song once there is one', async () => {
    await world.engine.start();
    await world.jobThat(1, ({ status }) => status === 'completed', headers);
    await world.write(`UPDATE job_items SET result_json = '{"locator": "周杰伦/七里香 100%.flac", "source": "kuwo"}' WHERE song_id = 1`);
    const [told] = (await get('/api/songs/1')).files;
    expect([told.source, told.addedAt]).toEqual(['kuwo', expect.stringMatching(/^20.*Z$/)]);
    const { json } = await ask('POST', '/api/songs/1/choose', { source: 'kuwo', remoteId: 'k8' });
    expect(json).toMatchObject({ choice: { remoteId: 'k8', note: '' }, jobId: 1, itemId: 1 });
    await world.jobThat(1, ({ status }) => status === 'completed', headers);
    // The song has another file: an item that brought none leaves it alone.
    expect((await ask('POST', '/api/songs/1/choose', { source: 'kuwo', remoteId: 'k7' })).json).toMatchObject({ jobId: 2, itemId: null });
    await world.jobThat(2, ({ status }) => status === 'completed', headers);
    expect((await get('/api/songs/1/story')).items[1]).toEqual(expect.objectContaining({ id: 1, jobId: 1, songId: 1, attempts: 2 }));
  });

  it('withdraws it, and says so if there is none', async () => {
    expect((await ask('DELETE', '/api/songs/1/choice')).status).toBe(204);
    expect((await ask('DELETE', '/api/songs/1/choice')).json).toMatchObject({ status: 404, code: 'not_found' });
  });

  it('records who did it', async () => {
    const actions = world.rows<{ action: string; target: string; outcome: string }>(
      "SELECT action, target, outcome FROM console_audit WHERE action LIKE '%Recording' ORDER BY id",
    );
    expect(actions).toEqual([
      { action: 'chooseRecording', target: 'song 1: kuwo,k9', outcome: 'done' },
      { action: 'chooseRecording', target: 'song 1: kuwo,k8', outcome: 'done' },
      { action: 'chooseRecording', target: 'song 1: kuwo,k7', outcome: 'done' },
      { action: 'unchooseRecording', target: 'song 1', outcome: 'done' },
      { action: 'unchooseRecording', target: 'song 1', outcome: 'not_found' },
    ]);
  });
});

describe('when somebody rejects a file', () => {
  const reject = async (song: number, fileId: number, retry = false) => {
    const { status, json } = await ask('POST', `/api/songs/${song}/reject`, { fileId, note: 'it jumps', retry });
    return [status, json] as const;
  };

  it('never touches a file in a folder of the owner', async () => {
    const [status, { code, hint }] = await reject(2, 3);
    expect([status, code, hint]).toEqual([409, 'failed_precondition', 'Move or delete it there; the next scan takes note.']);
    expect((await get('/api/songs/2')).fileCount).toBe(1);
    expect((await reject(1, 3))[0]).toBe(404);
  });

  it('serves no copy of it any more, remembers where it came from, and fetches the song anew', async () => {
    expect(await reject(1, 1, true)).toEqual([200, { fileId: 1, remembered: true, jobId: 3, itemId: null }]);
    expect(world.songSources.refusals).toEqual([{ source: 'kuwo', remoteId: 'k1', sha256: 'ab', reason: 'it jumps' }]);
    const { files, fileCount } = await get('/api/songs/1');
    expect(fileCount).toBe(1);
    expect(files.map(({ id, status, playable }: { id: number; status: string; playable: boolean }) => [id, status, playable])).toEqual([
      [4, 'active', true],
      [1, 'rejected', false],
      [2, 'rejected', false],
    ]);
    expect((await ask('GET', '/api/songs/1/audio?fileId=1')).status).toBe(404);
    expect((await get('/api/songs/1/story')).rejected).toEqual([
      expect.objectContaining({ source: 'kuwo', remoteId: 'k1', reason: 'it jumps' }),
    ]);
  });

  it('refuses to reject it twice, and says if nothing can be remembered', async () => {
    expect((await reject(1, 1))[1]).toMatchObject({ code: 'failed_precondition', detail: 'the file is rejected' });
    expect(await reject(1, 4)).toEqual([200, { fileId: 4, remembered: false, jobId: null, itemId: null }]);
  });
});

describe('when the catalogue is large', () => {
  it('reads no table from its beginning for a song, nor for the songs of a platform', async () => {
    const asked = new Set<string>();
    const session = {
      rows: <Row>(sql: string, ...values: SqlValue[]) => {
        asked.add(sql);
        return world.database.reads.rows<Row>(sql, ...values);
      },
    };
    await new SqliteSongDetails(session).find({ platform: 'qq', remoteId: '001' });
    await new SqliteSongItems(session).itemsOf(1, 20);
    await new SqliteSongFiles(session).audioOf(1);
    const lists = new SqliteCatalogueLists(session);
    for (const status of [undefined, 'downloaded', 'missing', 'gone'] as const) {
      await lists.songs({ platform: 'qq', name: 'a', after: { name: 'b', id: 1 }, status, limit: 2 });
      await lists.songsAmong([1, 2], { status, platform: 'qq' });
    }
    const connection = new Connection(world.file, { readonly: true });
    // What a part reads at most is called `some`.
    const scans = [...asked].flatMap((sql) => {
      const values = Array((sql.match(/\?/g) ?? []).length).fill('1');
      const plan = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { detail: string }[];
      return plan.filter(({ detail }) => /^SCAN (?!json_each|some$)/.test(detail)).map(({ detail }) => ({ sql, detail }));
    });
    connection.close();
    expect(asked.size).toBeGreaterThan(15);
    expect(scans).toEqual([]);
  });
});
