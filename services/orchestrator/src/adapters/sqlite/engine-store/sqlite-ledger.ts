import type {
  Command,
  CommandOutcome,
  EngineRun,
  Hold,
  Instant,
  Ledger,
  NewCommand,
  NewEvent,
  NewLog,
  WorkerState,
} from '@catalogsync/job-engine';
import type { WriteSession } from '@catalogsync/sqlite';
import { textOf } from '../columns.js';
import type { Statements } from './item-search.js';
import { type CommandRow, select, toCommand } from './rows.js';
import { RowsStatement, typedRow } from './stretches.js';

const idle = "status = 'idle', current_song_id = NULL, current_playlist_id = NULL, current_display_text = NULL, bytes_per_second = 0";

const registerText = `INSERT INTO job_workers(worker_name, status, bytes_per_second, heartbeat_at) VALUES (?, 'idle', 0, ?)
  ON CONFLICT(worker_name) DO UPDATE SET heartbeat_at = excluded.heartbeat_at RETURNING id`;

const updateWorkers = new RowsStatement(typedRow('TEXT', 'TEXT', 'BIGINT', 'BIGINT', 'TEXT', 'BIGINT', 'TEXT'), (rows) => {
  return `UPDATE job_workers SET status = now.column2, current_song_id = now.column3, current_playlist_id = now.column4,
      current_display_text = now.column5, bytes_per_second = now.column6, heartbeat_at = now.column7
    FROM (VALUES ${rows}) AS now WHERE job_workers.worker_name = now.column1`;
});

const insertEvents = new RowsStatement('(?, ?, ?, ?, ?)', (rows) => {
  return `INSERT INTO job_events(job_run_id, job_item_id, event_type, message, created_at) VALUES ${rows}`;
});

const insertLogs = new RowsStatement('(?, ?, ?, ?, ?, ?)', (rows) => {
  return `INSERT INTO job_logs(job_run_id, job_stage_id, job_item_id, level, message, created_at) VALUES ${rows}`;
});

export class SqliteLedger implements Ledger {
  constructor(private readonly session: WriteSession) {}

  async pendingCommands(limit: number): Promise<Command[]> {
    const text = `${select.commands} WHERE status = 'pending' ORDER BY id LIMIT ?`;
    return this.session.statement<CommandRow>(text).all(limit).map(toCommand);
  }

  async insertCommands(commands: readonly NewCommand[], now: Instant): Promise<number[]> {
    const text = `INSERT INTO job_commands(command_type, job_run_id, job_stage_id, target_item_id, source, error_class, status, created_at, target_job_ids,
      seen) VALUES (?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?) RETURNING id`;
    const insert = this.session.statement<{ id: number }>(text);
    return commands.flatMap(({ type, seen, target: { jobId, jobIds, stageId, itemId, source, errorClass } }) => {
      const values = [jobId ?? null, stageId ?? null, itemId ?? null, source ?? null, errorClass ?? null];
      return insert.all(type, ...values, textOf(now), jobIds?.join(',') ?? null, seen ?? null).map(({ id }) => id);
    });
  }

  async updateCommands(commands: readonly CommandOutcome[], now: Instant): Promise<void> {
    const update = this.session.statement(
      'UPDATE job_commands SET jobs_done = ?, cursor_id = ?, affected = ?, status = ?, reason = ?, applied_at = ? WHERE id = ?',
    );
    for (const { id, jobsDone, cursor, affected, status, reason } of commands) {
      update.run(jobsDone, cursor, affected, status, reason ?? null, status === 'pending' ? null : textOf(now), id);
    }
  }

  async cancelCommand(id: number, now: Instant): Promise<boolean> {
    const text = "UPDATE job_commands SET status = 'canceled', applied_at = ? WHERE id = ? AND status = 'pending'";
    return this.session.statement(text).run(textOf(now), id).changes === 1;
  }

  async addEvents(events: readonly NewEvent[], now: Instant): Promise<void> {
    const createdAt = textOf(now);
    insertEvents.run(
      this.session,
      events.map(({ jobId, itemId = null, type, message }) => [jobId, itemId, type, message, createdAt]),
    );
  }

  async addLogs(logs: readonly NewLog[], now: Instant): Promise<void> {
    const createdAt = textOf(now);
    insertLogs.run(
      this.session,
      logs.map(({ jobId, stageId = null, itemId = null, level, message }) => [jobId, stageId, itemId, level, message, createdAt]),
    );
  }

  async registerWorkers(names: readonly string[], now: Instant): Promise<number[]> {
    this.session.statement(`UPDATE job_workers SET ${idle} WHERE status <> 'idle'`).run();
    const register = this.session.statement<{ id: number }>(registerText);
    return names.flatMap((name) => register.all(name, textOf(now)).map(({ id }) => id));
  }

  async updateWorkers(states: readonly WorkerState[]): Promise<void> {
    const rows = states.map(({ name, status, references, displayText = null, bytesPerSecond, heartbeatAt }) => {
      const { songId = null, playlistId = null } = references;
      return [name, status, songId, playlistId, displayText, Math.round(bytesPerSecond), textOf(heartbeatAt)];
    });
    updateWorkers.run(this.session, rows);
  }

  async holds(): Promise<Hold[]> {
    return holdsFrom(this.session);
  }

  async hold({ kind, name, since }: Hold): Promise<boolean> {
    const text = 'INSERT INTO job_holds(kind, name, since) VALUES (?, ?, ?) ON CONFLICT(kind, name) DO NOTHING';
    return this.session.statement(text).run(kind, name, textOf(since)).changes === 1;
  }

  async release(holds: ReadonlyArray<Pick<Hold, 'kind' | 'name'>>): Promise<number> {
    const remove = this.session.statement('DELETE FROM job_holds WHERE kind = ? AND name = ?');
    return holds.reduce((count, { kind, name }) => count + remove.run(kind, name).changes, 0);
  }

  async beginRun({
    now,
    since,
    interrupted,
  }: {
    readonly now: Instant;
    readonly since: Instant;
    readonly interrupted: boolean;
  }): Promise<EngineRun> {
    const close = this.session.statement('UPDATE job_engine_starts SET ended_at = ?, crashed_at = ? WHERE ended_at IS NULL');
    close.run(now, interrupted ? now : null);
    const crashed = this.session.statement<{ id: number }>('SELECT id FROM job_engine_starts WHERE crashed_at >= ?').all(since);
    const { lastId: runId } = this.session.statement('INSERT INTO job_engine_starts(started_at) VALUES (?)').run(now);
    return { runId, crashes: crashed.length };
  }

  async endRun(runId: number, now: Instant): Promise<void> {
    this.session.statement('UPDATE job_engine_starts SET ended_at = ? WHERE id = ?').run(now, runId);
  }
}

/** Usable both inside and outside a transaction. */
export function holdsFrom(statements: Statements): Hold[] {
  const rows = statements
    .statement<{ kind: string; name: string; since: string }>('SELECT kind, name, since FROM job_holds ORDER BY kind, name')
    .all();
  return rows.map(({ kind, name, since }) => ({ kind: kind === 'volume' ? 'volume' : 'source', name, since: Date.parse(since) }));
}
