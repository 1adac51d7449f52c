import type { Command } from 'commander';
import type { CommandContext } from '../report/command-context.js';
import { printable } from '../report/output.js';
import { table } from '../report/table.js';
import { homeOption } from './options.js';
import { withChoices } from './with-resolver.js';

interface HomeOptions {
  readonly home?: string;
}

interface SetOptions extends HomeOptions {
  readonly note: string;
}

interface RejectOptions extends HomeOptions {
  readonly sha256: string;
  readonly reason: string;
}

function print(context: CommandContext, value: unknown, line: string): void {
  if (context.settings.json) context.output.json(value);
  else context.output.line(printable(line));
}

async function list({ home }: HomeOptions, context: CommandContext): Promise<void> {
  await withChoices(home, context, async (client) => {
    const choices = await client.list(context.signal);
    if (context.settings.json) return context.output.json({ choices });
    if (choices.length === 0) return context.output.line('no recording has been chosen');
    const rows = choices.map((one) => [one.platform, one.remoteId, one.source, one.sourceRemoteId, one.createdAt, one.note]);
    const head = ['PLATFORM', 'ID', 'SOURCE', 'SOURCE ID', 'CHOSEN', 'NOTE'];
    // An id is read whole: it is what `choices remove` takes.
    for (const line of table([head, ...rows])) context.output.line(line);
  });
}

async function set(song: readonly [string, string, string, string], { home, note }: SetOptions, context: CommandContext): Promise<void> {
  const [platform, remoteId, source, sourceRemoteId] = song;
  await withChoices(home, context, async (client) => {
    const choice = await client.set({ platform, remoteId, source, sourceRemoteId, note }, context.signal);
    print(context, choice, `chosen: ${choice.source} ${choice.sourceRemoteId} for ${choice.platform} ${choice.remoteId}`);
  });
}

async function remove(platform: string, id: string, { home }: HomeOptions, context: CommandContext): Promise<void> {
  await withChoices(home, context, async (client) => {
    await client.remove(platform, id, context.signal);
    print(context, { platform, remoteId: id, removed: true }, `removed: ${platform} ${id} is matched by its metadata again`);
  });
}

async function reject(source: string, id: string, { home, sha256, reason }: RejectOptions, context: CommandContext): Promise<void> {
  await withChoices(home, context, async (client) => {
    await client.reject({ source, remoteId: id, sha256, reason }, context.signal);
    print(context, { source, remoteId: id, sha256, reason }, `rejected: ${source} ${id} is never taken again`);
  });
}

/** `choices list|set|remove|reject` */
export function addChoices(program: Command, context: CommandContext): void {
  const choices = program.command('choices').description('recordings that you chose by hand, and files that are never to be taken');
  choices
    .command('list')
    .description('list the recordings chosen by hand')
    .addOption(homeOption())
    .action((options: HomeOptions) => list(options, context));
  choices
    .command('set <platform> <id> <source> <source-id>')
    .description('choose the recording of a song: it is used without comparing, until you remove the choice')
    .addOption(homeOption())
    .option('--note <text>', 'why, for yourself', '')
    .action((platform: string, id: string, source: string, sourceId: string, options: SetOptions) =>
      set([platform, id, source, sourceId], options, context),
    );
  choices
    .command('remove <platform> <id>')
    .description('remove a choice: the song is matched by its metadata again')
    .addOption(homeOption())
    .action((platform: string, id: string, options: HomeOptions) => remove(platform, id, options, context));
  choices
    .command('reject <source> <id>')
    .description('never take this file of a source again')
    .addOption(homeOption())
    .option('--sha256 <hex>', 'nor any other file with this content', '')
    .option('--reason <text>', 'why, for yourself', '')
    .action((source: string, id: string, options: RejectOptions) => reject(source, id, options, context));
}
