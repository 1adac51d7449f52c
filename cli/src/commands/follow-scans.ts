import { once } from 'node:events';
import type { JobClient } from '../clients/job-client.js';
import type { EndedScan } from '../clients/job-order.js';
import { throughRestarts } from '../clients/through-restarts.js';
import type { OpenHome } from '../host/open-home.js';
import type { CommandContext } from '../report/command-context.js';
import { failureLine } from '../report/failure.js';
import { printNotices } from '../report/follow-job.js';
import { scanLine } from '../report/scan-counts.js';

/** Saves all notices of a job and returns where, if there are too many to print. */
type KeepNotices = (jobId: number, text: string) => Promise<string>;

/**
 * Prints a line whenever something changed in the library folders, and what is wrong with them once it is known, until the
 * context's signal aborts.
 */
export async function followScans(open: OpenHome, context: CommandContext, keep: KeepNotices): Promise<void> {
  if (context.signal.aborted) return;
  const stopped = once(context.signal, 'abort');
  const { JobClient } = await import('../clients/job-client.js');
  const jobs = new JobClient(open.callAddress('orchestrator'));
  try {
    let known: readonly string[] = [];
    for await (const scan of throughRestarts(() => jobs.scans(context.signal), context)) {
      const notices = await noticesOf(scan, jobs, context.signal);
      const isNews = notices.filter((notice) => !known.includes(notice));
      known = notices;
      if (scan.state === 'failed') context.output.note(`catalogsync: the library changed, but its scan (job ${scan.jobId}) failed`);
      else if (scan.added + scan.changed + scan.moved + scan.removed > 0) context.output.line(`Library: ${scanLine(scan)}.`);
      await printNotices(isNews, context, (text) => keep(scan.jobId, text));
    }
  } catch (error) {
    // What is served does not depend on these lines.
    if (!context.signal.aborted) context.output.note(failureLine(error));
  } finally {
    jobs.close();
  }
  await stopped;
}

/** A folder that is out of reach is named by every scan, so that they are asked for each time. */
async function noticesOf({ state, jobId }: EndedScan, jobs: JobClient, signal: AbortSignal): Promise<readonly string[]> {
  return state === 'completed' ? [] : (await jobs.look(jobId, signal)).notices;
}
