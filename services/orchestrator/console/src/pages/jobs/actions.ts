import { ApiError } from '../../api/api-error.js';
import { answerOf, api } from '../../api/client.js';
import type { Schemas } from '../../api/types.js';
import type { JobAction } from './job-facts.js';

/** What a command is given to. */
export interface Target {
  readonly jobId?: number;
  readonly jobIds?: number[];
  readonly stageId?: number;
  readonly source?: string;
  readonly errorClass?: NonNullable<Schemas['Item']['errorClass']>;
}

/** One job by itself, so that its refusal is said; of several, those that refuse are skipped. */
export function targetOf(jobIds: readonly number[]): Target {
  const [only, ...others] = jobIds;
  return only !== undefined && others.length === 0 ? { jobId: only } : { jobIds: [...jobIds] };
}

const commandOf = { pause: 'pause', resume: 'resume', retry: 'retry_item', cancel: 'cancel' } as const;

/** How many items a retry or a cancel would reach now. */
export async function countFor(action: 'retry' | 'cancel', target: Target): Promise<number> {
  const body = { type: commandOf[action], ...target, dryRun: true };
  return (await answerOf(api.POST('/api/commands', { body }))).affected;
}

/** Gives the command. With `seen` it is refused unless exactly as many items match as were counted. */
export const give = (action: JobAction, target: Target, seen?: number): Promise<Schemas['CommandOutcome']> =>
  answerOf(api.POST('/api/commands', { body: { type: commandOf[action], ...target, ...(seen === undefined ? {} : { seen }) } }));

/** How many items match now, if a command was refused because of that. */
export const driftOf = (error: unknown): number | undefined =>
  error instanceof ApiError && typeof error.problem.affected === 'number' ? error.problem.affected : undefined;
