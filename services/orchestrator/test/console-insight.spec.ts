import { Gate } from '@catalogsync/job-engine/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { ConsoleWorld, songs } from './console-world.js';

// Real here: HTTP on loopback, SQLite, the job engine.
let world: ConsoleWorld;
let headers: Record<string, string>;
const gate = new Gate();
const ask = (path: string) => world.ask('GET', path, { headers });
const get = async (path: string) => (await ask(path)).json;
const post = async (path: string, body?: object) => {
  const { status, json } = await world.ask('POST', path, { headers, body });
  return [status, json?.code ?? json?.status, json];
};
const ids = ({ items }: { items: Array<{ id: number }> }): number[] => items.map(({ id }) => id);

interface Found {
  readonly ids: number[];
  readonly pages: number;
}

async function walk(path: string): Promise<Found> {
  const found: number[] = [];
  for (let [cursor, pages] = ['', 1]; ; pages += 1) {
    const page = await get(`${path}${path.includes('?') ? '&' : '?'}limit=2${cursor}`);
    found.push(...ids(page));
    if (page.nextCursor === null) return { ids: found, pages };
    cursor = `&cursor=${page.nextCursor}`;
  }
}

beforeAll(async () => {
  world = await ConsoleWorld.open({ download: { items: songs(4), execute: gate.execute }, publish: { items: songs(1, '') } });
  headers = (await world.token(await world.logIn(), 'operator')).headers;
  await world.engine.start();
  await world.ask('POST', '/api/jobs', { headers, body: { template: 'download' } });
  await world.jobThat(1, (job) => job.itemCounts.running === 2, headers);
  const [first = '', second = ''] = gate.begun;
  gate.end(first, { kind: 'failed', errorClass: 'rejected', message: 'answer 17 has no "list"' });
  gate.end(second, { kind: 'succeeded', result: { file_size_bytes: 5_000_000 } });
  await world.jobThat(1, (job) => job.itemCounts.failed === 1 && job.itemCounts.succeeded === 1, headers);
  const job = `INSERT INTO job_runs(id, job_type, sources, download_sources, status, created_at) VALUES (?, ?, ?, ?, ?, ?)`;
  for (let id = 101; id <= 110; id += 1) {
    const status = id % 3 === 0 ? 'failed' : 'completed';
    await world.write(
      job,
      id,
      id % 2 === 0 ? 'full' : 'publish',
      id % 5 === 0 ? 'qq,kuwo' : '',
      '',
      status,
      `2030-01-${id - 90}T00:00:00.000Z`,
    );
  }
  await world.write(
    "INSERT INTO job_stages(id, job_run_id, stage_type, seq_no, status, items_failed) VALUES (900, 101, 'sync', 1, 'failed', 6)",
  );
  const item = `INSERT INTO job_items(id, job_stage_id, item_type, item_key, display_text, status, source, error_class, last_error, started_at, ended_at)
    VALUES (?, 900, 'song', ?, ?, 'failed', ?, ?, ?, '2030-01-11T00:00:00.000Z', ?)`;
  for (let id = 901; id <= 906; id += 1) {
    const source = id <= 904 ? 'qq' : 'kuwo';
    await world.write(
      item,
      id,
      `${id}`,
      `Song_${id} 100%`,
      source,
      'source_down',
      `error ${id % 2 === 0 ? 'of' : 'in'} ${id}`,
      `2030-01-11T00:0${id - 900}:00.000Z`,
    );
  }
  const log = 'INSERT INTO job_logs(id, job_run_id, job_item_id, level, message, created_at) VALUES (?, ?, ?, ?, ?, ?)';
  for (let id = 1001; id <= 1012; id += 1) {
    const level = ['info', 'warn', 'error'][id % 3] ?? '';
    const at = new Date(Date.now() - (1013 - id) * 60_000).toISOString();
    await world.write(log, id, 101, 901 + (id % 6), level, `Song_${901 + (id % 6)} 100%: line ${id}`, at);
  }
});
afterAll(() => world.close());

describe('when jobs are filtered', () => {
  it('finds them by several states, template, source and time, page by page, newest first', async () => {
    expect((await walk('/api/jobs')).ids).toEqual([110, 109, 108, 107, 106, 105, 104, 103, 102, 101, 1]);
    expect((await walk('/api/jobs?status=failed,running')).ids).toEqual([108, 105, 102, 1]);
    expect((await walk('/api/jobs?template=full&status=failed')).ids).toEqual([108, 102]);
    expect((await walk('/api/jobs?source=kuwo')).ids).toEqual([110, 105]);
    expect((await walk('/api/jobs?source=ku')).ids).toEqual([]);
    expect((await walk('/api/jobs?since=2030-01-14T00:00:00Z&until=2030-01-16T00:00:00Z')).ids).toEqual([105, 104]);
    expect((await walk('/api/jobs?until=2000-01-01T00:00:00Z')).ids).toEqual([]);
    expect((await walk('/api/jobs?since=2040-01-01T00:00:00Z')).ids).toEqual([]);
  });

  it('counts them by state with the same filters', async () => {
    expect(await get('/api/jobs/counts')).toMatchObject({ counts: { running: 1, failed: 3, completed: 7, queued: 0 }, complete: true });
    expect(await get('/api/jobs/counts?template=full&source=qq')).toMatchObject({ counts: { failed: 0, completed: 1 } });
    expect(await get('/api/jobs/counts?since=2030-01-18T00:00:00Z')).toMatchObject({ counts: { failed: 1, completed: 2 } });
  });

  it('refuses a cursor of another filter', async () => {
    const { nextCursor } = await get('/api/jobs?limit=1&status=failed');
    expect((await ask(`/api/jobs?limit=1&status=completed&cursor=${nextCursor}`)).status).toBe(400);
  });
});

describe('when items are filtered', () => {
  it('finds them by state, cause, source, stage and text, in either order', async () => {
    expect((await walk('/api/jobs/101/items')).ids).toEqual([901, 902, 903, 904, 905, 906]);
    expect((await walk('/api/jobs/101/items?order=desc&source=qq')).ids).toEqual([904, 903, 902, 901]);
    expect((await walk('/api/jobs/101/items?errorClass=source_down&source=kuwo&status=failed,running')).ids).toEqual([905, 906]);
    expect((await walk('/api/jobs/101/items?text=song_903')).ids).toEqual([903]);
    expect((await walk('/api/jobs/101/items?text=100%25')).ids).toHaveLength(6);
    expect((await walk('/api/jobs/101/items?text=Song%25903')).ids).toEqual([]);
    expect((await walk('/api/jobs/101/items?stageId=901')).ids).toEqual([]);
    expect((await walk('/api/jobs/1/items?status=running,failed,succeeded')).ids).toHaveLength(4);
  });

  it('shows one item with its job', async () => {
    expect(await get('/api/items/905')).toMatchObject({ id: 905, jobId: 101, stageId: 900, source: 'kuwo', status: 'failed' });
    expect((await ask('/api/items/99999')).status).toBe(404);
  });
});

describe('when a job has failures', () => {
  it('groups them by stage, class and source with their commonest messages, largest first', async () => {
    const { items } = await get('/api/jobs/101/errors');
    expect(items).toMatchObject([
      {
        stageId: 900,
        stageType: 'sync',
        errorClass: 'source_down',
        source: 'qq',
        count: 4,
        firstAt: '2030-01-11T00:01:00.000Z',
        lastAt: '2030-01-11T00:04:00.000Z',
      },
      { source: 'kuwo', count: 2 },
    ]);
    expect(items[0].messages).toEqual([
      { text: 'error of #', count: 2, itemId: 904, displayText: 'Song_904 100%' },
      { text: 'error in #', count: 2, itemId: 903, displayText: 'Song_903 100%' },
    ]);
    expect((await get('/api/jobs/1/errors')).items).toMatchObject([
      { errorClass: 'rejected', count: 1, messages: [{ text: 'answer # has no "…"' }] },
    ]);
  });
});

describe('when a job is shown over time', () => {
  it('counts what ended by the minute, and shows the items of short stages', async () => {
    const { stages } = await get('/api/jobs/1/timeline');
    const sum = (key: string) => stages[0].minutes.reduce((total: number, minute: Record<string, number>) => total + (minute[key] ?? 0), 0);
    expect([sum('succeeded'), sum('failed'), sum('bytes')]).toEqual([1, 1, 5_000_000]);
    expect(stages[0]).toMatchObject({ stageType: 'download', status: 'running' });
    expect(stages[0].spans.map((span: { status: string }) => span.status).sort()).toEqual(['failed', 'running', 'running', 'succeeded']);
  });

  it('gives the last minutes of all jobs, one value a minute', async () => {
    const { songs: done, bytes, failures, stepSeconds } = await get('/api/series?minutes=5');
    const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
    expect([done.length, stepSeconds, total(done), total(bytes), total(failures)]).toEqual([5, 60, 1, 5_000_000, 1]);
    expect((await get('/api/series')).songs).toHaveLength(60);
    expect((await ask('/api/series?minutes=4')).status).toBe(400);
  });
});

describe('when logs are read', () => {
  it('finds lines by level, item, source, time and text, newest first', async () => {
    const of = async (filter: string) => (await walk(`/api/logs?jobId=101&${filter}`)).ids;
    expect(await of('level=warn,error')).toEqual([1012, 1010, 1009, 1007, 1006, 1004, 1003, 1001]);
    expect((await walk('/api/logs?itemId=901')).ids).toEqual([1008, 1002]);
    expect(await of('itemId=901&level=info')).toEqual([1008, 1002]);
    expect(await of('source=kuwo')).toEqual([1012, 1007, 1006, 1001]);
    expect(await of('text=LINE%201007')).toEqual([1007]);
    const since = new Date(Date.now() - 3.5 * 60_000).toISOString();
    expect(await of(`since=${since}`)).toEqual([1012, 1011, 1010]);
  });

  it('groups errors and warnings of the last minutes by what they have in common', async () => {
    const { items, readLines, complete } = await get('/api/logs/clusters?minutes=60');
    expect(complete).toBe(true);
    expect(readLines).toBeGreaterThanOrEqual(8);
    expect(items).toEqual(expect.arrayContaining([expect.objectContaining({ level: 'warn', text: 'line #', count: 4 })]));
    expect(items[0].level).toBe('error');
  });

  it('sends them as a text file', async () => {
    const { status, text, headers: sent } = await ask('/api/logs/download?jobId=101&level=info,warn,error');
    expect([status, sent.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(12);
    expect(lines[0]).toMatch(/^\d{4}-.*Z \w+ job=101 item=\d+ Song_\d+ 100%: line 1012$/);
  });
});

describe('when a command is sent for what was seen', () => {
  it('reaches several jobs at once, with one count for all of them', async () => {
    const target = { type: 'retry_item', jobIds: [101, 1] };
    const [, , { affected }] = await post('/api/commands', { ...target, dryRun: true });
    expect(affected).toBe(7);
    expect(await post('/api/commands', { ...target, seen: 5 })).toMatchObject([409, 'failed_precondition', { affected: 7 }]);
    expect(await post('/api/commands', { ...target, jobIds: [101, 77] })).toMatchObject([404, 'not_found', {}]);
    expect(await post('/api/commands', { ...target, jobId: 1 })).toMatchObject([400, 'invalid_argument', {}]);
    expect(await post('/api/commands', { ...target, jobIds: [1, 1] })).toMatchObject([400, 'invalid_argument', {}]);
    // Both have ended, and are skipped.
    expect(await post('/api/commands', { type: 'pause', jobIds: [103, 106] })).toMatchObject([200, 'applied', { affected: 0 }]);
    expect((await get('/api/commands')).items[0]).toMatchObject({
      ...{ type: 'pause', status: 'applied', target: { jobId: null, jobIds: [103, 106] }, affected: 0, jobsDone: 2 },
    });
  });

  it('is refused when another number matches by now, and says how many do', async () => {
    const target = { type: 'retry_item', jobId: 1 };
    const [, , counted] = await post('/api/commands', { ...target, dryRun: true });
    expect(counted.affected).toBe(1);
    expect(await post('/api/commands', { ...target, seen: 400 })).toMatchObject([
      409,
      'failed_precondition',
      { detail: '1 items match now, you saw 400', affected: 1 },
    ]);
    expect(await post('/api/commands', { ...target, seen: 1 })).toMatchObject([
      200,
      'applied',
      { affected: 1, commandId: expect.any(Number) },
    ]);
  });

  it('can be found again, newest first, and stopped while it waits', async () => {
    const { items } = await get('/api/commands');
    expect(items[0]).toMatchObject({ type: 'retry_item', status: 'applied', target: { jobId: 1, source: null }, affected: 1 });
    expect(await get(`/api/commands/${items[0].id}`)).toEqual(items[0]);
    expect(await post(`/api/commands/${items[0].id}/cancel`)).toMatchObject([409, 'failed_precondition', {}]);
    await world.engine.stop(0);
    const [, , { commandId }] = await post('/api/commands', { type: 'retry_item', jobId: 101 });
    expect(await post(`/api/commands/${commandId}/cancel`)).toMatchObject([
      200,
      'canceled',
      { affected: 0, appliedAt: expect.any(String) },
    ]);
    expect(await post('/api/commands/99999/cancel')).toMatchObject([404, 'not_found', {}]);
  });
});

describe('when the dashboard is read', () => {
  it('says whether all is well, what is set up, and where it is stored', async () => {
    const { verdict, setup, volumes, snapshot } = await get('/api/dashboard');
    expect(verdict).toMatchObject({ state: 'attention', causes: [{ kind: 'jobPaused', name: 'download', jobId: 1, since: null }] });
    expect(setup).toEqual({
      hasFolder: false,
      hasSource: true,
      hasMediaServer: false,
      hasCloud: false,
      hasSong: false,
      hasSnapshot: false,
    });
    expect(volumes[0]).toMatchObject({ full: false, uses: expect.arrayContaining(['library', 'database']) });
    expect(snapshot).toBeNull();
  });
});

describe('when lists are filtered in a large database', () => {
  it('no query reads a whole table or sorts rows', async () => {
    const asked = new Set<string>();
    const { reads } = world.database;
    const noting = new Proxy(reads, {
      get(target, property) {
        if (property === 'rows' || property === 'statement') {
          return (sql: string, ...values: never[]) => {
            asked.add(sql);
            return (target[property] as (sql: string, ...values: never[]) => unknown).call(target, sql, ...values);
          };
        }
        return Reflect.get(target, property);
      },
    });
    const { jobReads } = await import('../src/console-jobs.binding.js');
    const { lists, commandLists, logs, insight } = jobReads(noting);
    const part = { beyond: 5000, limit: 2 };
    const [since, until] = [1, 2e12];
    for (const filter of [{}, { statuses: ['failed'] }, { template: 'full', source: 'qq', since, until }] as const) {
      await lists.jobs(filter, part);
      await lists.counts(filter);
    }
    for (const order of ['asc', 'desc'] as const) {
      for (const filter of [{}, { errorClass: 'source_down', statuses: ['failed'] }, { source: 'qq', text: 'x', stageId: 900 }] as const)
        await lists.items(101, filter, { ...part, order });
    }
    await lists.item(901);
    await commandLists.commands(part);
    for (const filter of [
      {},
      { levels: ['warn', 'error'] },
      { jobId: 101, levels: ['warn'], text: 'x', since },
      { itemId: 901, source: 'qq' },
    ])
      await logs.logs(filter, part);
    for await (const lines of logs.newest('warn', 1, 10)) expect(lines.length).toBeLessThan(11);
    const [group] = await insight.failureGroups(101, 9);
    if (group !== undefined) await insight.failedLast(group, 5);
    await insight.failedLast({ stageId: 1, errorClass: undefined, source: '' }, 5);
    await insight.minutes(101);
    await insight.minutesSince(1);
    await insight.spans([900]);
    const connection = new Connection(world.file, { readonly: true });
    const slow = [...asked].flatMap((sql) => {
      const plan = connection.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...Array((sql.match(/\?/g) ?? []).length).fill(1)) as {
        detail: string;
      }[];
      // What was read by an index and its LIMIT, what was given, and the ends of a table.
      const isBounded = ({ detail }: { detail: string }): boolean =>
        /^SCAN (?:\(subquery-\d+\)|some|json_each VIRTUAL TABLE INDEX 1:|CONSTANT ROW)/.test(detail) ||
        /ORDER BY id (?:ASC|DESC) LIMIT \?/.test(sql);
      return plan
        .filter((step) => /TEMP B-TREE/.test(step.detail) || (/^SCAN/.test(step.detail) && !isBounded(step)))
        .map(({ detail }) => ({ sql, detail }));
    });
    connection.close();
    expect(asked.size).toBeGreaterThan(20);
    expect(slow).toEqual([]);
  });
});
