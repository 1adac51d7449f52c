import { Gate } from '@catalogsync/job-engine/testing';
import type { SqlValue } from '@catalogsync/sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { SqliteCatalogueLists } from '../src/adapters/sqlite/stores/console-catalogue-lists.js';
import { SqliteJobHistory } from '../src/adapters/sqlite/stores/console-job-history.js';
import { ConsoleWorld, songs } from './console-world.js';

// Real here: HTTP on loopback, SQLite, the job engine.
let world: ConsoleWorld;
let headers: Record<string, string>;
const gate = new Gate();
const get = async (path: string) => (await world.ask('GET', path, { headers })).json;
const post = async (path: string, body?: object) => {
  const { status, json } = await world.ask('POST', path, { headers, body });
  return [status, json?.code ?? json?.status, json];
};
const until = (id: number, wanted: Parameters<ConsoleWorld['jobThat']>[1]) => world.jobThat(id, wanted, headers);

beforeAll(async () => {
  world = await ConsoleWorld.open({ download: { items: songs(4), execute: gate.execute }, publish: { items: songs(1, '') } });
  headers = (await world.token(await world.logIn(), 'operator')).headers;
});
afterAll(() => world.close());

describe('when jobs wait for a runner that has not started', () => {
  it('queues jobs and commands, and reports them as pending', async () => {
    const created = await world.ask('POST', '/api/jobs', { headers, body: { template: 'download', downloadSources: ['qq'] } });
    expect([created.status, created.headers.get('location')]).toEqual([201, '/api/jobs/1']);
    expect(created.json).toMatchObject({
      id: 1,
      template: 'download',
      status: 'queued',
      downloadSources: ['qq'],
      configSnapshot: { libraryRoot: '/music' },
    });
    expect(await post('/api/jobs/1/pause')).toMatchObject([202, 'pending', { affected: 0 }]);
    expect(world.rows('SELECT command_type, job_run_id, status FROM job_commands')).toEqual([
      { command_type: 'pause', job_run_id: 1, status: 'pending' },
    ]);
    await world.engine.start();
    await until(1, (job) => job.status === 'paused');
    expect(await post('/api/jobs/1/resume')).toMatchObject([200, 'applied', { affected: 1 }]);
  });
});

describe('when an operator sends commands (behaviour 125)', () => {
  it('returns 200 for what was applied, 409 with the reason for what was not, 404 for what does not exist', async () => {
    await until(1, (job) => job.itemCounts.running === 2);
    expect(await post('/api/jobs/1/pause')).toMatchObject([200, 'applied', { affected: 1 }]);
    expect(await post('/api/jobs/1/pause')).toMatchObject([409, 'failed_precondition', { detail: expect.any(String) }]);
    expect(await post('/api/jobs/99/pause')).toMatchObject([404, 'not_found', {}]);
    expect(await post('/api/items/99/retry')).toMatchObject([404, 'not_found', {}]);
    expect(await post('/api/commands', { type: 'cancel', stageId: 99 })).toMatchObject([404, 'not_found', {}]);
    const commands = world.rows<{ n: number }>('SELECT count(*) AS n FROM job_commands')[0]?.n;
    expect(commands).toBe(4);
  });

  it('resumes, retries what failed, refuses to retry what is running, and force-retries what succeeded', async () => {
    expect(await post('/api/jobs/1/resume')).toMatchObject([200, 'applied', {}]);
    const [first = '', second = ''] = gate.begun;
    const running = await get('/api/jobs/1/items?status=running');
    expect(await post(`/api/items/${running.items[0].id}/retry`)).toMatchObject([409, 'failed_precondition', {}]);
    gate.end(first, { kind: 'failed', errorClass: 'rejected', message: '没有版权' });
    gate.end(second);
    await until(1, (job) => job.itemCounts.failed === 1 && job.itemCounts.succeeded === 1);
    const [failed] = (await get('/api/jobs/1/items?status=failed&errorClass=rejected')).items;
    expect(failed).toMatchObject({ errorClass: 'rejected', lastError: '没有版权' });
    expect(await post('/api/commands', { type: 'retry_item', errorClass: 'rejected', dryRun: true })).toMatchObject([
      200,
      'counted',
      { affected: 1 },
    ]);
    expect((await get('/api/jobs/1')).itemCounts.failed).toBe(1);
    expect(await post(`/api/items/${failed.id}/retry`)).toMatchObject([200, 'applied', { affected: 1 }]);
    const [succeeded] = (await get('/api/jobs/1/items?status=succeeded')).items;
    expect(await post(`/api/items/${succeeded.id}/retry`)).toMatchObject([409, 'failed_precondition', {}]);
    expect(await post(`/api/items/${succeeded.id}/force-retry`)).toMatchObject([200, 'applied', { affected: 1 }]);
  });

  it('requires a target, or an explicit `everything`', async () => {
    expect(await post('/api/commands', { type: 'pause' })).toMatchObject([400, 'invalid_argument', {}]);
    expect(await post('/api/commands', { type: 'pause', jobId: 1, everything: true })).toMatchObject([400, 'invalid_argument', {}]);
    expect(await post('/api/commands', { type: 'pause', dryRun: true, everything: true })).toMatchObject([400, 'invalid_argument', {}]);
    expect(await post('/api/commands', { type: 'retry_item', source: 'nowhere' })).toMatchObject([400, 'invalid_argument', {}]);
    expect(await post('/api/commands', { type: 'pause', everything: true })).toMatchObject([200, 'applied', {}]);
    expect(await post('/api/commands', { type: 'resume', everything: true })).toMatchObject([200, 'applied', {}]);
  });

  it('refuses unknown templates and sources, malformed playlists, and what nothing here can run', async () => {
    for (const body of [
      { template: 'dance' },
      {},
      { template: 'download', sources: ['nowhere'] },
      { template: 'download', sources: [''] },
    ]) {
      expect([body, ...(await post('/api/jobs', body)).slice(0, 2)]).toEqual([body, 400, 'invalid_argument']);
    }
    expect(await post('/api/jobs', { template: 'collect' })).toMatchObject([409, 'failed_precondition', {}]);
    const playlists = [{ platform: 'qq', remoteId: '七里香' }];
    for (const body of [
      { template: 'publish', playlists },
      { template: 'download', playlists: [] },
      { template: 'download', playlists: [{ platform: 'Q Q', remoteId: '1' }] },
      { template: 'download', playlists: [{ platform: 'qq' }] },
    ]) {
      expect([body, ...(await post('/api/jobs', body)).slice(0, 2)]).toEqual([body, 400, 'invalid_argument']);
    }
    const [status, , made] = await post('/api/jobs', { template: 'download', playlists });
    expect([status, JSON.stringify(made.playlistScope)]).toEqual([201, expect.stringContaining('七里香')]);
    await post(`/api/jobs/${made.id}/cancel`);
  });
});

describe('when the dashboard is read', () => {
  it('answers scripts that ask in snake_case in the same spelling (behaviour 127)', async () => {
    await until(1, (job) => job.itemCounts.running === 2);
    const bare = await get('/api/dashboard?include_task_rows=false');
    expect(bare).toMatchObject({ download_stats: { downloaded_songs: 0 }, transfer_stats: { download_speed_bytes_per_sec: 0 } });
    expect(bare.workers).toMatchObject([
      { worker_name: 'download-1', status: 'running' },
      { worker_name: 'download-2', status: 'running' },
    ]);
    expect(bare).not.toHaveProperty('task_rows');
    expect((await get('/api/dashboard?include_task_rows=true')).task_rows).toHaveLength(2);
  });

  it('shows downloads, speeds and workers, with or without task rows (behaviour 127)', async () => {
    await until(1, (job) => job.itemCounts.running === 2);
    const bare = await get('/api/dashboard?includeTaskRows=false');
    expect(bare).toMatchObject({
      downloadStats: { downloadedSongs: 0, items: { running: 2 } },
      transferStats: { downloadSpeedBytesPerSec: 0 },
      jobs: [{ id: 1 }],
    });
    expect(bare.workers.map((worker: { workerName: string; status: string }) => [worker.workerName, worker.status])).toEqual([
      ['download-1', 'running'],
      ['download-2', 'running'],
    ]);
    expect(bare).not.toHaveProperty('taskRows');
    const full = await get('/api/dashboard');
    expect(full.taskRows.map((row: { status: string }) => row.status)).toEqual(['running', 'running']);
  });

  it('shows a worker only while its item runs under an active job (behaviour 130)', async () => {
    await post('/api/jobs/1/cancel');
    await until(1, (job) => job.status === 'canceled');
    // The aborted attempts have not ended yet: the engine still lists them.
    expect(world.engine.runningItems().length).toBeGreaterThan(0);
    expect((await get('/api/dashboard')).workers).toEqual([]);
    expect((await get('/api/dashboard')).recentJobs).toMatchObject([{ id: 2 }, { id: 1, status: 'canceled' }]);
    expect((await get('/api/workers')).items.map((worker: { workerName: string }) => worker.workerName)).toContain('download-1');
  });

  it('shows a job with its stages, counts and events, newest first (behaviour 129)', async () => {
    const job = await get('/api/jobs/1');
    expect(job).toMatchObject({
      stages: [{ stageType: 'download', seqNo: 1, planned: true, itemCounts: { canceled: expect.any(Number) } }],
    });
    const types = job.recentEvents.map((event: { eventType: string }) => event.eventType);
    expect(types.at(-1)).toBe('job_created');
    expect(types).toContain('canceled');
    const all = await get('/api/jobs/1/events?limit=3');
    const rest = await get(`/api/jobs/1/events?limit=200&cursor=${all.nextCursor}`);
    expect([...all.items, ...rest.items]).toEqual(job.recentEvents);
  });
});

describe('when lists are long', () => {
  const names = ['Apple', 'apple', 'Äpfel', 'banana', '七里香', '七里香', '七月', '稻香', "100% '_pure", ''];
  beforeAll(async () => {
    for (const [index, name] of names.entries()) {
      await world.write('INSERT INTO songs(platform, remote_song_id, name) VALUES (?, ?, ?)', 'qq', `s${index}`, name);
      await world.write(
        'INSERT INTO playlists(platform, remote_playlist_id, name, sync_status) VALUES (?, ?, ?, ?)',
        'qq',
        `p${index}`,
        name,
        index % 2 === 0 ? 'synced' : 'failed',
      );
      await world.write(
        'INSERT INTO job_logs(job_run_id, level, message) VALUES (?, ?, ?)',
        index % 3,
        index % 2 === 0 ? 'warn' : 'error',
        name,
      );
    }
    await world.write(
      'INSERT INTO playlist_songs(playlist_id, song_id, position) SELECT (SELECT min(id) FROM playlists), id, id FROM songs',
    );
  });
  const walk = async (path: string): Promise<Array<{ id: number; name: string; message: string }>> => {
    const found: Array<{ id: number; name: string; message: string }> = [];
    for (let cursor = ''; ; ) {
      const page = await get(`${path}${path.includes('?') ? '&' : '?'}limit=2${cursor}`);
      found.push(...page.items);
      if (page.nextCursor === null) return found;
      cursor = `&cursor=${page.nextCursor}`;
    }
  };

  it('pages songs and playlists by name without gaps or repeats', async () => {
    for (const path of ['/api/songs', '/api/playlists']) {
      const found = await walk(path);
      expect(found.map(({ name }) => name).sort()).toEqual([...names].sort());
      expect(new Set(found.map(({ id }) => id)).size).toBe(names.length);
      expect(found.map(({ name }) => name).slice(0, 5)).toEqual(['', "100% '_pure", 'Apple', 'apple', 'banana']);
    }
  });

  it('finds names by prefix in any script, taking special characters literally', async () => {
    const found = async (name: string) => (await walk(`/api/songs?name=${encodeURIComponent(name)}`)).map((song) => song.name);
    expect(await found('APP')).toEqual(['Apple', 'apple']);
    expect((await found('七')).sort()).toEqual(['七月', '七里香', '七里香']);
    expect(await found('七里')).toEqual(['七里香', '七里香']);
    expect(await found('%')).toEqual([]);
    expect(await found("100% '_")).toEqual(["100% '_pure"]);
  });

  it('filters by status, and refuses a cursor of another filter', async () => {
    expect((await walk('/api/playlists?status=failed')).length).toBe(5);
    expect((await walk('/api/playlists?status=failed&name=a')).map(({ name }) => name)).toEqual(['apple']);
    const page = await get('/api/playlists?status=failed&limit=2');
    expect((await world.ask('GET', `/api/playlists?limit=2&cursor=${page.nextCursor}`, { headers })).status).toBe(400);
    expect((await walk('/api/logs?level=warn')).length).toBe(5);
    expect((await walk('/api/logs?jobId=2')).map(({ message }) => message)).toEqual(["100% '_pure", '七里香', 'Äpfel']);
    expect((await walk('/api/logs?level=error&jobId=2')).map(({ message }) => message)).toEqual(['七里香']);
  });

  it('knows which songs have a file, however its location is written, moved or deleted', async () => {
    const statuses = async () => (await walk('/api/songs?status=downloaded')).map(({ name }) => name);
    await world.write("INSERT INTO storage_backends(id, name, backend_type) VALUES (71, 'a', 'local'), (72, 'b', 'local')");
    await world.write(
      "INSERT INTO file_assets(id, song_id, quality_label, ext) SELECT id + 1000, id, 'high', 'mp3' FROM songs WHERE name IN ('banana', '稻香')",
    );
    const asset = world.rows<{ id: number }>("SELECT id + 1000 AS id FROM songs WHERE name = 'banana'")[0]?.id ?? 0;
    const other = world.rows<{ id: number }>("SELECT id + 1000 AS id FROM songs WHERE name = '稻香'")[0]?.id ?? 0;
    await world.write(
      "INSERT INTO file_locations(file_asset_id, backend_id, status) VALUES (?, 71, 'pending'), (?, 72, 'active')",
      asset,
      asset,
    );
    expect(await statuses()).toEqual(['banana']);
    await world.write("UPDATE file_locations SET status = 'active' WHERE backend_id = 71");
    await world.write("UPDATE file_locations SET status = 'missing' WHERE backend_id = 72");
    expect((await get('/api/songs?status=downloaded')).items).toMatchObject([{ name: 'banana', fileCount: 1 }]);
    await world.write('UPDATE file_locations SET file_asset_id = ? WHERE backend_id = 71', other);
    expect(await statuses()).toEqual(['稻香']);
    world.pass(60_000);
    expect((await get('/api/dashboard')).downloadStats).toMatchObject({ downloadedSongs: 1, missingSongs: names.length - 1 });
    await world.write('DELETE FROM file_locations WHERE backend_id = 71');
    expect(await statuses()).toEqual([]);
    expect((await walk('/api/songs?status=missing')).length).toBe(names.length);
  });

  it('runs no query that reads a whole table or sorts', async () => {
    const asked = new Set<string>();
    const session = {
      rows: <Row>(sql: string, ...values: SqlValue[]) => {
        asked.add(sql);
        return world.database.reads.rows<Row>(sql, ...values);
      },
    };
    const lists = new SqliteCatalogueLists(session);
    const history = new SqliteJobHistory(session);
    for (const name of [undefined, 'a']) {
      for (const after of [undefined, { name: 'b', id: 1 }]) {
        for (const status of [undefined, 'downloaded', 'missing', 'gone'] as const) await lists.songs({ name, after, status, limit: 2 });
        for (const status of [undefined, 'failed']) await lists.playlists({ name, after, status, limit: 2 });
      }
    }
    await history.openJobs(2);
    await history.eventsOf(1, { limit: 2 });
    await history.eventsAfter(1, 2);
    await history.newestEvent();
    const audit = 'SELECT * FROM console_audit WHERE id < ? ORDER BY id DESC LIMIT ?';
    const token = 'SELECT * FROM console_tokens WHERE token_hash = ?';
    const connection = new Connection(world.file, { readonly: true });
    const slow = [...asked, audit, token].flatMap((sql) => {
      const plan = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...Array((sql.match(/\?/g) ?? []).length).fill('1')) as {
        detail: string;
      }[];
      // The newest event is read from the end of the table: a walk that LIMIT ends, not a search.
      const walks = sql.includes('FROM job_events ORDER BY id DESC LIMIT 1');
      // What a subquery found is at most a page, by its own LIMIT; so are ids that are given.
      const isPage = (detail: string): boolean => /^SCAN (?:\(subquery-\d+\)|some|json_each VIRTUAL TABLE INDEX 1:)$/.test(detail);
      return plan
        .filter(({ detail }) => /TEMP B-TREE/.test(detail) || (/^SCAN/.test(detail) && !walks && !isPage(detail)))
        .map(({ detail }) => ({ sql, detail }));
    });
    connection.close();
    expect(asked.size).toBeGreaterThan(20);
    expect(slow).toEqual([]);
  });
});

describe('when sources are called by other names', () => {
  it('accepts the other names of sources, and keeps the proper ones (205)', async () => {
    const playlists = [{ platform: 'QQMusicClient', remoteId: '5' }];
    const body = { template: 'download', sources: ['qq_dl'], downloadSources: ['KuwoMusicClient', 'kuwo_dl', 'qq'], playlists };
    expect((await world.ask('POST', '/api/jobs', { headers, body })).json).toMatchObject({
      sources: ['qq'],
      downloadSources: ['kuwo', 'qq'],
      playlistScope: { playlists: [{ platform: 'qq', remoteId: '5' }] },
    });
    expect((await world.ask('POST', '/api/commands', { headers, body: { type: 'pause', source: 'QQ_DL' } })).status).toBe(200);
    expect((await get('/api/dashboard')).holds).toMatchObject([{ kind: 'source', name: 'qq' }]);
  });
});

describe('when single songs are to be downloaded', () => {
  it('downloads only the named songs, with a template that downloads', async () => {
    for (const body of [
      { template: 'publish', songs: [1] },
      { template: 'download', songs: [] },
      { template: 'download', songs: [1], playlists: [{ platform: 'qq', remoteId: '1' }] },
    ]) {
      expect([body, ...(await post('/api/jobs', body)).slice(0, 2)]).toEqual([body, 400, 'invalid_argument']);
    }
    const [status, , made] = await post('/api/jobs', { template: 'full', songs: [1] });
    expect([status, made.stages.map(({ stageType }: { stageType: string }) => stageType)]).toEqual([
      201,
      expect.not.arrayContaining(['sync']),
    ]);
    await post(`/api/jobs/${made.id}/cancel`);
  });
});
