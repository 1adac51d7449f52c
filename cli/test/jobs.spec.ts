import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Connection from 'better-sqlite3';
import { textWidth } from '../src/report/text-width.js';
import { type CommandProcess, catalogsync, removeFolders, startCatalogsync, temporaryFolder } from './command-line.js';

// Real here: the command line in this process with the orchestrator it starts, and the command as
// several processes; SQLite files.
const running = new Set<CommandProcess>();
const anyPorts = {
  ...Object.fromEntries(
    ['WEB', 'SNAPSHOT', 'ORIGIN', 'PUBLIC_API'].flatMap((name) => [
      [`${name}_PORT`, '0'],
      [`${name}_HOST`, '127.0.0.1'],
    ]),
  ),
};

function start(args: readonly string[], environment: Record<string, string> = {}): CommandProcess {
  const command = startCatalogsync(args, { environment: { ...anyPorts, ...environment } });
  running.add(command);
  command.ended.finally(() => running.delete(command)).catch(() => undefined);
  return command;
}
const end = async (command: CommandProcess): Promise<void> => {
  command.child.kill('SIGINT');
  await command.ended;
};

beforeAll(async () => {
  expect((await startCatalogsync(['--version']).ended).code).toBe(0);
});
afterAll(() => {
  for (const { child } of running) child.kill('SIGKILL');
  removeFolders();
});

const oneLine = /^catalogsync: [^\n]+\n$/;

/** A home with a catalogue, changed by `sql`. */
async function homeWith(sql: string): Promise<string> {
  const home = temporaryFolder();
  expect((await catalogsync(['init-db', '--db', join(home, 'catalogsync.db')])).code).toBe(0);
  const connection = new Connection(join(home, 'catalogsync.db'));
  connection.exec(sql);
  connection.close();
  return home;
}

const long = '很长的歌名'.repeat(12);
const history = `
  INSERT INTO job_runs(id, job_type, status, sources, created_at, started_at, ended_at) VALUES
    (1, 'full', 'completed', '', '2026-11-20T01:00:00.000Z', '2026-11-20T01:00:00.000Z', '2026-11-20T01:02:00.000Z'),
    (2, 'sync+download', 'completed_with_errors', 'qq,kuwo', '2026-11-20T02:00:00.000Z', '2026-11-20T02:00:00.000Z', '2026-11-20T02:02:00.000Z');
  INSERT INTO job_stages(id, job_run_id, stage_type, seq_no, status, planned, items_succeeded, items_failed) VALUES
    (1, 1, 'publish', 1, 'completed', 1, 1, 0), (2, 2, 'download', 1, 'completed_with_errors', 1, 1, 2);
  INSERT INTO job_items(id, job_stage_id, item_type, item_key, status, attempts, source, display_text, error_class, last_error) VALUES
    (1, 1, 'publish_snapshot', 'publish:1', 'succeeded', 1, '', 'snapshot', NULL, NULL),
    (2, 2, 'download_song_row', 'song:1', 'succeeded', 1, 'qq', '七里香 / 周杰伦', NULL, NULL),
    (3, 2, 'download_song_row', 'song:2', 'failed', 5, 'qq', '${long}', 'source_down', 'the source does not answer ${'and '.repeat(20)}'),
    (4, 2, 'download_song_row', 'song:3', 'failed', 1, 'kuwo', '珊瑚海', 'not_found', 'download returned no file');
  INSERT INTO job_events(job_run_id, event_type, message, created_at) VALUES
    (2, 'job_started', 'sync+download', '2026-11-20T02:00:00.000Z'), (2, 'an_older_word', '旧', NULL);
  INSERT INTO job_logs(job_run_id, level, message) SELECT 2, 'error', '${long}: ' || value FROM json_each('[1,2,3,4,5,6,7]');`;

describe('when the queue is inspected', () => {
  let home: string;
  beforeAll(async () => {
    home = await homeWith(history);
  });
  const ask = (...args: string[]) => catalogsync([...args, '--home', home]);

  it('shows why a program started a job, and what waits for its next try', async () => {
    const waiting = await homeWith(`
      INSERT INTO job_runs(id, job_type, status, sources, playlist_scope_json, created_at) VALUES
        (1, 'full', 'paused', '', '{}', '2026-11-20T01:00:00.000Z'),
        (2, 'library', 'completed', 'library', '{"reason": "nothing is published yet"}', '2026-11-20T01:00:00.000Z');
      INSERT INTO job_stages(id, job_run_id, stage_type, seq_no, status, planned, items_pending) VALUES (1, 1, 'collect', 1, 'paused', 1, 1);
      INSERT INTO job_items(id, job_stage_id, item_type, item_key, status, attempts, failures, run_at, source, display_text, error_class, last_error)
        VALUES (1, 1, 'collect_source', 'source:qq', 'pending', 1, 1, 1795000000000, 'qq', 'qq', 'source_down', 'it does not answer');`);
    const show = async (id: string): Promise<string> => (await catalogsync(['jobs', 'show', id, '--home', waiting])).stdout;
    expect(await show('1')).toMatch(/^qq +waits for its next try at \d\d:\d\d:\d\d; source_down: it does not answer$/m);
    expect(await show('2')).toContain('Started because nothing is published yet');
    expect((await catalogsync(['jobs', 'list', '--home', waiting])).stdout).toMatch(/^2 +library .*nothing is/m);
  });

  it('fits jobs, stages, items and events into 80 columns, whatever their names', async () => {
    const list = await ask('jobs', 'list');
    expect(list).toMatchObject({ code: 0 });
    expect(list.stdout).toMatch(/^2 +sync\+download +completed with errors +2026-11-20 .*2 failed$/m);
    const show = await ask('jobs', 'show', '2');
    expect(show.stdout).toContain('Sources: qq, kuwo');
    expect(show.stdout).toMatch(/^2 +download +completed with errors +1\/3 +1 not_found, 1 source_down$/m);
    expect(show.stdout).toContain('an_older_word');
    expect(show.stdout).toMatch(/^! {2}很长的.*\n {3}\S[\s\S]*^and 2 more, see --json$/m);
    const items = await ask('jobs', 'items', '2');
    expect(items.stdout).toMatch(/^4 +failed +1 +珊瑚海 +not_found: download returned.*$/m);
    for (const { stdout } of [list, show, items]) {
      for (const line of stdout.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(80);
    }
  });

  it('filters items and prints JSON', async () => {
    const { stdout } = await ask('jobs', 'items', '2', '--status', 'failed', '--error-class', 'source_down', '--json');
    expect((JSON.parse(stdout) as { items: { id: number; displayText: string }[] }).items).toMatchObject([{ id: 3, displayText: long }]);
    const list = JSON.parse((await ask('jobs', 'list', '--limit', '1', '--json')).stdout) as { jobs: object[] };
    expect(list.jobs).toMatchObject([{ id: 2, status: 'completed_with_errors', sources: ['qq', 'kuwo'] }]);
    const { job } = JSON.parse((await ask('jobs', 'show', '2', '--json')).stdout) as { job: { stages: object[] } };
    expect(job.stages).toMatchObject([
      { counts: { succeeded: 1, failed: 2 }, failures: [{ errorClass: 'not_found' }, { errorClass: 'source_down' }] },
    ]);
  });

  it('counts what a retry would affect, and changes nothing', async () => {
    expect((await ask('jobs', 'retry', '2', '--dry-run')).stdout).toBe('2 items would be tried again\n');
    expect((await ask('jobs', 'retry', '--error-class', 'source_down', '--dry-run')).stdout).toBe('1 item would be tried again\n');
    expect((await ask('jobs', 'retry', '2', '--force', '--dry-run')).stdout).toBe('3 items would be done again\n');
    const connection = new Connection(join(home, 'catalogsync.db'), { readonly: true });
    expect(connection.prepare('SELECT count(*) FROM job_commands').pluck().get()).toBe(0);
    connection.close();
  });

  it.each([
    { args: ['jobs', 'show', '77'], says: 'there is no job 77' },
    { args: ['jobs', 'items', '77'], says: 'there is no job 77' },
    { args: ['jobs', 'retry', '--item', '77'], says: 'there is no item 77' },
    { args: ['jobs', 'retry', '--item', '2', '--dry-run'], says: 'the item is succeeded' },
    { args: ['jobs', 'pause', '--stage', '77'], says: 'there is no stage 77' },
  ])('exits with 1 and one line: $args', async ({ args, says }) => {
    const { code, stdout, stderr } = await ask(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(oneLine);
    expect(stderr).toContain(says);
  });

  it.each([
    ['jobs', 'pause'],
    ['jobs', 'show'],
    ['jobs', 'show', 'abc'],
    ['jobs', 'show', '0'],
    ['jobs', 'retry', '1', '--all'],
    ['jobs', 'retry', '1', '--job', '2'],
    ['jobs', 'retry', '1', '--error-class', 'bad luck'],
    ['jobs', 'items', '1', '--limit', '1001'],
    ['jobs', 'pause', '1', '--dry-run'],
  ])('exits with 2 and one line for wrong usage: %s %s %s %s', async (...args) => {
    const { code, stderr } = await catalogsync(args.filter((arg) => arg !== undefined));
    expect(code).toBe(2);
    expect(stderr).toMatch(oneLine);
  });

  it('records a command while nothing runs', async () => {
    const own = await homeWith(history);
    const { stdout } = await catalogsync(['jobs', 'retry', '2', '--home', own]);
    expect(stdout).toMatch(/^noted: applied as soon as jobs run$/m);
    const connection = new Connection(join(own, 'catalogsync.db'), { readonly: true });
    expect(connection.prepare('SELECT command_type, status, job_run_id FROM job_commands').all()).toEqual([
      { command_type: 'retry_item', status: 'pending', job_run_id: 2 },
    ]);
    connection.close();
  });
});

describe('when an earlier run was interrupted', () => {
  const cutOff = `INSERT INTO job_runs(id, job_type, status) VALUES (5, 'full', 'running');
    INSERT INTO job_stages(job_run_id, stage_type, seq_no, status, planned) VALUES (5, 'collect', 1, 'completed', 1), (5, 'publish', 2, 'running', 0);`;
  const jobsOf = (home: string): unknown[] => {
    const connection = new Connection(join(home, 'catalogsync.db'), { readonly: true });
    const rows = connection.prepare('SELECT id, status FROM job_runs ORDER BY id').all();
    connection.close();
    return rows;
  };

  it('`up` continues its job and starts no second one', async () => {
    const home = await homeWith(cutOff);
    const up = start(['up', '--home', home]);
    await up.waitFor(/^Continuing job 5\.$/m);
    await up.waitFor(/^Catalogue: /m);
    expect(jobsOf(home)).toEqual([{ id: 5, status: 'completed' }]);
    const pausing = await startCatalogsync(['jobs', 'list', '--home', home, '--json'], { environment: anyPorts }).ended;
    expect(JSON.parse(pausing.stdout)).toMatchObject({ jobs: [{ id: 5, status: 'completed' }] });
    await end(up);
  });

  it('with RECOVERY=pause its job stays paused and `up` says how to continue; `jobs resume` continues it', async () => {
    const home = await homeWith(cutOff);
    const up = start(['up', '--home', home], { RECOVERY: 'pause' });
    await up.waitFor(/Job 5 is paused: it was interrupted; continue with: catalogsync jobs resume 5/);
    await up.waitFor(/^Catalogue: /m);
    expect(jobsOf(home)).toEqual([{ id: 5, status: 'paused' }]);
    const resumed = await startCatalogsync(['jobs', 'resume', '5', '--home', home], { environment: anyPorts }).ended;
    expect(resumed).toMatchObject({ code: 0, stdout: 'resumed: 1 change\n' });
    for (;;) {
      const { stdout } = await startCatalogsync(['jobs', 'show', '5', '--home', home, '--json'], { environment: anyPorts }).ended;
      const { job } = JSON.parse(stdout) as { job: { status: string } };
      if (job.status === 'completed') break;
      expect(['queued', 'running']).toContain(job.status);
    }
    await end(up);
  });
});

describe('when a second orchestrator is started on the same database', () => {
  it('it fails with one line and the first keeps running', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'my.env'), `ROOT_DIR=${folder}\n`);
    const other = temporaryFolder();
    writeFileSync(join(other, 'my.env'), `ROOT_DIR=${other}\n`);
    const db = join(folder, 'catalogsync.db');
    const serve = (home: string) => start(['serve', '--db', db, '--env-file', join(home, 'my.env'), '--host', '127.0.0.1', '--port', '0']);
    const first = serve(folder);
    await first.waitFor(/^orchestrator: .*gRPC/m);
    const { code, stderr } = await serve(other).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/^(catalogsync: other users could reach [^\n]+\n)?catalogsync: another process uses the database [^\n]+\n$/);
    const { stdout } = await startCatalogsync(['jobs', 'list', '--home', folder], { environment: anyPorts }).ended;
    expect(stdout).toBe('no jobs yet\n');
    await end(first);
  });
});
