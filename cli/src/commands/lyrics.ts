import { Fault } from '@catalogsync/faults';
import type { Command } from 'commander';
import type { JobClient, LyricsOptions } from '../clients/job-client.js';
import type { CommandContext } from '../report/command-context.js';
import { followJob } from '../report/follow-job.js';
import { Output, printable } from '../report/output.js';
import { homeOption, wholeNumber } from './options.js';

interface Options extends Partial<LyricsOptions> {
  readonly home?: string;
}

/** Between two lines of progress. */
const noteMs = 5000;

async function backfill(options: Options, context: CommandContext): Promise<void> {
  const { home, overwrite = false, dryRun = false, includeLibrary = false, platform, after } = options;
  const [{ LyricsClient }, { withService }] = await Promise.all([import('../clients/lyrics-client.js'), import('../host/with-service.js')]);
  const { output, clock, settings } = context;
  const request = { home, name: 'orchestrator', needs: ['resolver', 'orchestrator'], settings: { START_RUNNER: 'false' } } as const;
  await withService(
    request,
    context,
    (address) => new LyricsClient(address),
    async (client) => {
      let last: BackfillCounts | undefined;
      let notedAt = clock.now();
      const told = (counts: BackfillCounts): void => {
        last = counts;
        if (clock.now() - notedAt < noteMs) return;
        notedAt = clock.now();
        if (!settings.json) output.note(line(counts, dryRun));
      };
      try {
        const counts = await client.backfill({ overwrite, dryRun, includeLibrary, platform, after }, told, context.signal);
        if (settings.json) return output.json({ ...counts, dryRun });
        output.line(line(counts, dryRun));
        if (counts.problem !== '') output.line(`the last failure: ${printable(counts.problem)}`);
      } catch (error) {
        // What is written stays; with --overwrite the next run would start over without this.
        if (last !== undefined) output.note(`${line(last, dryRun)}; to continue: --after ${last.position}`);
        throw error;
      }
    },
  );
}

function report(counts: Counts, jobId: number, dryRun: boolean, { output, settings }: CommandContext): void {
  if (settings.json) {
    output.json({ jobId, ...counts, dryRun });
    return;
  }
  output.line(line(counts, dryRun));
  if (counts.problem !== '') output.line(`last failure: ${printable(counts.problem)}`);
}

function line({ checked, written, had, none, gone, failed }: Counts, dryRun: boolean): string {
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
  lyrics
    .command('backfill')
    .description('find lyrics for downloaded files that have none, and write them beside the files')
    .addOption(homeOption())
    .option('--overwrite', 'also replace existing lyrics')
    .option('--dry-run', 'look, and write nothing')
    .option('--platform <name>', 'only songs of this platform', '')
    .option('--include-library', "also write into the user's own library folders, which are otherwise left alone")
    .option('--after <position>', 'continue where an earlier run was cut off', wholeNumber(0, 999_999_999), 0)
    .action((options: Options) => backfill(options, context));
}
