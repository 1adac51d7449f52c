import { EntitySchema } from '@catalogsync/sqlite';

/** Rows of the job tables as far as this build writes them; plain objects, mapped by hand. Instants are ISO 8601, UTC. */
export interface JobRunRow {
  id: number;
  job_type: string;
  config_snapshot_json: string;
  sources: string;
  download_sources: string;
  playlist_scope_json: string;
  status: string;
  created_at: string | null;
  started_at: string | null;
  ended_at: string | null;
  last_error: string | null;
}

export interface JobStageRow {
  id: number;
  job_run_id: number;
  stage_type: string;
  seq_no: number;
  status: string;
  started_at: string | null;
  ended_at: string | null;
}

export interface JobEventRow {
  id: number;
  job_run_id: number;
  event_type: string;
  message: string;
  created_at: string | null;
}

export interface JobLogRow {
  id: number;
  job_run_id: number | null;
  job_stage_id: number | null;
  level: string;
  message: string;
  created_at: string | null;
}

const id = { type: 'integer', primary: true, generated: true } as const;
const text = { type: 'text' } as const;
const textOrNull = { type: 'text', nullable: true } as const;
const whole = { type: 'integer' } as const;
const wholeOrNull = { type: 'integer', nullable: true } as const;

export const JobRunSchema = new EntitySchema<JobRunRow>({
  name: 'job_runs',
  columns: {
    id,
    job_type: text,
    config_snapshot_json: text,
    sources: text,
    download_sources: text,
    playlist_scope_json: text,
    status: text,
    created_at: textOrNull,
    started_at: textOrNull,
    ended_at: textOrNull,
    last_error: textOrNull,
  },
});

export const JobStageSchema = new EntitySchema<JobStageRow>({
  name: 'job_stages',
  columns: { id, job_run_id: whole, stage_type: text, seq_no: whole, status: text, started_at: textOrNull, ended_at: textOrNull },
});

export const JobEventSchema = new EntitySchema<JobEventRow>({
  name: 'job_events',
  columns: { id, job_run_id: whole, event_type: text, message: text, created_at: textOrNull },
});

export const JobLogSchema = new EntitySchema<JobLogRow>({
  name: 'job_logs',
  columns: { id, job_run_id: wholeOrNull, job_stage_id: wholeOrNull, level: text, message: text, created_at: textOrNull },
});

/** What `openDatabase` must know of. */
export const jobSchemas: readonly EntitySchema[] = [JobRunSchema, JobStageSchema, JobEventSchema, JobLogSchema] as EntitySchema[];
