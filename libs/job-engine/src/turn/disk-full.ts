import type { JobView } from '../records/job.js';
import { noRoomOn, pauseJob, resumeJob } from './pause.js';
import type { TurnScope } from './turn-scope.js';

/**
 * Items of these jobs met a full volume. The jobs, and all others in the exclusive lane, are paused once per
 * volume; later items with the same error find the volume already held and report nothing (behaviour 62).
 */
export async function pauseForVolume<E>(scope: TurnScope<E>, jobIds: ReadonlySet<number>, volume: string): Promise<void> {
  const news = await scope.tx.ledger.hold({ kind: 'volume', name: volume, since: scope.now });
  if (news) for (const jobId of jobIds) scope.event(jobId, 'disk_full', noRoomOn(volume));
  const running = await scope.tx.jobs.jobsIn(['running']);
  const meant = running.filter(({ job, stages }) => jobIds.has(job.id) || scope.isExclusive(stages));
  for (const view of meant) await pauseJob(scope, view, { by: 'disk_full', volume });
}

/** There is room again: jobs paused for that volume resume. */
export async function roomIsBack<E>(scope: TurnScope<E>, volume: string): Promise<void> {
  await scope.tx.ledger.release([{ kind: 'volume', name: volume }]);
  const waits = ({ job }: JobView): boolean => job.pausedVolume === volume;
  for (const view of (await scope.tx.jobs.jobsIn(['pause_requested', 'paused'])).filter(waits)) {
    scope.event(view.job.id, 'room_back', `there is room on ${volume} again`);
    await resumeJob(scope, view);
  }
}
