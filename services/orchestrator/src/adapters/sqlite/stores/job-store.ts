import type { Database, Entities, UnitOfWork, WriteSession } from '@catalogsync/sqlite';
import { isJobStatus, isStageStatus, type JobStatus } from '../../../core/engine/states.js';
import type { JobChange, JobRecord, JobStore, NewJob, StageRecord } from '../../../core/jobs/job-store.js';
import { JobEventSchema, JobLogSchema, type JobRunRow, JobRunSchema, type JobStageRow, JobStageSchema } from './job-rows.js';
import { scopeText, toScope } from './job-scope-text.js';

const toText = (instant: number): string => new Date(instant).toISOString();

/** An older program's text may lack the zone; it is UTC then. */
function toInstant(text: string | null): number | undefined {
  if (text === null) return undefined;
  const time = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text.replace(' ', 'T')}Z`);
  return Number.isNaN(time) ? undefined : time;
}

function toStage(row: JobStageRow): StageRecord {
  return {
    id: row.id,
    type: row.stage_type,
    // A word that no table of ours knows comes from another program; nothing will go on with it.
    status: isStageStatus(row.status) ? row.status : 'canceled',
    startedAt: toInstant(row.started_at),
    endedAt: toInstant(row.ended_at),
  };
}

function toJob(row: JobRunRow, stages: readonly StageRecord[]): JobRecord {
  return {
    id: row.id,
    type: row.job_type,
    status: isJobStatus(row.status) ? row.status : 'canceled',
    sources: row.sources.split(',').filter((name) => name !== ''),
    scope: toScope(row.playlist_scope_json),
    createdAt: toInstant(row.created_at),
    startedAt: toInstant(row.started_at),
    endedAt: toInstant(row.ended_at),
    lastError: row.last_error ?? undefined,
    stages,
  };
}

/** Only what the change names; an absent key leaves the column alone. */
function columnsOf(change: { status?: string; startedAt?: number; endedAt?: number; lastError?: string }): Partial<JobRunRow> {
  return {
    ...(change.status === undefined ? {} : { status: change.status }),
    ...(change.startedAt === undefined ? {} : { started_at: toText(change.startedAt) }),
    ...(change.endedAt === undefined ? {} : { ended_at: toText(change.endedAt) }),
    ...(change.lastError === undefined ? {} : { last_error: change.lastError }),
  };
}

export class SqliteJobStore implements JobStore {
  private readonly unit: UnitOfWork<Entities>;

  constructor(private readonly database: Pick<Database, 'unitOfWork' | 'reads'>) {
    this.unit = database.unitOfWork((session: WriteSession) => session.entities);
  }

  create(job: NewJob, at: number): Promise<JobRecord> {
    return this.unit.run(async (entities) => {
      const run: Omit<JobRunRow, 'id'> = {
        job_type: job.type,
        config_snapshot_json: JSON.stringify(job.config),
        sources: job.sources.join(','),
        download_sources: '',
        playlist_scope_json: scopeText(job.scope),
        status: 'queued',
        created_at: toText(at),
        started_at: null,
        ended_at: null,
        last_error: null,
      };
      const id = await inserted(entities, JobRunSchema, run);
      const stages: StageRecord[] = [];
      for (const [index, type] of job.stages.entries()) {
        const row = { job_run_id: id, stage_type: type, seq_no: index + 1, status: 'pending', started_at: null, ended_at: null };
        stages.push(toStage({ id: await inserted(entities, JobStageSchema, row), ...row }));
      }
      return toJob({ id, ...run }, stages);
    });
  }

  record(change: JobChange): Promise<void> {
    return this.unit.run(async (entities) => {
      const created_at = toText(change.at);
      const job = columnsOf(change.job ?? {});
      if (Object.keys(job).length > 0) await entities.update(JobRunSchema, { id: change.jobId }, job);
      for (const { id, ...stage } of change.stages ?? []) {
        const { status, started_at, ended_at } = columnsOf(stage);
        await entities.update(JobStageSchema, { id }, { status, started_at, ended_at });
      }
      for (const { type, message } of change.events ?? []) {
        await entities.insert(JobEventSchema, { job_run_id: change.jobId, event_type: type, message, created_at });
      }
      for (const { stageId, level, message } of change.notices ?? []) {
        await entities.insert(JobLogSchema, { job_run_id: change.jobId, job_stage_id: stageId ?? null, level, message, created_at });
      }
    });
  }

  async job(id: number): Promise<JobRecord | undefined> {
    const row = this.database.reads.statement<JobRunRow>('SELECT * FROM job_runs WHERE id = ?').get(id);
    return row === undefined ? undefined : this.withStages(row);
  }

  async jobsIn(statuses: readonly JobStatus[]): Promise<JobRecord[]> {
    return this.database.reads
      .statement<JobRunRow>('SELECT * FROM job_runs WHERE status IN (SELECT value FROM json_each(?)) ORDER BY id')
      .all(JSON.stringify(statuses))
      .map((row) => this.withStages(row));
  }

  async list({ before, limit }: { before?: number; limit: number }): Promise<JobRecord[]> {
    return this.database.reads
      .statement<JobRunRow>('SELECT * FROM job_runs WHERE id < ? ORDER BY id DESC LIMIT ?')
      .all(before ?? Number.MAX_SAFE_INTEGER, Math.min(Math.max(limit, 1), 200))
      .map((row) => this.withStages(row));
  }

  async notices(jobId: number, limit: number): Promise<string[]> {
    return this.database.reads
      .statement<{ message: string }>(
        `SELECT message FROM job_logs WHERE job_run_id = ? AND level IN ('warn', 'error') ORDER BY id LIMIT ?`,
      )
      .all(jobId, limit)
      .map((row) => row.message);
  }

  private withStages(row: JobRunRow): JobRecord {
    const stages = this.database.reads
      .statement<JobStageRow>('SELECT * FROM job_stages WHERE job_run_id = ? ORDER BY seq_no, id')
      .all(row.id);
    return toJob(row, stages.map(toStage));
  }
}

async function inserted<Row extends { id: number }>(
  entities: Entities,
  schema: Parameters<Entities['insert']>[0],
  row: Omit<Row, 'id'>,
): Promise<number> {
  const { identifiers } = await entities.insert(schema, row as Parameters<Entities['insert']>[1]);
  return Number(identifiers[0]?.id);
}
