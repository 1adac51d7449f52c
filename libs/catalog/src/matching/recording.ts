import { artistKey } from './artist-keys.js';
import { type ArtistAliases, type ArtistSet, artistSet, splitArtists } from './artists.js';
import { normaliseIsrc, normaliseTitle } from './normalise.js';
import { otherNamesIn, parseTitle, type TitleParts } from './title.js';
import type { VersionKind } from './version-kinds.js';
import { isLiveAlbum } from './versions.js';

/** What is known of a recording. Empty texts and numbers that are not positive say nothing. */
export interface RecordingInput {
  readonly title: string;
  /** A credit in one string (`周杰伦 / 费玉清`), or one string per artist. */
  readonly artists?: string | readonly string[];
  readonly album?: string;
  readonly durationMs?: number;
  readonly isrc?: string;
  readonly platform?: string;
  readonly remoteId?: string;
  /** Other names of the same song, as some sources give them: translations, romanisations. */
  readonly otherTitles?: readonly string[];
}

/** How names are read. */
export interface DescribeOptions {
  /** Names that are one artist. */
  readonly aliases?: ArtistAliases;
  /** Artists whose names are not split, such as those of the wanted song. */
  readonly names?: readonly string[];
}

/** One reading of who performs what. */
export interface Naming {
  /** The title for comparison: without credits and qualifiers, with subtitles. */
  readonly title: string;
  readonly baseTitle: string;
  readonly artists: ArtistSet;
}

/** A recording prepared once for many comparisons. */
export interface Recording extends Naming {
  /** Translations and other names, normalised. */
  readonly otherTitles: readonly string[];
  /** Subtitles that are not translations, normalised. */
  readonly subtitles: readonly string[];
  readonly versions: readonly VersionKind[];
  readonly versionDetail: readonly string[];
  /** ms. */
  readonly durationMs: number | undefined;
  readonly isrc: string | undefined;
  readonly platform: string | undefined;
  readonly remoteId: string | undefined;
  /** Readings of a title that may hold the artist too: `Adele - Hello`, `七里香 - 周杰伦`. */
  readonly otherNamings: readonly Naming[];
}

function naming(title: string, base: string, artists: ArtistSet): Naming {
  const full = normaliseTitle(title);
  const bare = base === title ? full : normaliseTitle(base);
  return { title: full, baseTitle: bare, artists };
}

function otherNamings(parts: TitleParts, featured: readonly string[], { aliases, names }: DescribeOptions): Naming[] {
  const [second, third] = parts.dashed;
  if (second === undefined || third !== undefined) return [];
  return [
    [parts.base, second],
    [second, parts.base],
  ].map(([artist = '', title = '']) => naming(title, title, artistSet([...splitArtists(artist, names), ...featured], aliases)));
}

/** Guests of a remix are often credited as artists, but the title already names them. */
function withoutRemixers(names: readonly string[], parts: TitleParts): readonly string[] {
  if (parts.detail.length === 0) return names;
  const detail = artistKey(parts.detail.join(' '));
  const others = names.filter((name) => artistKey(name) !== detail);
  return others.length > 0 ? others : names;
}

const known = (value = 0): number | undefined => (Number.isFinite(value) && value > 0 ? value : undefined);

const none: readonly string[] = [];

function creditedIn({ artists }: RecordingInput, { names }: DescribeOptions): readonly string[] {
  if (typeof artists === 'string') return splitArtists(artists, names);
  return artists?.flatMap((credit) => splitArtists(credit, names)) ?? none;
}

function otherTitlesOf(parts: TitleParts, given: readonly string[] | undefined): readonly string[] {
  const found = otherNamesIn(parts);
  return [...found.map(normaliseTitle), ...(given ?? none).map(otherTitle)].filter((title) => title !== '');
}

/** The title's versions, and "live" for a track of a live album. */
function versionsOf(parts: TitleParts, album = ''): readonly VersionKind[] {
  if (album === '' || parts.versions.includes('live') || !isLiveAlbum(album)) return parts.versions;
  return [...parts.versions, 'live' as const].sort();
}

/** Prepares a recording for `matchPriority`. Takes any text, however broken. */
export function describeRecording(input: RecordingInput, options: DescribeOptions = {}): Recording {
  const credited = creditedIn(input, options);
  const parts = parseTitle(input.title, (text) => credited.some((name) => artistKey(name) === artistKey(text)));
  const featured = parts.featured.flatMap((credit) => splitArtists(credit, options.names));
  const artists = artistSet([...withoutRemixers(credited, parts), ...featured], options.aliases);
  const { title, baseTitle } = naming(parts.full, parts.base, artists);
  const otherTitles = otherTitlesOf(parts, input.otherTitles);
  return {
    title,
    baseTitle,
    artists,
    otherTitles,
    subtitles: parts.subtitles.map(normaliseTitle).filter((subtitle) => !otherTitles.includes(subtitle)),
    versions: versionsOf(parts, input.album),
    versionDetail: parts.detail,
    ...identityOf(input),
    otherNamings: otherNamings(parts, featured, options),
  };
}

/** What tells recordings of one name apart. */
export function identityOf(input: RecordingInput): Pick<Recording, 'durationMs' | 'isrc' | 'platform' | 'remoteId'> {
  return {
    durationMs: known(input.durationMs),
    isrc: normaliseIsrc(input.isrc),
    platform: input.platform?.trim().toLowerCase() || undefined,
    remoteId: input.remoteId?.trim() || undefined,
  };
}

const otherTitle = (title: string): string => normaliseTitle(parseTitle(title).full);
