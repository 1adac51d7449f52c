import { from, instant, named, nullable, oneOf, ref, shape } from '@catalogsync/http';
import type { Hold, Job, JobView, RunningItem, Stage, WorkerState } from '@catalogsync/job-engine';
import { errorClasses, itemStatuses, jobStatuses, pauseCauses, stageStatuses } from '@catalogsync/job-engine';
import { Type } from 'typebox';
import type { HistoryEvent } from '../../core/console/job-history.js';
import type { ItemOfJob } from '../../core/console/job-lists.js';
import type { LogEntry } from '../../core/console/log-lists.js';
import { reasonOf } from '../../core/jobs/job-starter.js';
import { downloadSourcesOf, sourcesOf } from '../../core/sources/choose-sources.js';
import { inCamelCase } from './spelling.js';

// Jobs as the console's API shows them: in the words of the tables.

const itemCounts = named('ItemCounts', Object.fromEntries(itemStatuses.map((status) => [status, Type.Integer()])));

/** The items of some stages together, by status. */
export function totalOf(stages: readonly Stage[]): Stage['counts'] {
  const total = (status: (typeof itemStatuses)[number]): number => stages.reduce((sum, { counts }) => sum + counts[status], 0);
  return Object.fromEntries(itemStatuses.map((status) => [status, total(status)])) as Stage['counts'];
}

const stage = shape<Stage>()('Stage', {
  id: Type.Integer(),
  stageType: from(
    ({ type }) => type,
    Type.String({
      description: 'collect, sync, download, upload, publish, scan, library_collect, library_sync, library_files, covers or lyrics.',
    }),
  ),
  seqNo: Type.Integer(),
  status: oneOf(stageStatuses),
  planned: Type.Boolean({ description: 'Whether all items are known; until then the counts grow.' }),
  itemCounts: from(({ counts }) => counts, ref('ItemCounts')),
  startedAt: instant(),
  endedAt: instant(),
  lastError: nullable('string'),
});

interface ShownJob extends Job {
  readonly stages: readonly Stage[];
}

const job = shape<ShownJob>()('Job', {
  id: Type.Integer(),
  template: Type.String({ description: 'The name of its template.' }),
  status: oneOf(jobStatuses),
  sources: from(sourcesOf, Type.Array(Type.String())),
  downloadSources: from(downloadSourcesOf, Type.Array(Type.String())),
  createdAt: instant(),
  startedAt: instant(),
  endedAt: instant(),
  lastError: nullable('string'),
  pausedBy: Type.Unsafe({ type: ['string', 'null'], enum: [...pauseCauses, null] }),
  pausedVolume: nullable('string', { description: 'The full volume that paused it.' }),
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
  configSnapshot: from(
    ({ config }) => inCamelCase(config),
    Type.Unsafe({ type: 'object', description: 'The configuration frozen when the job was made.' }),
  ),
  playlistScope: from(({ scope }) => inCamelCase(scope), Type.Unsafe({ type: 'object' })),
  itemCounts: from(({ stages }) => totalOf(stages), ref('ItemCounts')),
  workers: from(
    ({ running }) => running.map(liveWorker.json),
    Type.Array(ref('LiveWorker'), { description: 'What is being worked on right now.' }),
  ),
  recentEvents: from(
    ({ events }) => events.map(jobEvent.json),
    Type.Array(ref('JobEvent'), { description: 'The newest 50, newest first.' }),
  ),
});

export const item = shape<ItemOfJob>()('Item', {
  id: Type.Integer(),
  jobId: Type.Integer(),
  stageId: Type.Integer(),
  itemType: from(({ type }) => type, Type.String()),
  itemKey: from(({ key }) => key, Type.String()),
  source: Type.String({ description: 'The external source it depends on; may be empty.' }),
  displayText: Type.String(),
  playlistPoolId: from(({ references }) => references.playlistPoolId, nullable('integer')),
  playlistId: from(({ references }) => references.playlistId, nullable('integer')),
  songId: from(({ references }) => references.songId, nullable('integer')),
  fileLocationId: from(({ references }) => references.fileLocationId, nullable('integer')),
  status: oneOf(itemStatuses),
  attempts: Type.Integer({ description: 'How often it was started.' }),
  errorClass: Type.Unsafe({ type: ['string', 'null'], enum: [...errorClasses, null] }),
  lastError: nullable('string'),
  runAt: from(
    ({ status, runAt }) => (status === 'pending' ? runAt : undefined),
    instant({ description: 'If pending: the earliest start.' }),
  ),
  result: from(({ result }) => inCamelCase(result), Type.Unsafe({ type: ['object', 'null'], description: 'Its result.' })),
  startedAt: instant(),
  endedAt: instant(),
});

export const jobEvent = shape<HistoryEvent>()('JobEvent', {
  id: Type.Integer(),
  jobId: Type.Integer(),
  itemId: nullable('integer'),
  eventType: from(({ type }) => type, Type.String()),
  message: Type.String(),
  createdAt: instant(),
});

export const logEntry = shape<LogEntry>()('LogEntry', {
  id: Type.Integer(),
  jobId: nullable('integer'),
  stageId: nullable('integer'),
  itemId: nullable('integer'),
  level: Type.String(),
  message: Type.String(),
  createdAt: instant(),
});

export const liveWorker = shape<RunningItem>()('LiveWorker', {
  workerName: Type.String(),
  status: from(() => 'running', oneOf(['running'])),
  jobId: from((running) => running.job.id, Type.Integer()),
  itemId: from((running) => running.item.id, Type.Integer()),
  stageType: from((running) => running.stage.type, Type.String()),
  currentSongId: from((running) => running.item.references.songId, nullable('integer')),
  currentPlaylistId: from((running) => running.item.references.playlistId, nullable('integer')),
  currentDisplayText: from((running) => running.item.displayText || running.item.key, Type.String()),
  progressText: from(
    ({ progress }) => progress?.current || undefined,
    nullable('string', { description: 'What it is doing, such as "resolving source qq (1/3)", or the file it is at.' }),
  ),
  done: from(({ progress }) => progress && Math.round(progress.done), nullable('integer')),
  total: from(
    ({ progress }) => (progress?.total ? Math.round(progress.total) : undefined),
    nullable('integer', { description: 'null: not known yet.' }),
  ),
  unit: from(({ progress }) => progress?.unit, nullable('string', { description: 'What is counted, such as bytes.' })),
  bytesPerSecond: from(({ progress }) => Math.round(progress?.bytesPerSecond ?? 0), Type.Integer()),
});

export const worker = shape<WorkerState>()('Worker', {
  workerName: from(({ name }) => name, Type.String()),
  status: oneOf(['idle', 'running']),
  currentSongId: from(({ references }) => references.songId, nullable('integer')),
  currentPlaylistId: from(({ references }) => references.playlistId, nullable('integer')),
  currentDisplayText: from(({ displayText }) => displayText, nullable('string')),
  bytesPerSecond: Type.Integer(),
  heartbeatAt: instant(),
});

export const hold = shape<Hold>()('Hold', { kind: oneOf(['source', 'volume']), name: Type.String(), since: instant() });

export const jobSchemas = [
  itemCounts,
  ...[stage, job, jobDetail, item, jobEvent, logEntry, liveWorker, worker, hold].map(({ schema }) => schema),
];
