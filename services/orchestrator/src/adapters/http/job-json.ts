import { closed, nullable, oneOf, ref } from '@catalogsync/http';
import type { Hold, Item, JobView, RunningItem, Stage, WorkerState } from '@catalogsync/job-engine';
import { errorClasses, itemStatuses, jobStatuses, pauseCauses, stageStatuses } from '@catalogsync/job-engine';
import { Type } from 'typebox';
import type { HistoryEvent, LogEntry } from '../../core/console/job-history.js';
import { downloadSourcesOf, sourcesOf } from '../../core/sources/choose-sources.js';
import { instant, isoOf } from './schema-parts.js';

// Jobs as the console's API shows them: in the words of the tables.

const counts = Type.Object(Object.fromEntries(itemStatuses.map((status) => [status, Type.Integer()])), { $id: 'ItemCounts', ...closed });

const stage = Type.Object(
  {
    id: Type.Integer(),
    stage_type: Type.String({ description: 'collect, sync, download, upload, publish, scan or lyrics.' }),
    seq_no: Type.Integer(),
    status: oneOf(stageStatuses),
    planned: Type.Boolean({ description: 'Whether all items are known; until then the counts grow.' }),
    item_counts: ref('ItemCounts'),
    started_at: instant,
    ended_at: instant,
    last_error: nullable('string'),
  },
  { $id: 'Stage', ...closed },
);

function stageJson({ id, type, seqNo, status, planned, counts: items, ...rest }: Stage) {
  return {
    id,
    stage_type: type,
    seq_no: seqNo,
    status,
    planned,
    item_counts: items,
    started_at: isoOf(rest.startedAt),
    ended_at: isoOf(rest.endedAt),
    last_error: rest.lastError ?? null,
  };
}

const jobFields = {
  id: Type.Integer(),
  job_type: Type.String({ description: 'The name of its template.' }),
  status: oneOf(jobStatuses),
  sources: Type.Array(Type.String()),
  download_sources: Type.Array(Type.String()),
  created_at: instant,
  started_at: instant,
  ended_at: instant,
  last_error: nullable('string'),
  paused_by: Type.Unsafe({ type: ['string', 'null'], enum: [...pauseCauses, null] }),
  paused_volume: nullable('string', { description: 'The full volume that paused it.' }),
  stages: Type.Array(ref('Stage')),
};

const job = Type.Object(jobFields, { $id: 'Job', ...closed });

export function jobJson({ job: found, stages }: JobView) {
  return {
    id: found.id,
    job_type: found.template,
    status: found.status,
    sources: sourcesOf(found),
    download_sources: downloadSourcesOf(found),
    created_at: isoOf(found.createdAt),
    started_at: isoOf(found.startedAt),
    ended_at: isoOf(found.endedAt),
    last_error: found.lastError ?? null,
    paused_by: found.pausedBy ?? null,
    paused_volume: found.pausedVolume ?? null,
    stages: stages.map(stageJson),
  };
}

const jobDetail = Type.Object(
  {
    ...jobFields,
    config_snapshot: Type.Unsafe({ type: 'object', description: 'The configuration frozen when the job was made.' }),
    playlist_scope: Type.Unsafe({ type: 'object' }),
    item_counts: ref('ItemCounts'),
    workers: Type.Array(ref('LiveWorker'), { description: 'What is being worked on right now.' }),
    recent_events: Type.Array(ref('JobEvent'), { description: 'The newest 50, newest first.' }),
  },
  { $id: 'JobDetail', ...closed },
);

export function jobDetailJson(view: JobView, running: readonly RunningItem[], events: readonly HistoryEvent[]) {
  const total = (status: (typeof itemStatuses)[number]): number => view.stages.reduce((sum, { counts: items }) => sum + items[status], 0);
  return {
    ...jobJson(view),
    config_snapshot: view.job.config,
    playlist_scope: view.job.scope,
    item_counts: Object.fromEntries(itemStatuses.map((status) => [status, total(status)])),
    workers: running.map(liveWorkerJson),
    recent_events: events.map(eventJson),
  };
}

const item = Type.Object(
  {
    id: Type.Integer(),
    job_stage_id: Type.Integer(),
    item_type: Type.String(),
    item_key: Type.String(),
    source: Type.String({ description: 'The external source it depends on; may be empty.' }),
    display_text: Type.String(),
    playlist_pool_id: nullable('integer'),
    playlist_id: nullable('integer'),
    song_id: nullable('integer'),
    file_location_id: nullable('integer'),
    status: oneOf(itemStatuses),
    attempts: Type.Integer({ description: 'How often it was started.' }),
    error_class: Type.Unsafe({ type: ['string', 'null'], enum: [...errorClasses, null] }),
    last_error: nullable('string'),
    run_at: Type.Unsafe({ type: ['string', 'null'], format: 'date-time', description: 'If pending: the earliest start.' }),
    result: Type.Unsafe({ type: ['object', 'null'], description: 'Its result.' }),
    started_at: instant,
    ended_at: instant,
  },
  { $id: 'Item', ...closed },
);

export function itemJson(found: Item) {
  return {
    id: found.id,
    job_stage_id: found.stageId,
    item_type: found.type,
    item_key: found.key,
    source: found.source,
    display_text: found.displayText,
    playlist_pool_id: found.references.playlistPoolId ?? null,
    playlist_id: found.references.playlistId ?? null,
    song_id: found.references.songId ?? null,
    file_location_id: found.references.fileLocationId ?? null,
    status: found.status,
    attempts: found.attempts,
    error_class: found.errorClass ?? null,
    last_error: found.lastError ?? null,
    run_at: found.status === 'pending' ? isoOf(found.runAt) : null,
    result: found.result ?? null,
    started_at: isoOf(found.startedAt),
    ended_at: isoOf(found.endedAt),
  };
}

const jobEvent = Type.Object(
  {
    id: Type.Integer(),
    job_run_id: Type.Integer(),
    job_item_id: nullable('integer'),
    event_type: Type.String(),
    message: Type.String(),
    created_at: instant,
  },
  { $id: 'JobEvent', ...closed },
);

export function eventJson({ id, jobId, itemId, type, message, createdAt }: HistoryEvent) {
  return { id, job_run_id: jobId, job_item_id: itemId ?? null, event_type: type, message, created_at: isoOf(createdAt) };
}

const logEntry = Type.Object(
  {
    id: Type.Integer(),
    job_run_id: nullable('integer'),
    job_stage_id: nullable('integer'),
    job_item_id: nullable('integer'),
    level: Type.String(),
    message: Type.String(),
    created_at: instant,
  },
  { $id: 'LogEntry', ...closed },
);

export function logJson({ id, jobId, stageId, itemId, level, message, createdAt }: LogEntry) {
  const about = { job_run_id: jobId ?? null, job_stage_id: stageId ?? null, job_item_id: itemId ?? null };
  return { id, ...about, level, message, created_at: isoOf(createdAt) };
}

const liveWorker = Type.Object(
  {
    worker_name: Type.String(),
    status: oneOf(['running']),
    job_run_id: Type.Integer(),
    job_item_id: Type.Integer(),
    stage_type: Type.String(),
    current_song_id: nullable('integer'),
    current_playlist_id: nullable('integer'),
    current_display_text: Type.String(),
    done: nullable('integer'),
    total: nullable('integer', { description: 'null: not known yet.' }),
    unit: nullable('string', { description: 'What is counted, such as bytes.' }),
    bytes_per_second: Type.Integer(),
  },
  { $id: 'LiveWorker', ...closed },
);

export function liveWorkerJson({ workerName, job: { id }, stage: { type }, item: found, progress }: RunningItem) {
  return {
    worker_name: workerName,
    status: 'running' as const,
    job_run_id: id,
    job_item_id: found.id,
    stage_type: type,
    current_song_id: found.references.songId ?? null,
    current_playlist_id: found.references.playlistId ?? null,
    current_display_text: progress?.current || found.displayText || found.key,
    done: progress === undefined ? null : Math.round(progress.done),
    total: progress === undefined || progress.total === 0 ? null : Math.round(progress.total),
    unit: progress?.unit ?? null,
    bytes_per_second: Math.round(progress?.bytesPerSecond ?? 0),
  };
}

const worker = Type.Object(
  {
    worker_name: Type.String(),
    status: oneOf(['idle', 'running']),
    current_song_id: nullable('integer'),
    current_playlist_id: nullable('integer'),
    current_display_text: nullable('string'),
    bytes_per_second: Type.Integer(),
    heartbeat_at: instant,
  },
  { $id: 'Worker', ...closed },
);

export function workerJson({ name, status, references, displayText, bytesPerSecond, heartbeatAt }: WorkerState) {
  return {
    worker_name: name,
    status,
    current_song_id: references.songId ?? null,
    current_playlist_id: references.playlistId ?? null,
    current_display_text: displayText ?? null,
    bytes_per_second: bytesPerSecond,
    heartbeat_at: isoOf(heartbeatAt),
  };
}

const hold = Type.Object({ kind: oneOf(['source', 'volume']), name: Type.String(), since: instant }, { $id: 'Hold', ...closed });

export function holdJson({ kind, name, since }: Hold) {
  return { kind, name, since: isoOf(since) };
}

export const jobSchemas = [counts, stage, job, jobDetail, item, jobEvent, logEntry, liveWorker, worker, hold];
