import type { Lease } from '../records/engine-records.js';
import type { WorkerState } from '../records/ledger.js';
import { handedBack } from './completions.js';
import type { TurnScope } from './turn-scope.js';

/** The program's regular report of its running work. */
export interface Heartbeat {
  readonly leases: readonly Lease[];
  readonly workers: readonly WorkerState[];
}

const expiriesPerTurn = 1_000;

/** Renews first: after suspend every lease has expired, but the work continues. */
export async function keepLeases<E>(scope: TurnScope<E>, heartbeat: Heartbeat): Promise<void> {
  const { items, jobs, ledger } = scope.tx;
  await items.renewLeases(heartbeat.leases, scope.now + scope.rules.options.leaseMs);
  await ledger.updateWorkers(heartbeat.workers);
  const expired = await items.expired(scope.now, expiriesPerTurn);
  await items.finish(expired.map(handedBack));
  const views = await jobs.jobsOfStages([...new Set(expired.map(({ stageId }) => stageId))]);
  const jobOf = new Map(views.flatMap(({ stages }) => stages.map(({ id, jobId }) => [id, jobId])));
  for (const { id, key, stageId } of expired) {
    const jobId = jobOf.get(stageId);
    if (jobId !== undefined) scope.event(jobId, 'lease_expired', key, id);
  }
}
