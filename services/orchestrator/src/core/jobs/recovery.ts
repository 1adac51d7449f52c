import type { JobChange, JobRecord } from './job-store.js';

/**
 * What a start makes of a job that an earlier process left behind: it is paused, never silently
 * resumed (behaviours 96, 97, 99). A job that was queued when the process ended never began; it is
 * paused as well, through the state it was about to take.
 */
export function recoveryOf(job: JobRecord, at: number): JobChange {
  const stages = job.stages
    .filter((stage) => stage.status === 'running' || stage.status === 'pause_requested')
    .map((stage) => ({ id: stage.id, status: 'paused' as const }));
  return {
    jobId: job.id,
    at,
    job: { status: 'paused' },
    stages,
    events: [{ type: 'recovery_requeued', message: 'the orchestrator ended while this job was running' }],
  };
}
