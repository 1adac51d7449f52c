import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initialiseCatalogue } from '@catalogsync/orchestrator';
import Connection from 'better-sqlite3';
import { median } from './table.js';

const rounds = 5;
const seconds = 60;

interface LogCost {
  /** Processor time of the lines of a minute, of a minute. */
  readonly withIndices: number;
  readonly without: number;
}

/** What it costs to write log lines, a transaction a second, with and without the indices that the lists of the log need. */
export async function logCost(perMinute: number): Promise<LogCost> {
  const folder = await mkdtemp(join(tmpdir(), 'log-cost-'));
  try {
    const [plain, indexed] = [join(folder, 'plain.db'), join(folder, 'indexed.db')];
    for (const db of [plain, indexed]) await initialiseCatalogue({ db });
    const dropped = new Connection(plain);
    const indices = dropped.prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'job_logs'").pluck().all();
    for (const name of indices) dropped.exec(`DROP INDEX ${name}`);
    dropped.close();
    const costs: LogCost[] = [];
    for (let round = 0; round < rounds; round += 1)
      costs.push({ withIndices: writeMinute(indexed, perMinute), without: writeMinute(plain, perMinute) });
    return { withIndices: median(costs.map((cost) => cost.withIndices)), without: median(costs.map((cost) => cost.without)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function writeMinute(file: string, perMinute: number): number {
  const database = new Connection(file);
  database.pragma('synchronous = NORMAL');
  const insert = database.prepare(
    'INSERT INTO job_logs(job_run_id, job_stage_id, job_item_id, level, message, created_at) VALUES (1, 1, ?, ?, ?, ?)',
  );
  const now = new Date().toISOString();
  const begin = process.cpuUsage();
  for (let second = 0; second < seconds; second += 1)
    database.transaction(() => {
      for (let at = 0; at < perMinute / seconds; at += 1)
        insert.run(second * 1000 + at, at % 20 === 0 ? 'error' : 'info', `歌手 - 歌曲 ${at}: no file was found at ${at}`, now);
    })();
  const { user, system } = process.cpuUsage(begin);
  database.close();
  return (user + system) / 1e6 / seconds;
}
