import {
  commandStatuses,
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
import { columnsOf, known, type RowOf } from '@catalogsync/sqlite';
import { errorClassOf, instantOf, referencesOf, shownJson, wordsOf } from '../columns.js';
import { jobCommands, jobItems, jobRuns, jobStages, jobWorkers } from '../rows/job-rows.js';

/**
 * Questions for whole rows begin with these; the functions below turn the rows into records, without `...rest`, which
 * takes V8 a hundred times as long for rows of this width.
 */
export const select = {
  jobs: `SELECT ${columnsOf(jobRuns)} FROM job_runs`,
  stages: `SELECT ${columnsOf(jobStages)} FROM job_stages`,
  items: `SELECT ${columnsOf(jobItems)} FROM job_items`,
  commands: `SELECT ${columnsOf(jobCommands)} FROM job_commands`,
  workers: `SELECT ${columnsOf(jobWorkers)} FROM job_workers`,
} as const;

export type JobRow = RowOf<typeof jobRuns>;
export type StageRow = RowOf<typeof jobStages>;
export type ItemRow = RowOf<typeof jobItems>;
export type CommandRow = RowOf<typeof jobCommands>;
export type WorkerRow = RowOf<typeof jobWorkers>;

export function toJob(row: JobRow): Job {
  const { id, status, lastError, pausedVolume } = known(row);
  return {
    ...{ id, template: row.jobType, lastError, pausedVolume },
    // An unknown word comes from another program; nothing will continue it.
    status: isJobStatus(status) ? status : 'canceled',
    config: shownJson(row.configSnapshotJson) ?? {},
    choices: { sources: wordsOf(row.sources), downloadSources: wordsOf(row.downloadSources) },
    scope: shownJson(row.playlistScopeJson) ?? {},
    createdAt: instantOf(row.createdAt) ?? 0,
    startedAt: instantOf(row.startedAt),
    endedAt: instantOf(row.endedAt),
    pausedBy: pauseCauses.find((cause) => cause === row.pausedBy),
    resumeWanted: row.resumeWanted === 1,
  };
}

export function toStage(row: StageRow): Stage {
  const { id, seqNo, status, round, runAt, failures, lastError } = known(row);
  return {
    ...{ id, seqNo, round, runAt, failures, lastError },
    jobId: row.jobRunId,
    type: row.stageType,
    status: isStageStatus(status) ? status : 'canceled',
    planned: row.planned === 1,
    flawed: row.flawed === 1,
    counts: {
      pending: row.itemsPending,
      running: row.itemsRunning,
      succeeded: row.itemsSucceeded,
      failed: row.itemsFailed,
      interrupted: row.itemsInterrupted,
      canceled: row.itemsCanceled,
    },
    startedAt: instantOf(row.startedAt),
    endedAt: instantOf(row.endedAt),
  };
}

export function toItem(row: ItemRow): Item {
  const { playlistPoolId, playlistId, songId, fileLocationId } = row;
  return {
    id: row.id,
    stageId: row.jobStageId,
    type: row.itemType,
    key: row.itemKey,
    source: row.source,
    displayText: row.displayText,
    references: referencesOf({ playlistPoolId, playlistId, songId, fileLocationId }),
    payload: shownJson(row.payloadJson) ?? {},
    result: shownJson(row.resultJson),
    status: isItemStatus(row.status) ? row.status : 'canceled',
    workerId: row.workerId ?? undefined,
    attempts: row.attempts,
    failures: row.failures,
    fence: row.fence,
    runAt: row.runAt,
    leaseUntil: row.leaseUntil ?? undefined,
    errorClass: errorClassOf(row.errorClass),
    lastError: row.lastError ?? undefined,
    startedAt: instantOf(row.startedAt),
    endedAt: instantOf(row.endedAt),
  };
}

export function toCommand(row: CommandRow): StoredCommand {
  const {
    id,
    affected,
    status,
    reason,
    jobRunId: jobId,
    jobStageId: stageId,
    targetItemId: itemId,
    source,
    targetJobIds,
    seen,
  } = known(row);
  return {
    ...{ id, type: row.commandType, jobsDone: row.jobsDone, cursor: row.cursorId, affected, reason, seen },
    target: { jobId, jobIds: targetJobIds?.split(',').map(Number), stageId, itemId, source, errorClass: errorClassOf(row.errorClass) },
    status: commandStatuses.find((word) => word === status) ?? 'pending',
    createdAt: instantOf(row.createdAt) ?? 0,
    appliedAt: instantOf(row.appliedAt),
  };
}

export function toWorker(row: WorkerRow): WorkerState {
  return {
    name: row.workerName,
    status: row.status === 'running' ? 'running' : 'idle',
    references: referencesOf({ songId: row.currentSongId, playlistId: row.currentPlaylistId }),
    displayText: row.currentDisplayText ?? undefined,
    bytesPerSecond: row.bytesPerSecond,
    heartbeatAt: instantOf(row.heartbeatAt) ?? 0,
  };
}
