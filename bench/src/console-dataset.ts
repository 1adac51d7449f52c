import { rm } from 'node:fs/promises';
import { initialiseCatalogue } from '@catalogsync/orchestrator';
import Connection from 'better-sqlite3';
import { type ConsoleSize, numbers, type Run } from './console-size.js';
import { fillCatalogue } from './console-songs.js';

const dayMs = 86_400_000;
/** Of the long and the great job, in milliseconds: a NAS needs days for them. */
const itemMs = 4_500;

/** The job of 58,000 items, and the one with most of the items. */
export const longJob = 1;
export const greatJob = 2;

/** `catalogsync.db` at this path: jobs and their log over the last days, and the catalogue. */
export async function makeConsoleDatabase(path: string, size: ConsoleSize, libraryRoot: string): Promise<void> {
  await rm(path, { force: true });
  await initialiseCatalogue({ db: path, libraryRoot });
  const database = new Connection(path);
  const run: Run = (text, ...values) => void database.prepare(text).run(...values);
  database.exec('BEGIN');
  fillCatalogue(run, size);
  fillJobs(run, size);
  fillItems(run, size);
  fillLogs(run, size);
  fillActions(run, size);
  database.exec('COMMIT');
  database.close();
}

const instant = (milliseconds: string): string => `strftime('%Y-%m-%dT%H:%M:%fZ', (${milliseconds}) / 1000.0, 'unixepoch')`;

/** The two are paused by somebody. Of the others one in three has failed; the last is paused too, so that `up` starts none itself. */
function fillJobs(run: Run, { jobs, longItems, greatItems }: ConsoleSize): void {
  const begun = Date.now() - 7 * dayMs;
  const insert = `INSERT INTO job_runs(job_type, status, sources, created_at, started_at, ended_at, paused_by) `;
  run(`${insert} SELECT 'full', 'paused', 'qq,netease', ${instant('?')}, ${instant('?')}, NULL, 'user'`, begun, begun);
  run(`${insert} SELECT 'full', 'paused', 'qq', ${instant('?')}, ${instant('?')}, NULL, 'user'`, begun, begun);
  run(
    `${numbers} ${insert} SELECT iif(i % 2 = 0, 'sync', 'publish'), iif(i % 3 = 0, 'failed', 'completed'), iif(i % 4 < 2, 'qq', 'netease'),
      ${instant('? + i * 1000')}, ${instant('? + i * 1000')}, ${instant('? + i * 1000 + 500')}, NULL FROM n`,
    ...[jobs, begun, begun, begun],
  );
  run(`${insert} SELECT job_type, status, sources, created_at, started_at, NULL, paused_by FROM job_runs WHERE id = ?`, greatJob);
  const stages = `INSERT INTO job_stages(job_run_id, stage_type, seq_no, status, planned, started_at, items_succeeded, items_failed)`;
  for (const [job, items] of [
    [longJob, longItems],
    [greatJob, greatItems],
  ] as const)
    run(
      `${stages} SELECT ?, 'download', 1, 'paused', 1, ${instant('?')}, ?, ?`,
      job,
      begun,
      items - Math.floor(items / 2),
      Math.floor(items / 2),
    );
  run(`${stages} SELECT id, 'sync', 1, 'completed', 1, started_at, 1, 1 FROM job_runs WHERE id > ?`, greatJob);
  run(
    `${numbers} INSERT INTO job_events(job_run_id, event_type, message, created_at)
      SELECT ?, 'note', 'event ' || i, ${instant('? + i * 1000')} FROM n`,
    ...[jobs, greatJob, begun],
  );
}

/** Every second item has failed, for one of three causes, at one of two sources. */
function fillItems(run: Run, { jobs, songs, longItems, greatItems }: ConsoleSize): void {
  const begun = Date.now() - 7 * dayMs;
  const insert = `INSERT INTO job_items(job_stage_id, item_type, item_key, song_id, status, attempts, started_at, ended_at, source,
    display_text, plan_round, error_class, last_error)`;
  const values = `'song:' || i, 1 + i % ?, iif(i % 2 = 0, 'failed', 'succeeded'), 1, ${instant('? + i * ?')}, ${instant('? + i * ? + 900')},
    iif(i / 2 % 2 = 0, 'qq', 'netease'), '歌曲 ' || i || ' - 歌手 ' || (i % 997), 1,
    iif(i % 2 = 0, CASE i % 3 WHEN 0 THEN 'not_found' WHEN 1 THEN 'transient' ELSE 'source_down' END, NULL),
    iif(i % 2 = 0, 'source ' || (i % 7) || ' has no file of ' || i, NULL) FROM n`;
  for (const [stage, items] of [
    [longJob, longItems],
    [greatJob, greatItems],
  ] as const) {
    const step = Math.min(itemMs, (6 * dayMs) / items);
    run(`${numbers} ${insert} SELECT ?, 'download_song_row', ${values}`, items, stage, songs, begun, step, begun, step);
  }
  run(`${numbers} ${insert} SELECT 3 + (i - 1) / 2, 'sync_playlist_row', ${values}`, 2 * jobs, songs, begun, 500, begun, 500);
  run(
    `INSERT INTO job_stage_minutes SELECT job_stage_id, CAST(unixepoch(ended_at) / 60 AS INTEGER), sum(status = 'succeeded'), sum(status = 'failed'),
        sum(iif(status = 'succeeded', 5000000, 0)) FROM job_items WHERE job_stage_id <= ? GROUP BY 1, 2`,
    greatJob,
  );
}

/** Lines of the last hour, an eighth of them errors, another eighth warnings. */
function fillLogs(run: Run, { logs, longItems }: ConsoleSize): void {
  const begun = Date.now() - 3_600_000;
  run(
    `${numbers} INSERT INTO job_logs(job_run_id, job_stage_id, job_item_id, level, message, created_at)
      SELECT ?, ?, ? + i % 500, CASE i % 8 WHEN 3 THEN 'error' WHEN 5 THEN 'warn' ELSE 'info' END,
        'source ' || (i % 7) || ' said ' || i || ' of something', ${instant('? + i * 3600000.0 / ?')} FROM n`,
    ...[logs, greatJob, greatJob, longItems, begun, logs],
  );
}

function fillActions(run: Run, { actions }: ConsoleSize): void {
  const begun = Date.now() - 7 * dayMs;
  run(
    `${numbers} INSERT INTO console_audit(at, actor, via, address, action, target, outcome)
      SELECT ? + i, 'user admin', 'http', '127.0.0.1', 'pauseJob', 'job ' || i, 'done' FROM n`,
    ...[actions, begun],
  );
  run(
    `${numbers} INSERT INTO job_commands(command_type, job_run_id, status, created_at, applied_at, affected)
      SELECT 'pause', 1 + i % 100, 'applied', ${instant('? + i')}, ${instant('? + i')}, 1 FROM n`,
    ...[actions, begun, begun],
  );
}
