import { from, instant, named, nullable, oneOf, ref, shape } from '@catalogsync/http';
import type { Hold, Item, Job, JobView, RunningItem, Stage, WorkerState } from '@catalogsync/job-engine';
import { errorClasses, itemStatuses, jobStatuses, pauseCauses, stageStatuses } from '@catalogsync/job-engine';
import { Type } from 'typebox';
import type { HistoryEvent, LogEntry } from '../../core/console/job-history.js';
import { reasonOf } from '../../core/jobs/job-starter.js';
import { downloadSourcesOf, sourcesOf } from '../../core/sources/choose-sources.js';

// Jobs as the console's API shows them: in the words of the tables.

const itemCounts = named('ItemCounts', Object.fromEntries(itemStatuses.map((status) => [status, Type.Integer()])));

/** The items of some stages together, by status. */
export function totalOf(stages: readonly Stage[]): Stage['counts'] {
  const total = (status: (typeof itemStatuses)[number]): number => stages.reduce((sum, { counts }) => sum + counts[status], 0);
  return Object.fromEntries(itemStatuses.map((status) => [status, total(status)])) as Stage['counts'];
}

const stage = shape<Stage>()('Stage', {
  id: Type.Integer(),
  stage_type: from(
    ({ type }) => type,
    Type.String({
      description: 'collect, sync, download, upload, publish, scan, library_collect, library_sync, library_files, covers or lyrics.',
    }),
  ),
  seq_no: Type.Integer(),
  status: oneOf(stageStatuses),
  planned: Type.Boolean({ description: 'Whether all items are known; until then the counts grow.' }),
  item_counts: from(({ counts }) => counts, ref('ItemCounts')),
  started_at: instant(),
  ended_at: instant(),
  last_error: nullable('string'),
});

interface ShownJob extends Job {
  readonly stages: readonly Stage[];
}

const job = shape<ShownJob>()('Job', {
  id: Type.Integer(),
  job_type: from(({ template }) => template, Type.String({ description: 'The name of its template.' })),
  status: oneOf(jobStatuses),
  sources: from(sourcesOf, Type.Array(Type.String())),
  download_sources: from(downloadSourcesOf, Type.Array(Type.String())),
  created_at: instant(),
  started_at: instant(),
  ended_at: instant(),
  last_error: nullable('string'),
  paused_by: Type.Unsafe({ type: ['string', 'null'], enum: [...pauseCauses, null] }),
  paused_volume: nullable('string', { description: 'The full volume that paused it.' }),
  stages: from(({ stages }) => stages.map(stage.json), Type.Array(ref('Stage'))),
  reason: from(reasonOf, Type.String({ description: 'Why the orchestrator created it by itself; otherwise empty.' })),
});

export const jobJson = (view: JobView) => job.json({ ...view.job, stages: view.stages });

interface ShownJobDetail extends ShownJob {
  readonly running: readonly RunningItem[];
  readonly events: readonly HistoryEvent[];
}

export const jobDetail = shape<ShownJobDetail>()('JobDetail', {
  ...job.fields,
  config_snapshot: from(
    ({ config }) => config,
    Type.Unsafe({ type: 'object', description: 'The configuration frozen when the job was made.' }),
  ),
  playlist_scope: from(({ scope }) => scope, Type.Unsafe({ type: 'object' })),
  item_counts: from(({ stages }) => totalOf(stages), ref('ItemCounts')),
  workers: from(
    ({ running }) => running.map(liveWorker.json),
    Type.Array(ref('LiveWorker'), { description: 'What is being worked on right now.' }),
  ),
  recent_events: from(
    ({ events }) => events.map(jobEvent.json),
    Type.Array(ref('JobEvent'), { description: 'The newest 50, newest first.' }),
  ),
});

export const item = shape<Item>()('Item', {
  id: Type.Integer(),
  job_stage_id: from(({ stageId }) => stageId, Type.Integer()),
  item_type: from(({ type }) => type, Type.String()),
  item_key: from(({ key }) => key, Type.String()),
  source: Type.String({ description: 'The external source it depends on; may be empty.' }),
  display_text: Type.String(),
  playlist_pool_id: from(({ references }) => references.playlistPoolId, nullable('integer')),
  playlist_id: from(({ references }) => references.playlistId, nullable('integer')),
  song_id: from(({ references }) => references.songId, nullable('integer')),
  file_location_id: from(({ references }) => references.fileLocationId, nullable('integer')),
  status: oneOf(itemStatuses),
  attempts: Type.Integer({ description: 'How often it was started.' }),
  error_class: Type.Unsafe({ type: ['string', 'null'], enum: [...errorClasses, null] }),
  last_error: nullable('string'),
  run_at: from(
    ({ status, runAt }) => (status === 'pending' ? runAt : undefined),
    instant({ description: 'If pending: the earliest start.' }),
  ),
  result: Type.Unsafe({ type: ['object', 'null'], description: 'Its result.' }),
  started_at: instant(),
  ended_at: instant(),
});

export const jobEvent = shape<HistoryEvent>()('JobEvent', {
  id: Type.Integer(),
  job_run_id: from(({ jobId }) => jobId, Type.Integer()),
  job_item_id: from(({ itemId }) => itemId, nullable('integer')),
  event_type: from(({ type }) => type, Type.String()),
  message: Type.String(),
  created_at: instant(),
});

export const logEntry = shape<LogEntry>()('LogEntry', {
  id: Type.Integer(),
  job_run_id: from(({ jobId }) => jobId, nullable('integer')),
  job_stage_id: from(({ stageId }) => stageId, nullable('integer')),
  job_item_id: from(({ itemId }) => itemId, nullable('integer')),
  level: Type.String(),
  message: Type.String(),
  created_at: instant(),
});

export const liveWorker = shape<RunningItem>()('LiveWorker', {
  worker_name: Type.String(),
  status: from(() => 'running', oneOf(['running'])),
  job_run_id: from((running) => running.job.id, Type.Integer()),
  job_item_id: from((running) => running.item.id, Type.Integer()),
  stage_type: from((running) => running.stage.type, Type.String()),
  current_song_id: from((running) => running.item.references.songId, nullable('integer')),
  current_playlist_id: from((running) => running.item.references.playlistId, nullable('integer')),
  current_display_text: from((running) => running.item.displayText || running.item.key, Type.String()),
  progress_text: from(
    ({ progress }) => progress?.current || undefined,
    nullable('string', { description: 'What it is doing, such as "resolving source qq (1/3)", or the file it is at.' }),
  ),
  done: from(({ progress }) => progress && Math.round(progress.done), nullable('integer')),
  total: from(
    ({ progress }) => (progress?.total ? Math.round(progress.total) : undefined),
    nullable('integer', { description: 'null: not known yet.' }),
  ),
  unit: from(({ progress }) => progress?.unit, nullable('string', { description: 'What is counted, such as bytes.' })),
  bytes_per_second: from(({ progress }) => Math.round(progress?.bytesPerSecond ?? 0), Type.Integer()),
});

export const worker = shape<WorkerState>()('Worker', {
  worker_name: from(({ name }) => name, Type.String()),
  status: oneOf(['idle', 'running']),
  current_song_id: from(({ references }) => references.songId, nullable('integer')),
  current_playlist_id: from(({ references }) => references.playlistId, nullable('integer')),
  current_display_text: from(({ displayText }) => displayText, nullable('string')),
  bytes_per_second: Type.Integer(),
  heartbeat_at: instant(),
});

export const hold = shape<Hold>()('Hold', { kind: oneOf(['source', 'volume']), name: Type.String(), since: instant() });

export const jobSchemas = [
  itemCounts,
  ...[stage, job, jobDetail, item, jobEvent, logEntry, liveWorker, worker, hold].map(({ schema }) => schema),
];
