import type { Command } from '../records/ledger.js';
import type { CommandProgress } from './cancel.js';
import type { TurnScope } from './turn-scope.js';

/** Pausing or resuming a job takes a few statements, so a turn stays short. @internal for tests */
export const JOBS_PER_TURN = 20;

/**
 * A command to several jobs: one after the other, so that one that is stopped leaves the rest as they are. Jobs that refuse it
 * are skipped.
 * @param apply the command to one job
 */
export async function overJobs<E>(
  scope: TurnScope<E>,
  command: Command,
  apply: (scope: TurnScope<E>, command: Command) => Promise<CommandProgress>,
): Promise<CommandProgress> {
  const { jobIds = [], ...rest } = command.target;
  let { jobsDone, cursor, affected } = command;
  for (const jobId of jobIds.slice(jobsDone, jobsDone + JOBS_PER_TURN)) {
    scope.after.touchedJobs.add(jobId);
    // A job that is continued must know that it has begun; a new one must not.
    const before = cursor > 0 ? affected : 0;
    const one = await apply(scope, { ...command, target: { ...rest, jobId }, cursor, affected: before });
    if (one.kind !== 'rejected') affected += one.affected - before;
    if (one.kind === 'goes_on') return { kind: 'goes_on', cursor: one.cursor, affected, jobsDone };
    [jobsDone, cursor] = [jobsDone + 1, 0];
    if (affected - command.affected >= scope.rules.options.commandBatch) break;
  }
  return jobsDone < jobIds.length ? { kind: 'goes_on', cursor, affected, jobsDone } : { kind: 'applied', affected, jobsDone };
}
