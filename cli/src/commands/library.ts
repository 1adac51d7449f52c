import { type Command, Option } from 'commander';
import { type CommandContext, printResult } from '../report/command-context.js';
import { duplicateLines, faultLines, leftOverLines } from '../report/library-tables.js';
import { type HomeOptions, homeCommand, wholeNumber } from './options.js';
import { withFaults, withPurge } from './with-client.js';

interface FaultsOptions extends HomeOptions {
  readonly all?: boolean;
}

interface SetAsideOptions extends HomeOptions {
  readonly undo?: boolean;
}

interface DuplicatesOptions extends HomeOptions {
  readonly limit: number;
}

interface PurgeOptions extends HomeOptions {
  readonly yes?: boolean;
}

async function faults({ home, all = false }: FaultsOptions, context: CommandContext): Promise<void> {
  await withFaults(home, context, async (client) => {
    const found = await client.faults(all, context.signal);
    printResult(context, { faults: found }, () => faultLines(found));
  });
}

async function setAside(paths: readonly string[], { home, undo = false }: SetAsideOptions, context: CommandContext): Promise<void> {
  await withFaults(home, context, async (client) => {
    await client.setAside(paths, undo, context.signal);
    const what = paths.length === 1 ? paths[0] : `${paths.length} files`;
    printResult(context, { paths, setAside: !undo }, () =>
      undo ? `taken up: ${what} is listed again` : `set aside: ${what} is not listed until it changes`,
    );
  });
}

async function duplicates({ home, limit }: DuplicatesOptions, context: CommandContext): Promise<void> {
  await withFaults(home, context, async (client) => {
    const found = await client.duplicates(limit, context.signal);
    printResult(context, { duplicates: found }, () => duplicateLines(found));
  });
}

async function purge({ home, yes = false }: PurgeOptions, context: CommandContext): Promise<void> {
  await withPurge(home, context, async (client) => {
    const leftOvers = await client.purge(!yes, context.signal);
    printResult(context, { removed: yes, leftOvers }, () => {
      if (leftOvers.length === 0) return 'nothing is left of old scans';
      const outcome = yes ? 'removed; no file was touched' : 'nothing was removed: repeat it with --yes. No file will be touched.';
      return [...leftOverLines(leftOvers), '', outcome];
    });
  });
}

/** `library faults|set-aside|duplicates|purge` */
export function addLibrary(program: Command, context: CommandContext): void {
  const library = program
    .command('library')
    .description('the library folders: what is wrong in them, what is there twice, and what is left of old scans');
  homeCommand(library, 'faults', 'list what is wrong with files; each job tells only of new faults')
    .option('--all', 'also those that are set aside')
    .action((options: FaultsOptions) => faults(options, context));
  homeCommand(library, 'set-aside <path...>', 'list faults no longer, until their files change')
    .option('--undo', 'list them again')
    .action((paths: string[], options: SetAsideOptions) => setAside(paths, options, context));
  homeCommand(library, 'duplicates', 'list files with the same content; they are one song, which uses one of them')
    .addOption(new Option('--limit <number>', 'at most this many contents').argParser(wholeNumber(1, 100_000)).default(100))
    .action((options: DuplicatesOptions) => duplicates(options, context));
  homeCommand(library, 'purge', 'show what is left of files that are gone, and remove it; files are never touched')
    .option('--yes', 'remove it')
    .action((options: PurgeOptions) => purge(options, context));
}
