import { Fault } from '@catalogsync/faults';
import type { FileContents, Unread } from '../playlist-forms/contents.js';
import type { NextTurn } from '../playlist-forms/in-turns.js';
import type { FileReader, WrittenFile } from '../playlist-forms/read-file.js';
import type { PlaylistRecogniser } from './playlist-recogniser.js';
import type { PlaylistReference } from './playlist-scope.js';
import { type NamedPlaylist, readTextLines } from './read-text-lines.js';
import { type Digest, type PlacedLists, placeSongs, type SongList } from './song-lists.js';

/** In bytes. @internal for tests */
export const largestPlaylistFile = 10_000_000;

/** What playlist files are read with. */
export interface FileReading {
  readonly recogniser: PlaylistRecogniser;
  readonly files: FileReader;
  readonly digest: Digest;
  readonly nextTurn: NextTurn;
}

/** What a playlist file names. */
export interface PlaylistFileContents {
  /** What it was recognised as, in words. */
  readonly form: string;
  /** Playlists of platforms, as the lines name them; repeats included. */
  readonly named: readonly NamedPlaylist[];
  /** Songs in the file itself. */
  readonly lists: readonly SongList[];
  readonly unread: readonly Unread[];
}

const hint = 'Write one playlist per line: its address, or "platform,id"; or songs as "artist - title".';

/**
 * Reads a playlist file (behaviour 139) of any form in which programs and services export playlists, recognised by its
 * content; otherwise each line is a URL, `platform,URL`, `platform,remote id`, or a song. One line that names nothing does
 * not spoil the others. Nothing in the file is opened; short links alone are followed.
 * @throws Fault `invalid_argument` if nothing is left, with number and text of the first line that names nothing; for a
 *   file that is not text, too large, or broken; see also `PlaylistRecogniser`
 */
export async function readPlaylistFile(file: WrittenFile, reading: FileReading, signal: AbortSignal): Promise<PlaylistFileContents> {
  const { name, content } = file;
  if (content.length > largestPlaylistFile) {
    throw new Fault('invalid_argument', `${name} is too large for a playlist file: more than ${largestPlaylistFile / 1e6} MB`, {
      hint: 'Split it.',
    });
  }
  const { contents, named, platforms } = await inFile(name, () => readContents(file, reading, signal));
  const placed = await placeSongs(contents.lists, name, reading, signal);
  const unread = [...contents.unread, ...placed.unread].sort((a, b) => a.line - b.line);
  requireSomething(name, { named, placed, unread }, platforms);
  return { form: contents.form, named, lists: placed.lists, unread };
}

interface ReadContents {
  readonly contents: FileContents;
  readonly named: readonly NamedPlaylist[];
  /** Those that lines may name; none if the file has no such lines. */
  readonly platforms: readonly string[];
}

async function readContents(file: WrittenFile, reading: FileReading, signal: AbortSignal): Promise<ReadContents> {
  const read = await reading.files.read(file, signal);
  return 'lines' in read ? readTextLines(read.lines, reading, signal) : { ...read, named: [], platforms: [] };
}

/** Names the file in a fault of its content. */
async function inFile<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'invalid_argument' || error.message.startsWith(name)) throw error;
    throw new Fault(error.code, `${name}, ${error.message}`, { ...(error.hint === undefined ? {} : { hint: error.hint }), cause: error });
  }
}

interface Left {
  readonly named: readonly NamedPlaylist[];
  readonly placed: PlacedLists;
  readonly unread: readonly Unread[];
}

function requireSomething(name: string, { named, placed, unread }: Left, platforms: readonly string[]): void {
  if (named.length > 0 || placed.lists.length > 0) return;
  const [first, ...others] = unread;
  if (first === undefined) throw new Fault('invalid_argument', `${name} names no playlist`, { hint });
  const more = others.length === 0 ? '' : `, and ${others.length} more like it`;
  const known = platforms.length === 0 ? '' : ` Platforms: ${platforms.join(', ')}.`;
  throw new Fault('invalid_argument', `${name}, line ${first.line}: ${first.reason}: "${shown(first.text)}"${more}`, {
    hint: `${hint}${known}`,
  });
}

const shown = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);

/** The playlists to limit a job to, each once: those of platforms, then those of the file itself. */
export function referencesIn({ named, lists }: Pick<PlaylistFileContents, 'named' | 'lists'>): readonly PlaylistReference[] {
  return [...named.flatMap(({ reference }) => reference ?? []), ...lists.map(({ reference }) => reference)];
}
