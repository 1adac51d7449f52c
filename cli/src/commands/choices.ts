import type { Command } from 'commander';
import { type CommandContext, printResult } from '../report/command-context.js';
import { table } from '../report/table.js';
import { type HomeOptions, homeCommand } from './options.js';
import { withChoices } from './with-client.js';

interface SetOptions extends HomeOptions {
  readonly note: string;
}

interface RejectOptions extends HomeOptions {
  readonly sha256: string;
  readonly reason: string;
}

async function list({ home }: HomeOptions, context: CommandContext): Promise<void> {
  await withChoices(home, context, async (client) => {
    const choices = await client.list(context.signal);
    const rows = choices.map((one) => [one.platform, one.remoteId, one.source, one.sourceRemoteId, one.createdAt, one.note]);
    // An id is read whole: it is what `choices remove` takes.
    printResult(context, { choices }, () =>
      rows.length === 0 ? 'no recording has been chosen' : table([['PLATFORM', 'ID', 'SOURCE', 'SOURCE ID', 'CHOSEN', 'NOTE'], ...rows]),
    );
  });
}

async function set(song: readonly [string, string, string, string], { home, note }: SetOptions, context: CommandContext): Promise<void> {
  const [platform, remoteId, source, sourceRemoteId] = song;
  await withChoices(home, context, async (client) => {
    const choice = await client.set({ platform, remoteId, source, sourceRemoteId, note }, context.signal);
    printResult(context, choice, () => `chosen: ${choice.source} ${choice.sourceRemoteId} for ${choice.platform} ${choice.remoteId}`);
  });
}

async function remove(platform: string, id: string, { home }: HomeOptions, context: CommandContext): Promise<void> {
  await withChoices(home, context, async (client) => {
    await client.remove(platform, id, context.signal);
    printResult(context, { platform, remoteId: id, removed: true }, () => `removed: ${platform} ${id} is matched by its metadata again`);
  });
}

async function reject(source: string, id: string, { home, sha256, reason }: RejectOptions, context: CommandContext): Promise<void> {
  await withChoices(home, context, async (client) => {
    await client.reject({ source, remoteId: id, sha256, reason }, context.signal);
    printResult(context, { source, remoteId: id, sha256, reason }, () => `rejected: ${source} ${id} is never taken again`);
  });
}

/** `choices list|set|remove|reject` */
export function addChoices(program: Command, context: CommandContext): void {
  const choices = program.command('choices').description('recordings that you chose by hand, and files that are never to be taken');
  homeCommand(choices, 'list', 'list the recordings chosen by hand').action((options: HomeOptions) => list(options, context));
  homeCommand(
    choices,
    'set <platform> <id> <source> <source-id>',
    'choose the recording of a song: it is used without comparing, until you remove the choice',
  )
    .option('--note <text>', 'why, for yourself', '')
    .action((platform: string, id: string, source: string, sourceId: string, options: SetOptions) =>
      set([platform, id, source, sourceId], options, context),
    );
  homeCommand(choices, 'remove <platform> <id>', 'remove a choice: the song is matched by its metadata again').action(
    (platform: string, id: string, options: HomeOptions) => remove(platform, id, options, context),
  );
  homeCommand(choices, 'reject <source> <id>', 'never take this file of a source again')
    .option('--sha256 <hex>', 'nor any other file with this content', '')
    .option('--reason <text>', 'why, for yourself', '')
    .action((source: string, id: string, options: RejectOptions) => reject(source, id, options, context));
}
