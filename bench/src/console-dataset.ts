import { rm } from 'node:fs/promises';
import { initialiseCatalogue } from '@catalogsync/orchestrator';
import Connection from 'better-sqlite3';

/** How much a catalogue under test holds. */
export interface ConsoleSize {
  readonly items: number;
  readonly songs: number;
  readonly playlists: number;
  readonly logs: number;
}

export const smallSize: ConsoleSize = { items: 1_000, songs: 1_000, playlists: 100, logs: 1_000 };
export const largeSize: ConsoleSize = { items: 1_000_000, songs: 100_000, playlists: 20_000, logs: 600_000 };

const numbers = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)';
/** One in this many items has failed. */
const failedEvery = 20;

const instant = (column: string): string => `strftime('%Y-%m-%dT%H:%M:%fZ', 1780000000 + ${column} / 100, 'unixepoch')`;

/** A catalogue with one running job of many items, at this path. */
export async function makeConsoleDatabase(path: string, { items, songs, playlists, logs }: ConsoleSize): Promise<void> {
  await rm(path, { force: true });
  await initialiseCatalogue({ db: path });
  const database = new Connection(path);
  const run = (text: string, ...values: number[]): void => void database.prepare(text).run(...values);
  database.exec('BEGIN');
  run(
    `${numbers} INSERT INTO songs(platform, remote_song_id, name, singers, metadata_json)
      SELECT 'qq', i, '歌曲 ' || ((i * 7919) % 1000003), '歌手 ' || (i % 997), '{}' FROM n`,
    songs,
  );
  run(
    `${numbers} INSERT INTO playlists(platform, remote_playlist_id, name, collected_song_count, sync_status)
      SELECT 'qq', i, '歌单 ' || ((i * 7919) % 1000003), 50, 'synced' FROM n`,
    playlists,
  );
  run(
    `${numbers} INSERT INTO playlist_songs(playlist_id, position, song_id)
      SELECT 1 + (i - 1) % ?, 1 + (i - 1) / ?, i FROM n`,
    songs,
    playlists,
    playlists,
  );
  const failed = Math.floor(items / failedEvery);
  run(
    "INSERT INTO job_runs(job_type, status, created_at, started_at) VALUES ('full', 'paused', '2026-11-30T00:00:00Z', '2026-11-30T00:00:01Z')",
  );
  run(
    `INSERT INTO job_stages(job_run_id, stage_type, seq_no, status, planned, started_at, items_succeeded, items_failed)
      VALUES (1, 'download', 1, 'paused', 1, '2026-11-30T00:00:01Z', ?, ?)`,
    items - failed,
    failed,
  );
  run(
    `${numbers} INSERT INTO job_items(job_stage_id, item_type, item_key, song_id, status, attempts, started_at, ended_at, source,
        display_text, plan_round, error_class, last_error)
      SELECT 1, 'download_song_row', 'song:' || i, 1 + i % ?, iif(i % ${failedEvery} = 0, 'failed', 'succeeded'), 1, ${instant('i')},
        ${instant('i + 90')}, 'qq', '歌曲 ' || i, 1, iif(i % ${failedEvery} = 0, iif(i % 3 = 0, 'not_found', 'transient'), NULL),
        iif(i % ${failedEvery} = 0, 'no file of ' || i, NULL) FROM n`,
    items,
    songs,
  );
  run(
    `${numbers} INSERT INTO job_logs(job_run_id, job_stage_id, job_item_id, level, message, created_at)
      SELECT 1, 1, i, iif(i % ${failedEvery} = 0, 'error', 'info'), 'line ' || i || ' of the log', ${instant('i')} FROM n`,
    logs,
  );
  run("INSERT INTO job_events(job_run_id, event_type, message, created_at) VALUES (1, 'job_created', '', '2026-11-30T00:00:00Z')");
  database.exec('COMMIT');
  database.exec('ANALYZE');
  database.close();
}

/** Writes log lines and events of the job at this rate a minute until it is ended. */
export function writeLogs(path: string, perMinute: number): () => void {
  const database = new Connection(path, { timeout: 10_000 });
  const line = database.prepare("INSERT INTO job_logs(job_run_id, level, message, created_at) VALUES (1, 'info', ?, ?)");
  const event = database.prepare("INSERT INTO job_events(job_run_id, event_type, message, created_at) VALUES (1, 'note', ?, ?)");
  const timer = setInterval(() => {
    const now = new Date().toISOString();
    const many = Math.round(perMinute / 60);
    database.transaction(() => {
      for (let at = 0; at < many; at += 1) line.run(`line ${at} of ${now}`, now);
      event.run(`event of ${now}`, now);
    })();
  }, 1000);
  return () => {
    clearInterval(timer);
    database.close();
  };
}
