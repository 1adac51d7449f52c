import type { Command } from 'commander';
import type { Artist } from '../clients/artists-client.js';
import { artistLines } from '../report/artist-tables.js';
import { type CommandContext, printResult } from '../report/command-context.js';
import { type HomeOptions, homeCommand } from './options.js';
import { withArtists } from './with-client.js';

async function show(word: string, { home }: HomeOptions, context: CommandContext): Promise<void> {
  await withArtists(home, context, async (client) => {
    const artists = await client.get(word, context.signal);
    printResult(context, { artists }, () => artists.flatMap((artist, at) => [...(at === 0 ? [] : ['']), ...artistLines(artist)]));
  });
}

type Change = 'merge' | 'split' | 'rename';

const outcomes: Readonly<Record<Change, (artist: Artist) => string>> = {
  merge: ({ id, name }) => `merged: they are artist ${id} (${name}) from now on`,
  split: ({ id, name }) => `split: artist ${id} (${name}) and the other one stay two from now on`,
  rename: ({ id, name }) => `renamed: artist ${id} is called ${name} from now on`,
};

async function change(kind: Change, [word, other]: readonly [string, string], home: string | undefined, context: CommandContext) {
  await withArtists(home, context, async (client) => {
    const artist = await client[kind](word, other, context.signal);
    printResult(context, artist, () => [outcomes[kind](artist), '', ...artistLines(artist)]);
  });
}

const artistArgument = 'its id, the id of a member, or its name';

/** `artists show|merge|split|rename` */
export function addArtists(program: Command, context: CommandContext): void {
  const artists = program.command('artists').description('single artists, and which artists of the sources are one');
  homeCommand(artists, 'show', 'show those of a name with the artists of the sources that they consist of')
    .argument('<artist>', artistArgument)
    .action((word: string, options: HomeOptions) => show(word, options, context));
  homeCommand(artists, 'merge', 'decide that two artists are one: it holds for ever, whatever they are called')
    .argument('<artist>', artistArgument)
    .argument('<other>', artistArgument)
    .action((word: string, other: string, { home }: HomeOptions) => change('merge', [word, other], home, context));
  homeCommand(artists, 'split', 'decide that two artists are not one: it holds for ever, whatever they are called')
    .argument('<artist>', artistArgument)
    .argument('<other>', 'the id of the member that is another artist')
    .action((word: string, other: string, { home }: HomeOptions) => change('split', [word, other], home, context));
  homeCommand(artists, 'rename', 'choose what an artist is called: it holds for ever, however the sources spell it')
    .argument('<artist>', artistArgument)
    .argument('<name>', 'the name')
    .action((word: string, name: string, { home }: HomeOptions) => change('rename', [word, name], home, context));
}
