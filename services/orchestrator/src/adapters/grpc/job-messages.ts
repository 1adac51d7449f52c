import { orchestratorV1 } from '@catalogsync/contracts';
import type { JobStatus } from '../../core/engine/states.js';
import type { JobView, StageView } from '../../core/jobs/job-runner.js';
import type { PlaylistReference } from '../../core/playlist-file/playlist-scope.js';

const { JobStatus: Wire } = orchestratorV1;

const statuses: Readonly<Record<JobStatus, orchestratorV1.JobStatus>> = {
  queued: Wire.JOB_STATUS_QUEUED,
  running: Wire.JOB_STATUS_RUNNING,
  pause_requested: Wire.JOB_STATUS_PAUSE_REQUESTED,
  paused: Wire.JOB_STATUS_PAUSED,
  completed: Wire.JOB_STATUS_COMPLETED,
  completed_with_errors: Wire.JOB_STATUS_COMPLETED_WITH_ERRORS,
  failed: Wire.JOB_STATUS_FAILED,
  canceled: Wire.JOB_STATUS_CANCELED,
};

function toStageMessage(stage: StageView): orchestratorV1.Stage {
  const { done, total, unit, current } = stage.progress ?? { done: 0, total: 0, unit: '', current: '' };
  return { type: stage.type, status: stage.status, done, total, unit, current };
}

export function toReference({ platform, remoteId, url }: orchestratorV1.PlaylistReference): PlaylistReference {
  return { platform, remoteId, url: url === '' ? undefined : url };
}

export function toWatchMessage(view: JobView): orchestratorV1.WatchJobResponse {
  return {
    jobId: view.id,
    status: statuses[view.status],
    stages: view.stages.map(toStageMessage),
    lastError: view.lastError ?? '',
    notices: [...view.notices],
  };
}
