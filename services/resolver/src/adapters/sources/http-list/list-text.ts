import { Fault } from '@catalogsync/faults';
import { JsonShape } from '@catalogsync/outbound-http';
import { parse } from 'csv-parse/sync';
import { type Static, Type } from 'typebox';
import { secondsToMs, splitArtistTitle } from '../../../core/sources/described.js';

/** One song of a list: its address and what the list says about it. */
export interface ListedSong {
  readonly url: string;
  readonly title: string;
  readonly artists: readonly string[];
  readonly album: string | undefined;
  readonly durationMs: number | undefined;
  readonly isrc: string | undefined;
  /** http or https. */
  readonly coverUrl: string | undefined;
  /** An http or https address, or the words themselves. */
  readonly lyrics: string | undefined;
}

/** Longer lists are refused, because the search has no index. */
const mostSongs = 100_000;

const Entry = Type.Object({
  url: Type.String(),
  title: Type.Optional(Type.String()),
  artist: Type.Optional(Type.String()),
  artists: Type.Optional(Type.Array(Type.String())),
  album: Type.Optional(Type.String()),
  duration: Type.Optional(Type.Union([Type.Number(), Type.String()])),
  isrc: Type.Optional(Type.String()),
  cover: Type.Optional(Type.String()),
  lyrics: Type.Optional(Type.String()),
});
/** CSV and other lists may leave out anything. */
type Described = Partial<Static<typeof Entry>>;

const entriesShape = new JsonShape(Type.Array(Type.Union([Type.String(), Entry])));

/**
 * Reads a list of songs: JSON (an array of addresses or of objects with `url`, `title`, `artist` or `artists`,
 * `album`, `duration` in seconds, `isrc`, `cover` an address, `lyrics` an address of `.lrc` or text, or the words),
 * CSV with the same names in its first line, or text with one address per line, where `#EXTINF:seconds,Artist -
 * Title` describes the next one and other `#` lines are comments.
 * @param base resolves relative addresses; undefined where there are none
 * @throws Fault `data_corrupt` for what is not a list, or an address that is not http or https or has a user name or
 *   password of its own
 */
export function parseList(text: string, name: string, base: string | undefined): ListedSong[] {
  const plain = text.replace(/^\uFEFF/, '');
  if (/^\s*[<{]/.test(plain)) throw new Fault('data_corrupt', `the list ${name}: a page or other data instead of a list`);
  const described = plain.trimStart().startsWith('[') ? fromJson(plain, name) : isCsv(plain) ? fromCsv(plain, name) : fromLines(plain);
  if (described.length > mostSongs) throw new Fault('data_corrupt', `the list ${name}: more than ${mostSongs} songs`);
  return described.map((song, index) => toSong(song, index, name, base));
}

function fromJson(text: string, name: string): Described[] {
  return entriesShape.parse(text, `the list ${name}`).map((entry) => (typeof entry === 'string' ? { url: entry } : entry));
}

/** The first line names the columns, including `url`. */
function isCsv(text: string): boolean {
  const [first = ''] = text.trimStart().split(/\r?\n/, 1);
  return first.split(',').some((column) => /^"?url"?$/i.test(column.trim()));
}

function fromCsv(text: string, name: string): Described[] {
  try {
    return parse<Described>(text, {
      columns: (header: string[]) => header.map((column) => column.toLowerCase()),
      trim: true,
      skip_empty_lines: true,
    });
  } catch (error) {
    throw new Fault('data_corrupt', `the list ${name} is not valid CSV`, { cause: error });
  }
}

function fromLines(text: string): Described[] {
  const songs: Described[] = [];
  let about: Described = {};
  for (const raw of text.split(/\r\n|\n|\r/)) {
    const line = raw.trim();
    if (line === '') continue;
    const [, seconds, label] = /^#EXTINF:\s*(-?\d+(?:\.\d+)?)[^,]*,(.*)$/i.exec(line) ?? [];
    if (label !== undefined) about = { ...splitArtistTitle(label), duration: seconds };
    if (line.startsWith('#')) continue;
    songs.push({ ...about, url: line });
    about = {};
  }
  return songs;
}

function toSong(song: Described, index: number, name: string, base: string | undefined): ListedSong {
  const address = String(song.url ?? '');
  const url = URL.parse(address, base);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new Fault('data_corrupt', `the list ${name}: entry ${index + 1} has no http or https address`);
  }
  if (namesUser(url, address, base)) {
    throw new Fault('data_corrupt', `the list ${name}: entry ${index + 1} has a user name or password in its address`);
  }
  const named = splitArtistTitle(nameOf(url));
  const artist = String(song.artist ?? '').trim();
  const title = String(song.title ?? '').trim();
  const credits = song.artists ?? (artist === '' ? [] : [artist]);
  return {
    url: url.href,
    title: title === '' ? named.title : title,
    artists: credits.length > 0 || title !== '' || named.artist === undefined ? credits : [named.artist],
    album: String(song.album ?? '').trim() || undefined,
    durationMs: secondsToMs(song.duration),
    isrc: String(song.isrc ?? '').trim() || undefined,
    coverUrl: addressOf(String(song.cover ?? ''), base),
    lyrics: lyricsOf(String(song.lyrics ?? ''), base),
  };
}

/** Absolute; undefined if it is not an http or https address without a user, which is optional for a song. */
function addressOf(text: string, base: string | undefined): string | undefined {
  const url = text.trim() === '' ? null : URL.parse(text.trim(), base);
  return url !== null && /^https?:$/.test(url.protocol) && !namesUser(url, text, base) ? url.href : undefined;
}

/** Whether an address brings a user name or password that are not those of the list's own address, which the owner wrote. */
function namesUser({ username, password }: URL, text: string, base: string | undefined): boolean {
  if (username === '' && password === '') return false;
  const bare = URL.parse(base ?? '');
  if (bare === null) return true;
  Object.assign(bare, { username: '', password: '' });
  const own = URL.parse(text.trim(), bare.href);
  return own === null || own.username !== '' || own.password !== '';
}

/** A single word that ends like a file or begins like an address is one; anything else is lyrics. */
function lyricsOf(text: string, base: string | undefined): string | undefined {
  const isPlace = /^\s*(https?:\/\/\S+|\S+\.(lrc|txt))\s*$/i.test(text);
  return isPlace ? addressOf(text, base) : text.trim() || undefined;
}

/** The last part of the path without its extension and number, as people name files. */
function nameOf(url: URL): string {
  const last = url.pathname.split('/').at(-1) ?? '';
  return decoded(last)
    .replace(/\.[a-z0-9]{1,5}$/i, '')
    .replaceAll('_', ' ')
    .replace(/^\d{1,3}\s*[-.)]\s+/, '');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Names that are not in UTF-8 are shown as written.
    return text;
  }
}
