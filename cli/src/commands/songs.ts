import type { Command } from 'commander';
import type { SongDetail, SongLink } from '../clients/songs-client.js';
import { type CommandContext, printResult } from '../report/command-context.js';
import { songLines } from '../report/song-tables.js';
import { type HomeOptions, homeCommand } from './options.js';
import { withSongs } from './with-client.js';

async function show(word: string, { home }: HomeOptions, context: CommandContext): Promise<void> {
  await withSongs(home, context, async (client) => {
    const song = await client.get(word, context.signal);
    printResult(context, song, () => songLines(song));
  });
}

type Change = 'link' | 'unlink';

async function decide(change: Change, [word, otherWord]: readonly [string, string], home: string | undefined, context: CommandContext) {
  await withSongs(home, context, async (client) => {
    const song = await client[change](word, otherWord, context.signal);
    const other = await client.get(otherWord, context.signal);
    const link = song.links.find(({ id }) => id === other.id);
    printResult(context, song, () => [outcomeOf(change, song, link), '', ...songLines(song)]);
  });
}

function outcomeOf(change: Change, song: SongDetail, link: SongLink | undefined): string {
  const pair = `${song.id} (${song.name}) and ${link?.id} (${link?.name})`;
  if (change === 'unlink') return `unlinked: songs ${pair} stay apart from now on`;
  if (link?.linked === true) return `linked: songs ${pair} are the same recording from now on`;
  if (link?.platform === song.platform)
    return `noted: songs ${pair} are the same; songs of one platform are linked once another platform has the recording too`;
  return `noted: songs ${pair} are the same; they are linked as soon as LINK_RECORDINGS is yes`;
}

const songArgument = 'its id, or platform,id';

/** `songs show|link|unlink` */
export function addSongs(program: Command, context: CommandContext): void {
  const songs = program.command('songs').description('single songs, and which of them are the same recording');
  homeCommand(songs, 'show', 'show one with its file and the songs that it is linked with')
    .argument('<song>', songArgument)
    .action((word: string, options: HomeOptions) => show(word, options, context));
  homeCommand(songs, 'link', 'decide that two songs are the same recording: it holds for ever, whatever they look like')
    .argument('<song>', songArgument)
    .argument('<other>', songArgument)
    .action((word: string, other: string, { home }: HomeOptions) => decide('link', [word, other], home, context));
  homeCommand(songs, 'unlink', 'decide that two songs are not the same recording: it holds for ever, whatever they look like')
    .argument('<song>', songArgument)
    .argument('<other>', songArgument)
    .action((word: string, other: string, { home }: HomeOptions) => decide('unlink', [word, other], home, context));
}
