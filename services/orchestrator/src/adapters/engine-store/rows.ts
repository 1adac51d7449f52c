import {
  type Item,
  isItemStatus,
  isJobStatus,
  isStageStatus,
  type Job,
  pauseCauses,
  type Stage,
  type StoredCommand,
  type WorkerState,
} from '@catalogsync/job-engine';
import { errorClassOf, instantOf, objectOf, referencesOf, wordsOf } from './columns.js';

export interface JobRow {
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
  paused_by: string | null;
  paused_volume: string | null;
  resume_wanted: number;
}

export function toJob(row: JobRow): Job {
  return {
    id: row.id,
    template: row.job_type,
    // An unknown word comes from another program; nothing will continue it.
    status: isJobStatus(row.status) ? row.status : 'canceled',
    config: objectOf(row.config_snapshot_json) ?? {},
    choices: { sources: wordsOf(row.sources), downloadSources: wordsOf(row.download_sources) },
    scope: objectOf(row.playlist_scope_json) ?? {},
    createdAt: instantOf(row.created_at) ?? 0,
    startedAt: instantOf(row.started_at),
    endedAt: instantOf(row.ended_at),
    lastError: row.last_error ?? undefined,
    pausedBy: pauseCauses.find((cause) => cause === row.paused_by),
    pausedVolume: row.paused_volume ?? undefined,
    resumeWanted: row.resume_wanted === 1,
  };
}

export interface StageRow {
  id: number;
  job_run_id: number;
  stage_type: string;
  seq_no: number;
  status: string;
  started_at: string | null;
  ended_at: string | null;
  last_error: string | null;
  planned: number;
  round: number;
  run_at: number;
  failures: number;
  flawed: number;
  items_pending: number;
  items_running: number;
  items_succeeded: number;
  items_failed: number;
  items_interrupted: number;
  items_canceled: number;
}

export function toStage(row: StageRow): Stage {
  return {
    id: row.id,
    jobId: row.job_run_id,
    type: row.stage_type,
    seqNo: row.seq_no,
    status: isStageStatus(row.status) ? row.status : 'canceled',
    planned: row.planned === 1,
    round: row.round,
    runAt: row.run_at,
    failures: row.failures,
    flawed: row.flawed === 1,
    counts: {
      pending: row.items_pending,
      running: row.items_running,
      succeeded: row.items_succeeded,
      failed: row.items_failed,
      interrupted: row.items_interrupted,
      canceled: row.items_canceled,
    },
    startedAt: instantOf(row.started_at),
    endedAt: instantOf(row.ended_at),
    lastError: row.last_error ?? undefined,
  };
}

export interface ItemRow {
  id: number;
  job_stage_id: number;
  item_type: string;
  item_key: string;
  source: string;
  display_text: string;
  playlist_pool_id: number | null;
  playlist_id: number | null;
  song_id: number | null;
  file_location_id: number | null;
  payload_json: string;
  result_json: string | null;
  status: string;
  worker_id: number | null;
  attempts: number;
  failures: number;
  fence: number;
  run_at: number;
  lease_until: number | null;
  error_class: string | null;
  last_error: string | null;
  started_at: string | null;
  ended_at: string | null;
}

export function toItem(row: ItemRow): Item {
  return {
    id: row.id,
    stageId: row.job_stage_id,
    type: row.item_type,
    key: row.item_key,
    source: row.source,
    displayText: row.display_text,
    references: referencesOf({
      playlistPoolId: row.playlist_pool_id,
      playlistId: row.playlist_id,
      songId: row.song_id,
      fileLocationId: row.file_location_id,
    }),
    payload: objectOf(row.payload_json) ?? {},
    result: objectOf(row.result_json),
    status: isItemStatus(row.status) ? row.status : 'canceled',
    workerId: row.worker_id ?? undefined,
    attempts: row.attempts,
    failures: row.failures,
    fence: row.fence,
    runAt: row.run_at,
    leaseUntil: row.lease_until ?? undefined,
    errorClass: errorClassOf(row.error_class),
    lastError: row.last_error ?? undefined,
    startedAt: instantOf(row.started_at),
    endedAt: instantOf(row.ended_at),
  };
}

export interface CommandRow {
  id: number;
  command_type: string;
  job_run_id: number | null;
  job_stage_id: number | null;
  target_item_id: number | null;
  source: string | null;
  error_class: string | null;
  cursor_id: number;
  affected: number;
  status: string;
  reason: string | null;
}

export function toCommand(row: CommandRow): StoredCommand {
  const { status } = row;
  return {
    id: row.id,
    type: row.command_type,
    target: {
      jobId: row.job_run_id ?? undefined,
      stageId: row.job_stage_id ?? undefined,
      itemId: row.target_item_id ?? undefined,
      source: row.source ?? undefined,
      errorClass: errorClassOf(row.error_class),
    },
    cursor: row.cursor_id,
    affected: row.affected,
    status: status === 'applied' || status === 'rejected' ? status : 'pending',
    reason: row.reason ?? undefined,
  };
}

export interface WorkerRow {
  worker_name: string;
  status: string;
  current_song_id: number | null;
  current_playlist_id: number | null;
  current_display_text: string | null;
  bytes_per_second: number;
  heartbeat_at: string | null;
}

export function toWorker(row: WorkerRow): WorkerState {
  return {
    name: row.worker_name,
    status: row.status === 'running' ? 'running' : 'idle',
    references: referencesOf({ songId: row.current_song_id, playlistId: row.current_playlist_id }),
    displayText: row.current_display_text ?? undefined,
    bytesPerSecond: row.bytes_per_second,
    heartbeatAt: instantOf(row.heartbeat_at) ?? 0,
  };
}
