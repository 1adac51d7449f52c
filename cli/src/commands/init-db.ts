import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { Fault, toFault } from '@catalogsync/faults';
import type { Command } from 'commander';
import type { CommandContext } from '../report/command-context.js';

interface Options {
  readonly db: string;
  readonly libraryRoot?: string;
  readonly create?: true;
}

/** @throws Fault `not_found`: a misspelt path must not become a tree of folders */
async function requireFolders(db: string): Promise<void> {
  await access(dirname(dirname(db))).catch((error: unknown) => {
    const { code, message } = toFault(error);
    throw new Fault(code, message, { hint: 'Check the path of --db, or make its folders with --create.', cause: error });
  });
}

async function initDb(options: Options, context: CommandContext): Promise<void> {
  const db = resolve(context.surroundings.cwd, options.db);
  const libraryRoot = options.libraryRoot === undefined ? undefined : resolve(context.surroundings.cwd, options.libraryRoot);
  if (options.create !== true) await requireFolders(db);
  const [{ initialiseCatalogue }, { initialiseStatistics }] = await Promise.all([
    import('@catalogsync/orchestrator'),
    import('@catalogsync/resolver'),
  ]);
  await initialiseCatalogue({ db, libraryRoot, clock: context.clock });
  const statistics = await initialiseStatistics(db);
  if (context.settings.json) context.output.json({ db, statistics });
  else context.output.line(`ready: ${db} and ${statistics}`);
}

/** `init-db --db F [--library-root D]` (behaviour 132) */
export function addInitDb(program: Command, context: CommandContext): void {
  program
    .command('init-db')
    .description('create or migrate the databases; safe to repeat')
    .requiredOption('--db <file>', 'the catalogue database; resolver_stats.db is kept beside it')
    .option('--library-root <dir>', 'folder of the default local backend (default: library, beside the database)')
    .option('--create', 'make all missing folders above the database, not only its own')
    .action((options: Options) => initDb(options, context));
}
