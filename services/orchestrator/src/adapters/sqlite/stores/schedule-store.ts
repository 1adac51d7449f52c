import { Fault } from '@catalogsync/faults';
import type { Database, SqlValue, UnitOfWork, WriteSession } from '@catalogsync/sqlite';
import { parseTemplate } from '../../../core/jobs/templates.js';
import { parseBlackout, printBlackout } from '../../../core/schedules/blackout.js';
import type { Plan, Schedule, ScheduleSettings } from '../../../core/schedules/schedule.js';
import type { ScheduledRun, ScheduleRuns, ScheduleStore, ScheduleVersion } from '../../../core/schedules/schedule-store.js';

interface ScheduleRow {
  readonly id: number;
  readonly version: number;
  readonly name: string;
  readonly template: string;
  readonly sources: string;
  readonly download_sources: string;
  readonly pattern: string;
  readonly time_zone: string;
  readonly jitter_seconds: number;
  readonly blackout_hours: string;
  readonly enabled: number;
  readonly firing_at: number | null;
  readonly run_at: number | null;
  readonly planned_at: number | null;
  readonly last_run_at: number | null;
  readonly last_job_id: number | null;
  readonly last_error: string | null;
}

const list = (text: string): string[] => (text === '' ? [] : text.split(','));

function planOf({ firing_at: firingAt, run_at: runAt, planned_at: plannedAt }: ScheduleRow): Plan | null {
  return firingAt === null || runAt === null || plannedAt === null ? null : { firingAt, runAt, plannedAt };
}

function toSchedule(row: ScheduleRow): Schedule {
  return {
    id: row.id,
    version: row.version,
    name: row.name,
    template: parseTemplate(row.template),
    sources: list(row.sources),
    downloadSources: list(row.download_sources),
    pattern: row.pattern,
    timeZone: row.time_zone,
    jitterSeconds: row.jitter_seconds,
    blackoutHours: list(row.blackout_hours).map(parseBlackout),
    enabled: row.enabled === 1,
    plan: planOf(row),
    lastRunAt: row.last_run_at,
    lastJobId: row.last_job_id,
    lastError: row.last_error,
  };
}

const planText = 'firing_at = ?, run_at = ?, planned_at = ?';
const planValues = (plan: Plan | null): SqlValue[] => [plan?.firingAt ?? null, plan?.runAt ?? null, plan?.plannedAt ?? null];

const settingsText =
  'name = ?, template = ?, sources = ?, download_sources = ?, pattern = ?, time_zone = ?, jitter_seconds = ?, blackout_hours = ?, enabled = ?';

function settingsValues(settings: ScheduleSettings): SqlValue[] {
  const { name, template, sources, downloadSources, pattern, timeZone, jitterSeconds, blackoutHours, enabled } = settings;
  const hours = blackoutHours.map(printBlackout).join(',');
  return [name, template, sources.join(','), downloadSources.join(','), pattern, timeZone, jitterSeconds, hours, enabled ? 1 : 0];
}

/** Bound to one transaction. */
class ScheduleWriter {
  constructor(private readonly session: WriteSession) {}

  find(id: number): Schedule {
    const row = this.session.statement<ScheduleRow>('SELECT * FROM job_schedules WHERE id = ?').get(id);
    if (row === undefined) throw new Fault('not_found', `there is no schedule ${id}`);
    return toSchedule(row);
  }

  insert(name: string, now: number): number {
    this.refuseNameOfAnother(name, 0);
    const text = "INSERT INTO job_schedules(name, template, pattern, created_at, updated_at) VALUES (?, '', '', ?, ?)";
    return this.session.statement(text).run(name, now, now).lastId;
  }

  update(id: number, settings: ScheduleSettings, plan: Plan | null, now: number): Schedule {
    this.refuseNameOfAnother(settings.name, id);
    this.session
      .statement(`UPDATE job_schedules SET ${settingsText}, ${planText}, version = version + 1, updated_at = ? WHERE id = ?`)
      .run(...settingsValues(settings), ...planValues(plan), now, id);
    return this.find(id);
  }

  delete(id: number): boolean {
    return this.session.statement('DELETE FROM job_schedules WHERE id = ?').run(id).changes === 1;
  }

  /** False if another change came first. */
  set(schedule: ScheduleVersion, text: string, values: readonly SqlValue[]): boolean {
    const update = `UPDATE job_schedules SET ${text}, version = version + 1 WHERE id = ? AND version = ?`;
    return this.session.statement(update).run(...values, schedule.id, schedule.version).changes === 1;
  }

  private refuseNameOfAnother(name: string, id: number): void {
    const other = this.session.statement<{ id: number }>('SELECT id FROM job_schedules WHERE name = ? AND id <> ?').get(name, id);
    if (other === undefined) return;
    throw new Fault('already_exists', `schedule ${other.id} has the name "${name}"`, { hint: 'Choose another name, or edit that one.' });
  }
}

/** The schedules in `job_schedules`. */
export class SqliteScheduleStore implements ScheduleStore {
  private readonly work: UnitOfWork<ScheduleWriter>;

  constructor(private readonly database: Pick<Database, 'unitOfWork' | 'reads'>) {
    this.work = database.unitOfWork((session) => new ScheduleWriter(session));
  }

  async list(): Promise<readonly Schedule[]> {
    return this.database.reads.statement<ScheduleRow>('SELECT * FROM job_schedules ORDER BY id').all().map(toSchedule);
  }

  insert(settings: ScheduleSettings, plan: Plan | null, now: number): Promise<Schedule> {
    return this.work.run((writer) => writer.update(writer.insert(settings.name, now), settings, plan, now));
  }

  replace(id: number, settings: ScheduleSettings, plan: (before: Schedule) => Plan | null, now: number): Promise<Schedule> {
    return this.work.run((writer) => writer.update(id, settings, plan(writer.find(id)), now));
  }

  delete(id: number): Promise<boolean> {
    return this.work.run((writer) => writer.delete(id));
  }

  postpone(schedule: ScheduleVersion, plan: Plan | null, lastError: string | null): Promise<boolean> {
    return this.work.run((writer) => writer.set(schedule, `${planText}, last_error = ?`, [...planValues(plan), lastError]));
  }
}

/** Bound to the transaction that makes the job. */
export class SqliteScheduleRuns implements ScheduleRuns {
  private readonly writer: ScheduleWriter;

  constructor(session: WriteSession) {
    this.writer = new ScheduleWriter(session);
  }

  async record({ schedule, jobId, at, next }: ScheduledRun): Promise<boolean> {
    const text = `${planText}, last_run_at = ?, last_job_id = ?, last_error = NULL`;
    return this.writer.set(schedule, text, [...planValues(next), at, jobId]);
  }
}
