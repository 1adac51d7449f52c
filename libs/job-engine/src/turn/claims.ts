import type { Item } from '../records/item.js';
import type { Instant } from '../records/job.js';
import type { WorkerState } from '../records/ledger.js';
import type { Agenda, WorkingStage } from './advance.js';
import type { TurnScope } from './turn-scope.js';

/** Free workers of one type of stage. */
export interface Offer {
  readonly stageType: string;
  readonly itemsPerClaim: number;
  readonly workers: ReadonlyArray<{ readonly rowId: number; readonly name: string; readonly shownRunning: boolean }>;
}

/** A claimed item with its stage and job. */
export interface Claimed extends WorkingStage {
  readonly item: Item;
}

/** Assigns ready items to free workers, and records this before work begins (behaviour 54). */
export async function claimFor<E>(scope: TurnScope<E>, agenda: Agenda, offers: readonly Offer[]): Promise<Claimed[]> {
  const { ledger } = scope.tx;
  const held = (await ledger.holds()).filter((hold) => hold.kind === 'source');
  const heldSources = held.map((hold) => hold.name);
  const all: Claimed[] = [];
  const states: WorkerState[] = [];
  for (const offer of offers) {
    const claimed = await claimOffer(scope, agenda, offer, heldSources);
    all.push(...claimed);
    for (const worker of offer.workers) {
      const first = claimed.find(({ item }) => item.workerId === worker.rowId);
      // A row that is already idle is left alone.
      if (first !== undefined || worker.shownRunning) states.push(stateOf(worker.name, first?.item, 0, scope.now));
    }
  }
  await ledger.updateWorkers(states);
  for (const { job } of all) scope.after.touchedJobs.add(job.id);
  return all;
}

/** Jobs at the same type of stage take turns at being first, so that a long one does not shut out the others. */
async function claimOffer<E>(scope: TurnScope<E>, agenda: Agenda, offer: Offer, heldSources: readonly string[]): Promise<Claimed[]> {
  const wishes = agenda.claimable.filter(({ stage }) => stage.type === offer.stageType && stage.counts.pending > 0);
  if (wishes.length === 0 || offer.workers.length === 0) return [];
  const first = Math.floor(scope.now / 1_000) % wishes.length;
  const items = await scope.tx.items.claim({
    stageIds: [...wishes.slice(first), ...wishes.slice(0, first)].map(({ stage }) => stage.id),
    now: scope.now,
    leaseUntil: scope.now + scope.rules.options.leaseMs,
    workerIds: offer.workers.map((worker) => worker.rowId),
    itemsPerWorker: offer.itemsPerClaim,
    heldSources,
  });
  return items.flatMap((item) => wishes.filter(({ stage }) => stage.id === item.stageId).map((wish) => ({ item, ...wish })));
}

/** The row of a worker with its current item, or idle. */
export function stateOf(name: string, item: Item | undefined, bytesPerSecond: number, heartbeatAt: Instant): WorkerState {
  if (item === undefined) return { name, status: 'idle', references: {}, displayText: undefined, bytesPerSecond: 0, heartbeatAt };
  const { references, displayText, key } = item;
  return { name, status: 'running', references, displayText: displayText || key, bytesPerSecond, heartbeatAt };
}
