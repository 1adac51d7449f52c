import { readFile, stat } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { Fault } from '@catalogsync/faults';
import { Argument, type Command } from 'commander';
import { type CommandContext, printResult } from '../report/command-context.js';
import { type HomeOptions, homeCommand } from './options.js';
import { withServerMetadata, withServerPlaylists } from './with-client.js';

/** As the service accepts them. */
const mostPictureBytes = 3_000_000;
const mostTextBytes = 400_000;

const mediaTypes: Readonly<Record<string, string>> = {
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.png': 'image/png',
  '.webp': 'image/webp',
};

async function copy(playlist: string, name: string, { home }: HomeOptions, context: CommandContext): Promise<void> {
  await withServerPlaylists(home, context, async (client) => {
    const playlistId = await client.copy(playlist, name, context.signal);
    printResult(context, { playlistId }, () => `The copy is playlist ${playlistId} of the server.`);
  });
}

async function genres(artist: string, words: readonly string[], { home }: HomeOptions, context: CommandContext): Promise<void> {
  await withServerMetadata(home, context, async (client) => {
    await client.genres(artist, words, context.signal);
    printResult(context, { artist, genres: words }, () =>
      words.length === 0 ? 'The artist has no genres now.' : `The artist has these genres now: ${words.join(', ')}.`,
    );
  });
}

async function biography(artist: string, file: string, { home }: HomeOptions, context: CommandContext): Promise<void> {
  const text = (await contentOf(file, mostTextBytes, context)).toString('utf8');
  await withServerMetadata(home, context, async (client) => {
    await client.biography(artist, text, context.signal);
    printResult(context, { artist, characters: text.length }, () => `The biography has ${text.length} characters now.`);
  });
}

async function picture(of: 'artist' | 'album', id: string, file: string, { home }: HomeOptions, context: CommandContext): Promise<void> {
  const mediaType = mediaTypes[extname(file).toLowerCase()];
  if (mediaType === undefined) throw new Fault('invalid_argument', `${file} is not a .jpg, .png or .webp file`);
  const content = await contentOf(file, mostPictureBytes, context);
  await withServerMetadata(home, context, async (client) => {
    await client.picture(of, id, { content, mediaType }, context.signal);
    printResult(context, { of, id, bytes: content.length }, () => `The ${of} has this picture now.`);
  });
}

async function contentOf(file: string, most: number, { surroundings }: CommandContext): Promise<Buffer> {
  const path = resolve(surroundings.cwd, file);
  try {
    const { size } = await stat(path);
    if (size <= most) return await readFile(path);
  } catch (error) {
    throw new Fault('not_found', `cannot read ${file}`, { hint: 'Check the name of the file.', cause: error });
  }
  throw new Fault('invalid_argument', `${file} is larger than ${most.toLocaleString('en')} bytes`);
}

/** `media copy|genres|biography|picture` */
export function addMediaEdits(media: Command, context: CommandContext): void {
  homeCommand(media, 'copy', 'copy a playlist of the server')
    .argument('<playlist>', 'its id on the server')
    .argument('<name>', 'the name of the copy')
    .action((playlist: string, name: string, options: HomeOptions) => copy(playlist, name, options, context));
  homeCommand(media, 'genres', 'give an artist exactly these genres on the server')
    .argument('<artist>', 'the id on the server; see media artists')
    .argument('[genres...]', 'none removes all')
    .action((artist: string, words: readonly string[], options: HomeOptions) => genres(artist, words, options, context));
  homeCommand(media, 'biography', 'give an artist a biography on the server')
    .argument('<artist>', 'the id on the server; see media artists')
    .argument('<file>', 'a text file in UTF-8')
    .action((artist: string, file: string, options: HomeOptions) => biography(artist, file, options, context));
  homeCommand(media, 'picture', 'give an artist or an album a picture on the server')
    .addArgument(new Argument('<of>', 'what it shows').choices(['artist', 'album']))
    .argument('<id>', 'the id on the server; see media artists and media recent')
    .argument('<file>', 'a JPEG, PNG or WebP file of at most 3 MB')
    .action((of: 'artist' | 'album', id: string, file: string, options: HomeOptions) => picture(of, id, file, options, context));
}
