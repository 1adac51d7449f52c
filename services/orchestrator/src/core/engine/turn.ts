import { type Agenda, advanceJobs, type IsPlanning } from './advance.js';
import { applyCommands } from './commands.js';
import { type Completion, settleCompletions } from './completions.js';
import type { Finish } from './engine-store.js';
import type { Item, WorkerState } from './model.js';
import { transitionAlong } from './state-table.js';
import { itemTable } from './states.js';
import type { Random } from './surroundings.js';
import type { AfterCommit, TurnScope } from './turn-scope.js';
import { type Claimed, stateOf } from './worker.js';

/** Free workers of one type of stage. */
export interface Offer {
  readonly stageType: string;
  readonly itemsPerClaim: number;
  readonly workers: ReadonlyArray<{ readonly rowId: number; readonly name: string; readonly shownRunning: boolean }>;
}

export interface Heartbeat {
  readonly leases: ReadonlyArray<{ readonly itemId: number; readonly fence: number }>;
  readonly workers: readonly WorkerState[];
}

/** What the program brings to a turn. */
export interface TurnInput<Effects> {
  readonly completions: ReadonlyArray<Completion<Effects>>;
  readonly offers: readonly Offer[];
  readonly heartbeat: Heartbeat | undefined;
  readonly isPlanning: IsPlanning;
  readonly random: Random;
  /** The engine stops: what ended is recorded, nothing else happens. */
  readonly ending: boolean;
}

/** What it takes away, to be done once the transaction is durable. */
export interface TurnResult<Effects> {
  readonly after: AfterCommit;
  readonly refused: ReadonlyArray<Completion<Effects>>;
  readonly claimed: readonly Claimed[];
  readonly toPlan: Agenda['toPlan'];
  /** Claims whose lease ended, by item and fence. */
  readonly expired: readonly Item[];
}

const commandsPerTurn = 100;
const expiriesPerTurn = 1_000;

/**
 * One turn, one transaction: the ends of attempts, then commands, then leases, then whatever jobs do by
 * themselves, then claims (behaviour 85). Ends come first because that work is done, whatever was asked since.
 */
export async function runTurn<E>(scope: TurnScope<E>, input: TurnInput<E>): Promise<TurnResult<E>> {
  const refused = await settleCompletions(scope, input.completions, input.random);
  if (input.ending) {
    await scope.close();
    return { after: scope.after, refused, claimed: [], toPlan: [], expired: [] };
  }
  await applyCommands(scope, commandsPerTurn);
  const expired = input.heartbeat === undefined ? [] : await keepLeases(scope, input.heartbeat);
  const agenda = await advanceJobs(scope, input.isPlanning);
  const claimed = await claimFor(scope, agenda, input.offers);
  await scope.close();
  return { after: scope.after, refused, claimed, toPlan: agenda.toPlan, expired };
}

/** Renews first: after a suspended night every lease has ended, but the work goes on. */
async function keepLeases<E>(scope: TurnScope<E>, heartbeat: Heartbeat): Promise<Item[]> {
  await scope.tx.items.renewLeases(heartbeat.leases, scope.now + scope.options.leaseMs);
  await scope.tx.ledger.updateWorkers(heartbeat.workers);
  const expired = await scope.tx.items.expired(scope.now, expiriesPerTurn);
  for (const item of expired) {
    if (!(await scope.tx.items.finish(handedOutAgain(item)))) continue;
    const stage = await scope.tx.jobs.stage(item.stageId);
    if (stage !== undefined) scope.event(stage.jobId, 'lease_expired', item.key, item.id);
  }
  return expired;
}

function handedOutAgain(item: Item): Finish {
  const path = transitionAlong(itemTable, item.status, ['restart', 'resume']);
  if (!path.ok) throw new Error(path.reason);
  const { stageId, fence, runAt, failures, errorClass, lastError, result } = item;
  return { itemId: item.id, stageId, fence, to: path.to, runAt, failures, errorClass, lastError, result, endedAt: null };
}

async function claimFor<E>(scope: TurnScope<E>, agenda: Agenda, offers: readonly Offer[]): Promise<Claimed[]> {
  const held = agenda.claimable.length === 0 ? [] : (await scope.tx.ledger.holds()).filter((hold) => hold.kind === 'source');
  const heldSources = held.map((hold) => hold.name);
  const all: Claimed[] = [];
  const states: WorkerState[] = [];
  for (const offer of offers) {
    const claimed = await claimOffer(scope, agenda, offer, heldSources);
    all.push(...claimed);
    for (const worker of offer.workers) {
      const first = claimed.find(({ item }) => item.workerId === worker.rowId);
      // Told before it works (behaviour 54); an idle row that is idle already is left alone.
      if (first !== undefined || worker.shownRunning) states.push(stateOf(worker.name, first?.item, 0, scope.now));
    }
  }
  if (states.length > 0) await scope.tx.ledger.updateWorkers(states);
  return all;
}

/** Jobs at the same type of stage take turns at being first, so that a long one does not shut out the others. */
async function claimOffer<E>(scope: TurnScope<E>, agenda: Agenda, offer: Offer, heldSources: readonly string[]): Promise<Claimed[]> {
  const wishes = agenda.claimable.filter(({ stage }) => stage.type === offer.stageType && stage.counts.pending > 0);
  const claimed: Claimed[] = [];
  let workerIds = offer.workers.map((worker) => worker.rowId);
  const first = wishes.length === 0 ? 0 : Math.floor(scope.now / 1_000) % wishes.length;
  for (const wish of [...wishes.slice(first), ...wishes.slice(0, first)]) {
    if (workerIds.length === 0) break;
    const limit = workerIds.length * offer.itemsPerClaim;
    const leaseUntil = scope.now + scope.options.leaseMs;
    const items = await scope.tx.items.claim({ stageId: wish.stage.id, now: scope.now, leaseUntil, limit, workerIds, heldSources });
    claimed.push(...items.map((item) => ({ item, ...wish })));
    workerIds = workerIds.slice(items.length);
    if (items.length > 0) scope.after.touchedJobs.add(wish.job.id);
  }
  return claimed;
}
