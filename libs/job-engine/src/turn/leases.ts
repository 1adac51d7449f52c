import type { Lease } from '../records/engine-records.js';
import type { Item } from '../records/item.js';
import type { WorkerState } from '../records/ledger.js';
import { handedBack } from './completions.js';
import type { TurnScope } from './turn-scope.js';

/** What the program says now and then of those who work. */
export interface Heartbeat {
  readonly leases: readonly Lease[];
  readonly workers: readonly WorkerState[];
}

const expiriesPerTurn = 1_000;

/** Renews first: after a suspended night every lease has ended, but the work goes on. Answers the claims whose lease ended. */
export async function keepLeases<E>(scope: TurnScope<E>, heartbeat: Heartbeat): Promise<Item[]> {
  const { items, jobs, ledger } = scope.tx;
  await items.renewLeases(heartbeat.leases, scope.now + scope.rules.options.leaseMs);
  await ledger.updateWorkers(heartbeat.workers);
  const expired = await items.expired(scope.now, expiriesPerTurn);
  if (expired.length === 0) return expired;
  await items.finish(expired.map(handedBack));
  const views = await jobs.jobsOfStages([...new Set(expired.map(({ stageId }) => stageId))]);
  const jobOf = new Map(views.flatMap(({ stages }) => stages.map(({ id, jobId }) => [id, jobId])));
  for (const { id, key, stageId } of expired) {
    const jobId = jobOf.get(stageId);
    if (jobId !== undefined) scope.event(jobId, 'lease_expired', key, id);
  }
  return expired;
}
