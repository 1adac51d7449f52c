import { Fault } from '@catalogsync/faults';
import { type Command, Option } from 'commander';
import { type CommandContext, printResult } from '../report/command-context.js';
import { changeLines, followedLines, playlistLines, playlistListLines } from '../report/playlist-tables.js';
import { type HomeOptions, homeCommand, wholeNumber } from './options.js';
import { withFollowing, withPlaylists } from './with-client.js';

interface ListOptions extends HomeOptions {
  readonly name?: string;
  readonly status?: string;
  readonly limit: number;
}

interface HistoryOptions extends HomeOptions {
  readonly limit: number;
}

async function list({ home, name = '', status = '', limit }: ListOptions, context: CommandContext): Promise<void> {
  await withPlaylists(home, context, async (client) => {
    const { items, more } = await client.list({ name, status }, limit, context.signal);
    printResult(context, { playlists: items, more }, () => playlistListLines(items, more));
  });
}

async function show(word: string, { home }: HomeOptions, context: CommandContext): Promise<void> {
  await withPlaylists(home, context, async (client) => {
    const playlist = await client.get(word, context.signal);
    printResult(context, playlist, () => playlistLines(playlist));
  });
}

async function history(word: string, { home, limit }: HistoryOptions, context: CommandContext): Promise<void> {
  await withPlaylists(home, context, async (client) => {
    const { id, name } = await client.get(word, context.signal);
    const { items, more } = await client.changes(id, limit, context.signal);
    printResult(context, { id, name, changes: items, more }, () => changeLines(name, items, more));
  });
}

interface FollowOptions extends HomeOptions {
  readonly all?: string;
}

async function decide(
  words: readonly string[],
  { home, all: source = '', follow }: FollowOptions & { readonly follow: boolean },
  context: CommandContext,
): Promise<void> {
  if ((words.length === 0) === (source === '')) {
    throw new Fault('invalid_argument', 'name playlists, or all lists of a source', {
      hint: `playlists ${follow ? 'follow' : 'unfollow'} ID, or --all SOURCE.`,
    });
  }
  await withFollowing(home, context, async (client) => {
    const decided = await client.follow({ words, source, follow }, context.signal);
    printResult(context, decided, () => followedLines(decided, follow));
  });
}

/** As `sync_status` has them. */
const statuses = ['pending', 'synced', 'failed'];

function addFollowing(playlists: Command, context: CommandContext): void {
  for (const [word, follow, description] of [
    ['follow', true, 'download their songs from the next job on'],
    ['unfollow', false, 'download their songs no more; what is there stays'],
  ] as const) {
    homeCommand(playlists, word, description)
      .argument('[playlists...]', 'their ids, or platform,id')
      .option('--all <source>', 'all lists of a source, those that come later too')
      .action((words: readonly string[], options: FollowOptions) => decide(words, { ...options, follow }, context));
  }
}

/** `playlists list|show|history|follow|unfollow` */
export function addPlaylists(program: Command, context: CommandContext): void {
  const playlists = program.command('playlists').description('the collected playlists and charts, and how they changed');
  homeCommand(playlists, 'list', 'list them by name')
    .option('--name <text>', 'only names that begin like this')
    .addOption(new Option('--status <status>', 'only those in this state').choices(statuses))
    .addOption(new Option('--limit <number>', 'at most this many').argParser(wholeNumber(1, 10_000)).default(50))
    .action((options: ListOptions) => list(options, context));
  homeCommand(playlists, 'show', 'show one with where it was found')
    .argument('<playlist>', 'its id, or platform,id')
    .action((word: string, options: HomeOptions) => show(word, options, context));
  homeCommand(playlists, 'history', 'show which songs came, went and moved, and when')
    .argument('<playlist>', 'its id, or platform,id')
    .addOption(new Option('--limit <number>', 'at most this many changes, newest first').argParser(wholeNumber(1, 1_000)).default(10))
    .action((word: string, options: HistoryOptions) => history(word, options, context));
  addFollowing(playlists, context);
}
