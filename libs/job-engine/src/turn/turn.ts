import type { Random } from '../records/surroundings.js';
import { type Agenda, advanceJobs, type IsPlanning } from './advance.js';
import { type Claimed, claimFor, type Offer } from './claims.js';
import { applyCommands } from './commands.js';
import { type Completion, settleCompletions } from './completions.js';
import { type Heartbeat, keepLeases } from './leases.js';
import type { AfterCommit, TurnScope } from './turn-scope.js';

/** The program's input to a turn. */
export interface TurnInput<Effects> {
  readonly completions: ReadonlyArray<Completion<Effects>>;
  readonly offers: readonly Offer[];
  readonly heartbeat: Heartbeat | undefined;
  readonly isPlanning: IsPlanning;
  readonly random: Random;
  /** The engine is stopping: ends are recorded, nothing else happens. */
  readonly ending: boolean;
}

/** The output of a turn, to be acted on once the transaction is durable. */
export interface TurnResult<Effects> {
  readonly after: AfterCommit;
  readonly refused: ReadonlyArray<Completion<Effects>>;
  readonly claimed: readonly Claimed[];
  readonly toPlan: Agenda['toPlan'];
}

const commandsPerTurn = 100;

/**
 * One turn, one transaction: the ends of attempts, then commands, leases, automatic progress of jobs, and
 * claims (behaviour 85). Ends come first because that work is done, whatever was requested since.
 */
export async function runTurn<E>(scope: TurnScope<E>, input: TurnInput<E>): Promise<TurnResult<E>> {
  const { after } = scope;
  const refused = await settleCompletions(scope, input.completions, input.random);
  if (input.ending) return { after, refused, claimed: [], toPlan: [] };
  await applyCommands(scope, commandsPerTurn);
  if (input.heartbeat !== undefined) await keepLeases(scope, input.heartbeat);
  const agenda = await advanceJobs(scope, input.isPlanning);
  const claimed = await claimFor(scope, agenda, input.offers);
  return { after, refused, claimed, toPlan: agenda.toPlan };
}
