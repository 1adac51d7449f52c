import { Fault } from '@catalogsync/faults';
import { type Command, Option } from 'commander';
import { type CommandContext, printResult } from '../report/command-context.js';
import { chosenLines, mirrorListLines, mirrorResultLines } from '../report/mirror-tables.js';
import { type HomeOptions, homeCommand } from './options.js';
import { withMirroring, withMirrors } from './with-client.js';

const modes = ['reconcile', 'append', 'replace'];

interface ChooseOptions extends HomeOptions {
  readonly mode?: string;
  readonly off?: true;
}

interface NowOptions extends HomeOptions {
  readonly mode?: string;
  readonly dryRun?: true;
  readonly force?: true;
}

/** Between two lines of progress. */
const paceMs = 1000;

async function list({ home }: HomeOptions, context: CommandContext): Promise<void> {
  await withMirrors(home, context, async (client) => {
    const mirrors = await client.list(context.signal);
    printResult(context, { mirrors }, () => mirrorListLines(mirrors));
  });
}

async function choose(words: readonly string[], { home, mode = '', off }: ChooseOptions, context: CommandContext): Promise<void> {
  if (words.length === 0) {
    throw new Fault('invalid_argument', 'name playlists', { hint: 'media mirror ID; playlists list shows the ids.' });
  }
  await withMirrors(home, context, async (client) => {
    const mirrors = await client.choose({ words, mirror: off !== true, mode }, context.signal);
    printResult(context, { mirrors }, () => chosenLines(mirrors));
  });
}

async function mirrorNow(word: string, options: NowOptions, context: CommandContext): Promise<void> {
  const { home, mode = '' } = options;
  const [dryRun, force] = [options.dryRun === true, options.force === true];
  let saidAt = context.clock.now();
  await withMirroring(home, context, async (client) => {
    const result = await client.mirrorNow(
      word,
      { mode, dryRun, force },
      ({ done, total }) => {
        const now = context.clock.now();
        if (context.settings.json || now - saidAt < paceMs) return;
        saidAt = now;
        context.output.note(`looked for ${done.toLocaleString('en')} of ${total.toLocaleString('en')} songs`);
      },
      context.signal,
    );
    printResult(context, result, () => mirrorResultLines(result, dryRun));
  });
}

const modeOption = (description: string): Option => new Option('--mode <mode>', description).choices(modes);

/** `media mirror|mirrors|mirror-now` */
export function addMirror(media: Command, context: CommandContext): void {
  homeCommand(media, 'mirror', 'have jobs keep playlists on the media server as they are here')
    .argument('[playlists...]', 'their ids, or platform,id')
    .addOption(modeOption('change only what differs, only add, or write anew (default: MIRROR_MODE)'))
    .option('--off', 'leave them alone from now on; what is on the media server stays')
    .action((words: readonly string[], options: ChooseOptions) => choose(words, options, context));
  homeCommand(media, 'mirrors', 'list the playlists that are mirrored or left out, and how it went').action((options: HomeOptions) =>
    list(options, context),
  );
  homeCommand(media, 'mirror-now', 'mirror one playlist at once, and show what changes')
    .argument('<playlist>', 'its id, or platform,id')
    .addOption(modeOption('as in media mirror (default: as chosen there)'))
    .option('--dry-run', 'only show what would change')
    .option('--force', 'also if more than half of what is there would go')
    .action((word: string, options: NowOptions) => mirrorNow(word, options, context));
}
