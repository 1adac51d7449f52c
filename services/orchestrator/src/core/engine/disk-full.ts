import type { Job } from './model.js';
import { pauseJob, resumeJob } from './pause.js';
import { isDownloadClass } from './templates.js';
import type { TurnScope } from './turn-scope.js';

/**
 * An item met a volume without room. Its job and whatever downloads are paused, once per volume: items
 * that end later with the same news find the volume held and say nothing more (behaviour 62).
 */
export async function pauseForVolume<E>(scope: TurnScope<E>, jobId: number, volume: string): Promise<void> {
  const news = await scope.tx.ledger.hold({ kind: 'volume', name: volume, since: scope.now });
  if (news) scope.event(jobId, 'disk_full', `no room left on ${volume}: free some space or set another folder`);
  for (const job of await scope.tx.jobs.jobsIn(['running'])) {
    const downloads = isDownloadClass(await scope.tx.jobs.stagesOf(job.id));
    if (job.id === jobId || downloads) await pauseJob(scope, job, { by: 'disk_full', volume });
  }
}

/** There is room again, or another folder was set: what that volume paused goes on. False if it paused nothing. */
export async function roomIsBack<E>(scope: TurnScope<E>, volume: string): Promise<boolean> {
  const held = await scope.tx.ledger.release('volume', volume);
  const waiting = (job: Job): boolean => job.pausedBy === 'disk_full' && job.pausedVolume === volume;
  for (const job of (await scope.tx.jobs.jobsIn(['pause_requested', 'paused'])).filter(waiting)) {
    scope.event(job.id, 'room_back', `there is room on ${volume}`);
    await resumeJob(scope, job);
  }
  return held;
}
