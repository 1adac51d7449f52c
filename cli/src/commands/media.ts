import { type Command, Option } from 'commander';
import { type CommandContext, printResult } from '../report/command-context.js';
import {
  albumLines,
  artistLines,
  checkLines,
  playLines,
  scanLines,
  serverPlaylistLines,
  statusLines,
  trackLines,
} from '../report/media-tables.js';
import { addMediaEdits } from './media-edit.js';
import { addMirror } from './media-mirror.js';
import { type HomeOptions, homeCommand, wholeNumber } from './options.js';
import { withMediaServer, withServerPlaylists, withServerPlays } from './with-client.js';

interface LimitOptions extends HomeOptions {
  readonly limit: number;
}

interface SearchOptions extends LimitOptions {
  readonly artist: string;
}

interface ScanOptions extends HomeOptions {
  readonly wait: boolean;
  readonly minutes: number;
}

async function status({ home }: HomeOptions, context: CommandContext): Promise<void> {
  await withMediaServer(home, context, async (client) => {
    const answer = await client.status(context.signal);
    // What it says is the whole answer, so that nothing follows.
    if (answer.problem !== '') context.result.exitCode = 1;
    printResult(context, answer, () => statusLines(answer));
  });
}

async function check({ home }: HomeOptions, context: CommandContext): Promise<void> {
  await withMediaServer(home, context, async (client) => {
    const checks = await client.check(context.signal);
    if (checks.some(({ result }) => result === 'failed')) context.result.exitCode = 1;
    printResult(context, { checks }, () => checkLines(checks));
  });
}

async function scan(folders: readonly string[], { home, wait, minutes }: ScanOptions, context: CommandContext): Promise<void> {
  await withMediaServer(home, context, async (client) => {
    let told = 0;
    const report = (seconds: number): void => {
      if (context.settings.json || seconds < told + 10) return;
      told = seconds;
      context.output.note(`  still scanning after ${seconds} s`);
    };
    const result = await client.scan(folders, wait ? minutes * 60 : 0, report, context.signal);
    printResult(context, result, () => scanLines(result, wait));
  });
}

async function search(title: string, { home, artist, limit }: SearchOptions, context: CommandContext): Promise<void> {
  await withMediaServer(home, context, async (client) => {
    const tracks = await client.search({ title, artist, limit }, context.signal);
    printResult(context, { tracks }, () => trackLines(tracks, 'the server has no such track'));
  });
}

async function recent({ home, limit }: LimitOptions, context: CommandContext): Promise<void> {
  await withMediaServer(home, context, async (client) => {
    const albums = await client.recentAlbums(limit, context.signal);
    printResult(context, { albums }, () => albumLines(albums));
  });
}

async function artists({ home, limit }: LimitOptions, context: CommandContext): Promise<void> {
  await withMediaServer(home, context, async (client) => {
    const all = await client.artists(limit, context.signal);
    printResult(context, { artists: all }, () => artistLines(all));
  });
}

async function playlists(playlist: string | undefined, { home }: HomeOptions, context: CommandContext): Promise<void> {
  await withServerPlaylists(home, context, async (client) => {
    if (playlist === undefined) {
      const all = await client.list(context.signal);
      printResult(context, { playlists: all }, () => serverPlaylistLines(all));
      return;
    }
    const tracks = await client.tracks(playlist, context.signal);
    printResult(context, { tracks }, () => trackLines(tracks, 'the playlist is empty'));
  });
}

async function plays({ home, limit }: LimitOptions, context: CommandContext): Promise<void> {
  await withServerPlays(home, context, async (client) => {
    const all = await client.latest(limit, context.signal);
    printResult(context, { plays: all }, () => playLines(all));
  });
}

const limitOption = (usual: number, most: number, what: string): Option =>
  new Option('--limit <number>', `at most this many ${what}`).argParser(wholeNumber(1, most)).default(usual);

/** `media status|check|scan|search|recent|artists|playlists|plays`, mirroring, and what is written into the server */
export function addMedia(program: Command, context: CommandContext): void {
  const media = program.command('media').description('your media server: Plex, Jellyfin, Navidrome or a SoulSync folder');
  homeCommand(media, 'status', 'show which server is chosen and whether it answers').action((options: HomeOptions) =>
    status(options, context),
  );
  homeCommand(media, 'check', 'show what works with this server and this account').action((options: HomeOptions) =>
    check(options, context),
  );
  homeCommand(media, 'scan', 'have the server scan its library, and wait until it has')
    .argument('[folders...]', 'folders below LIBRARY_DIR that changed (default: everything)')
    .option('--no-wait', 'return once the scan was started')
    .addOption(new Option('--minutes <number>', 'wait at most this long').argParser(wholeNumber(1, 360)).default(30))
    .action((folders: readonly string[], options: ScanOptions) => scan(folders, options, context));
  homeCommand(media, 'search', 'look for a track in the server’s library')
    .argument('<title>', 'its title')
    .option('--artist <name>', 'by this artist', '')
    .addOption(limitOption(15, 100, 'tracks'))
    .action((title: string, options: SearchOptions) => search(title, options, context));
  homeCommand(media, 'recent', 'show the albums that the server added last')
    .addOption(limitOption(20, 2_000, 'albums'))
    .action((options: LimitOptions) => recent(options, context));
  homeCommand(media, 'artists', 'list the server’s artists')
    .addOption(limitOption(50, 1_000_000, 'artists'))
    .action((options: LimitOptions) => artists(options, context));
  homeCommand(media, 'playlists', 'list the server’s playlists, or the tracks of one')
    .argument('[playlist]', 'its id on the server')
    .action((playlist: string | undefined, options: HomeOptions) => playlists(playlist, options, context));
  homeCommand(media, 'plays', 'show what was played last on the server')
    .addOption(limitOption(20, 10_000, 'plays'))
    .action((options: LimitOptions) => plays(options, context));
  addMirror(media, context);
  addMediaEdits(media, context);
}
