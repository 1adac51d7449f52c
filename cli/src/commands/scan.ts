import { resolve } from 'node:path';
import { Fault } from '@catalogsync/faults';
import type { Command } from 'commander';
import type { JobClient } from '../clients/job-client.js';
import { type CommandContext, printResult } from '../report/command-context.js';
import { followJob } from '../report/follow-job.js';
import { newsOf, printNews } from '../report/job-news.js';
import { printable } from '../report/output.js';
import { type ScanCounts, scanLine } from '../report/scan-counts.js';
import { type HomeOptions, homeCommand } from './options.js';
import { withWorkingJobs } from './with-client.js';

/** A job that scans has one item per source with local files. */
async function countsOf(jobs: JobClient, job: number, signal: AbortSignal): Promise<ScanCounts> {
  const counts = { files: 0, added: 0, changed: 0, moved: 0, removed: 0 };
  for await (const { key, resultJson } of jobs.allItems({ job, status: 'succeeded' }, signal)) {
    if (!key.startsWith('source:')) continue;
    const result = JSON.parse(resultJson || '{}') as Readonly<Record<string, unknown>>;
    for (const name of Object.keys(counts) as (keyof ScanCounts)[]) counts[name] += Number(result[name]) || 0;
  }
  return counts;
}

async function scan(folder: string | undefined, { home }: HomeOptions, context: CommandContext): Promise<void> {
  const path = folder === undefined ? '' : resolve(context.surroundings.cwd, folder);
  await withWorkingJobs(home, context, async (jobs) => {
    const jobId = await jobs.scan(path, context.signal);
    const { state, lastError, notices } = await followJob(jobs, jobId, context);
    const counts = await countsOf(jobs, jobId, context.signal);
    const news = await newsOf(jobs, jobId, context.signal);
    if (!context.settings.json) {
      for (const notice of notices) context.output.note(`  ! ${printable(notice)}`);
      printNews(news, context.output);
    }
    if (state !== 'completed' && state !== 'completed_with_errors')
      throw new Fault('failed_precondition', `the scan (job ${jobId}) is ${state}${lastError === '' ? '' : `: ${lastError}`}`);
    printResult(context, { jobId, state, ...counts, notices, news }, () => [`Library: ${scanLine(counts)}.`]);
  });
}

/** `scan [FOLDER]` */
export function addScan(program: Command, context: CommandContext): void {
  homeCommand(program, 'scan', 'scan the library, or one folder of it, and publish what changed')
    .argument('[folder]', 'a library folder, or one below it (default: the whole library)')
    .action((folder: string | undefined, options: HomeOptions) => scan(folder, options, context));
}
