import { Fault } from '@catalogsync/faults';
import type { Job, JobUpdate } from '../clients/job-client.js';
import type { CommandContext } from './command-context.js';
import { type JobProgress, ProgressBars, ProgressLines } from './job-progress.js';
import { printable } from './output.js';

/** How a job ended and what a person should know about it. */
export interface JobOutcome {
  readonly jobId: number;
  /** An end state, or its state when the orchestrator stopped. */
  readonly state: string;
  readonly lastError: string;
  readonly stages: Job['stages'];
  readonly notices: readonly string[];
}

/** The part of the client that follows a job. */
export interface JobWatcher {
  watch(jobId: number, signal: AbortSignal): AsyncIterable<JobUpdate>;
}

/** Bars on a terminal, otherwise lines; with JSON output only the result is written. */
function progressFor(context: CommandContext): JobProgress {
  const { output, clock, settings } = context;
  if (settings.json) return { show: () => undefined, say: () => undefined, end: () => undefined };
  return output.isTerminal ? new ProgressBars(output.stdout, clock) : new ProgressLines(output, clock);
}

/**
 * Shows a job's progress until it ends, and meanwhile a line of `aside` once there is one.
 * @throws Fault `canceled` once the context's signal aborts; what the watch throws
 */
export async function followJob(
  client: JobWatcher,
  jobId: number,
  context: CommandContext,
  aside?: Promise<string | undefined>,
): Promise<JobOutcome> {
  const progress = progressFor(context);
  void aside?.then((line) => line !== undefined && progress.say(line));
  // A watch that was taken up again tells them again.
  const notices = new Set<string>();
  let last: JobUpdate | undefined;
  try {
    for await (const update of client.watch(jobId, context.signal)) {
      progress.show(update);
      for (const notice of update.notices) notices.add(notice);
      last = update;
    }
  } finally {
    progress.end();
  }
  if (last === undefined) throw new Fault('internal', `job ${jobId} ended without a state`);
  const { status: state, lastError, stages } = last.job;
  return { jobId, state, lastError, stages, notices: [...notices] };
}

/** Nobody reads more than these on a terminal. */
const shownNotices = 10;

/** Prints the first notices; if there are more, `keepRest` saves all of them and returns where. */
export async function printNotices(
  notices: readonly string[],
  context: CommandContext,
  keepRest: (text: string) => Promise<string>,
): Promise<void> {
  for (const notice of notices.slice(0, shownNotices)) context.output.note(`  ! ${printable(notice)}`);
  const more = notices.length - shownNotices;
  if (more <= 0) return;
  const file = await keepRest(`${notices.map(printable).join('\n')}\n`);
  context.output.note(`  and ${more} more, see ${file}`);
}
