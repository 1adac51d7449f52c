import { orchestratorJobsV1 as wire } from '@catalogsync/contracts';
import { Fault } from '@catalogsync/faults';
import type { FailureCount, Item, JobSnapshot, JobView, RunningItem, Stage, StoredEvent } from '@catalogsync/job-engine';
import { reasonOf } from '../../core/jobs/job-starter.js';
import type { LyricsOrder } from '../../core/lyrics/lyrics-order.js';
import type { PlaylistReference } from '../../core/playlist-file/playlist-scope.js';
import { downloadSourcesOf, sourcesOf } from '../../core/sources/choose-sources.js';
import { errorClassWords, itemStatusWords, jobStatusWords, stageStatusWords } from './job-words.js';

/** Failed items of a job's stages, by stage id. */
export type StageFailures = ReadonlyMap<number, readonly FailureCount[]>;

export function toReference({ platform, remoteId, url }: wire.PlaylistReference): PlaylistReference {
  return { platform, remoteId, url: url || undefined };
}

/** @throws Fault `invalid_argument` */
export function toLyricsOrder({ platform, after, ...rest }: wire.LyricsOptions): LyricsOrder {
  if (after < 0) throw new Fault('invalid_argument', 'a position must be a number, 0 or more');
  return { ...rest, after, platform: platform || undefined };
}

export function toJobMessage({ job, stages }: JobView, failures: StageFailures): wire.Job {
  return {
    ...job,
    status: jobStatusWords.numberOf(job.status),
    sources: [...sourcesOf(job)],
    downloadSources: [...downloadSourcesOf(job)],
    startedAt: job.startedAt ?? 0,
    endedAt: job.endedAt ?? 0,
    lastError: job.lastError ?? '',
    pausedBy: job.pausedBy ?? '',
    pausedVolume: job.pausedVolume ?? '',
    reason: reasonOf(job),
    stages: stages.map((stage) => toStageMessage(stage, failures.get(stage.id) ?? [])),
  };
}

function toStageMessage(stage: Stage, failures: readonly FailureCount[]): wire.Stage {
  return {
    ...stage,
    status: stageStatusWords.numberOf(stage.status),
    startedAt: stage.startedAt ?? 0,
    endedAt: stage.endedAt ?? 0,
    lastError: stage.lastError ?? '',
    failures: failures.map(({ errorClass, count }) => ({ errorClass: errorClassWords.numberOf(errorClass), count })),
  };
}

export function toWatchMessage(snapshot: JobSnapshot, failures: StageFailures): wire.WatchJobResponse {
  const { running, justEnded, notices } = snapshot;
  return {
    job: toJobMessage(snapshot, failures),
    running: running.map(toRunningMessage),
    justEnded: justEnded.map(toRunningMessage),
    notices: [...notices],
  };
}

function toRunningMessage({ item, workerName, progress }: RunningItem): wire.RunningItem {
  return {
    itemId: item.id,
    stageId: item.stageId,
    workerName,
    displayText: item.displayText || item.key,
    done: progress?.done ?? 0,
    total: progress?.total ?? 0,
    unit: progress?.unit ?? '',
    current: progress?.current ?? '',
    bytesPerSecond: Math.round(progress?.bytesPerSecond ?? 0),
  };
}

export function toItemMessage(item: Item): wire.Item {
  return {
    ...item,
    displayText: item.displayText || item.key,
    status: itemStatusWords.numberOf(item.status),
    // Only a failed item waiting for its next try has a meaningful time.
    runAt: item.status === 'pending' && item.failures > 0 ? item.runAt : 0,
    errorClass: errorClassWords.numberOf(item.errorClass),
    lastError: item.lastError ?? '',
    songId: item.references.songId ?? 0,
    playlistId: item.references.playlistId ?? 0,
    startedAt: item.startedAt ?? 0,
    endedAt: item.endedAt ?? 0,
    resultJson: item.result === undefined ? '' : JSON.stringify(item.result),
  };
}

export function toEventMessage({ id, itemId = 0, type, message, createdAt }: StoredEvent): wire.JobEvent {
  return { id, itemId, type, message, createdAt };
}
