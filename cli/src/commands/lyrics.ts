import { Fault } from '@catalogsync/faults';
import type { Command } from 'commander';
import type { JobClient } from '../clients/job-client.js';
import type { LyricsOptions } from '../clients/job-order.js';
import { type CommandContext, printResult } from '../report/command-context.js';
import { followJob } from '../report/follow-job.js';
import { Output } from '../report/output.js';
import { type HomeOptions, homeCommand, wholeNumber } from './options.js';
import { withWorkingJobs } from './with-client.js';

interface Options extends HomeOptions, Partial<LyricsOptions> {}

/** Results for the files of a job. */
interface Counts {
  readonly checked: number;
  readonly written: number;
  /** Had lyrics and kept them. */
  readonly had: number;
  /** No source has any. */
  readonly none: number;
  /** Files that do not exist. */
  readonly gone: number;
  readonly failed: number;
  /** Every location up to this id is done. */
  readonly position: number;
  /** The last error; empty if there was none. */
  readonly problem: string;
}

/** Of one file, or of many that needed nothing. */
type FileResult =
  | { readonly lyrics: 'written' | 'had' | 'none' | 'gone' }
  | { readonly had: number; readonly gone: number; readonly last: number };

async function countsOf(jobs: JobClient, job: number, after: number, signal: AbortSignal): Promise<Counts> {
  const counts = { written: 0, had: 0, none: 0, gone: 0, failed: 0, position: after, problem: '' };
  let [whole, greatest] = [true, after];
  for await (const { status, key, resultJson, displayText, lastError } of jobs.allItems({ job }, signal)) {
    const ended = status === 'succeeded' || status === 'failed';
    whole &&= ended;
    if (whole) counts.position = Number(key.slice(key.indexOf(':') + 1));
    if (!ended) continue;
    if (status === 'failed') {
      counts.failed += 1;
      counts.problem = `${displayText}: ${lastError}`;
      continue;
    }
    const result = JSON.parse(resultJson) as FileResult;
    if ('lyrics' in result) counts[result.lyrics] += 1;
    else {
      counts.had += result.had;
      counts.gone += result.gone;
      greatest = Math.max(greatest, result.last);
    }
  }
  const { written, had, none, gone, failed } = counts;
  if (whole) counts.position = Math.max(counts.position, greatest);
  return { checked: written + had + none + gone + failed, ...counts };
}

async function backfill(options: Options, context: CommandContext): Promise<void> {
  const { home, overwrite = false, dryRun = false, includeLibrary = false, platform = '', after = 0 } = options;
  const lyrics = { overwrite, dryRun, includeLibrary, platform, after };
  await withWorkingJobs(home, context, async (jobs) => {
    const jobId = await jobs.create({ template: 'lyrics', lyrics }, context.signal);
    // Progress is not part of the result.
    const { stderr } = context.output;
    const { state, lastError } = await followJob(jobs, jobId, { ...context, output: new Output(stderr, stderr) });
    const counts = await countsOf(jobs, jobId, after, context.signal);
    const problem = counts.problem === '' ? [] : [`last failure: ${counts.problem}`];
    printResult(context, { jobId, ...counts, dryRun }, () => [summary(counts, dryRun), ...problem]);
    if (state !== 'completed' && state !== 'completed_with_errors') {
      throw new Fault('failed_precondition', `job ${jobId} is ${state}${lastError === '' ? '' : `: ${lastError}`}`);
    }
    if (counts.failed === 0 || counts.failed < counts.checked) return;
    throw new Fault('unavailable', `no file could be checked for lyrics: ${counts.problem}`, {
      hint: `Check that sources are set up and answer (\`sources check\`), then try again: \`jobs retry ${jobId}\`.`,
    });
  });
}

function summary({ checked, written, had, none, gone, failed }: Counts, dryRun: boolean): string {
  const parts = [
    `${checked} ${checked === 1 ? 'file' : 'files'}`,
    `${written} ${dryRun ? 'would get lyrics' : 'got lyrics'}`,
    `${had} already had some`,
    `${none} without any at the sources`,
  ];
  if (gone > 0) parts.push(`${gone} missing`);
  if (failed > 0) parts.push(`${failed} failed`);
  return parts.join(', ');
}

/** `lyrics backfill` */
export function addLyrics(program: Command, context: CommandContext): void {
  const lyrics = program.command('lyrics').description('lyrics (.lrc) next to the files of the library');
  homeCommand(lyrics, 'backfill', 'find lyrics for downloaded files that have none, and write them next to the files; runs as a job')
    .option('--overwrite', 'also replace existing lyrics')
    .option('--dry-run', 'search, but write nothing')
    .option('--platform <name>', 'only songs of this platform', '')
    .option('--include-library', 'also write into your own library folders, which are otherwise left alone')
    .option('--after <position>', 'only files after the position that an earlier run reported', wholeNumber(0, 999_999_999), 0)
    .action((options: Options) => backfill(options, context));
}
