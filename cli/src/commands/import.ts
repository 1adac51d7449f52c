import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ImportedTable, ImportReport } from '../clients/import-client.js';
import type { CommandContext } from '../report/command-context.js';
import { printable } from '../report/output.js';
import { table } from '../report/table.js';
import { type HomeOptions, homeCommand } from './options.js';
import { withImports } from './with-client.js';

interface Options extends HomeOptions {
  readonly db: string;
}

/** Between two lines of progress. */
const paceMs = 1000;

async function importLibrary({ db, home }: Options, context: CommandContext): Promise<void> {
  const path = resolve(context.surroundings.cwd, db);
  let saidAt = Number.NEGATIVE_INFINITY;
  await withImports(home, context, async (client) => {
    const report = await client.importLibrary(
      path,
      ({ table: name, done, total }) => {
        const now = context.clock.now();
        if (context.settings.json || now - saidAt < paceMs) return;
        saidAt = now;
        context.output.note(`${name}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')}`);
      },
      context.signal,
    );
    if (context.settings.json) context.output.json({ db: path, ...report });
    else print(report, context);
  });
}

function print({ tables, notices }: ImportReport, { output }: CommandContext): void {
  const rows = tables.map((one) => [
    one.table,
    ...[one.added, one.changed, one.same, skippedOf(one)].map((count) => count.toLocaleString('en')),
  ]);
  for (const line of table([['TABLE', 'ADDED', 'CHANGED', 'KNOWN', 'SKIPPED'], ...rows])) output.line(line);
  for (const { table: name, skipped } of tables) {
    for (const { reason, count, examples } of skipped) {
      const such = examples.length === 0 ? '' : `, such as ${examples.join('; ')}`;
      output.line(printable(`${name}: ${count.toLocaleString('en')} skipped: ${reason}${such}`));
    }
  }
  for (const notice of notices) output.line(printable(notice));
}

const skippedOf = ({ skipped }: ImportedTable): number => skipped.reduce((sum, { count }) => sum + count, 0);

/** `import --db F` */
export function addImport(program: Command, context: CommandContext): void {
  homeCommand(program, 'import', 'take over a database of the earlier tool; the file is only read, and importing it again changes nothing')
    .requiredOption('--db <file>', 'the database; statistics are taken from resolver_stats.db beside it')
    .action((options: Options) => importLibrary(options, context));
}
