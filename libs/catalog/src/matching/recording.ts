import { artistKey } from './artist-keys.js';
import { type ArtistAliases, type ArtistSet, artistSet, splitArtists } from './artists.js';
import { normaliseIsrc, normaliseTitle } from './normalise.js';
import { titleFeatures } from './similarity.js';
import { parseTitle, type TitleParts, translationsIn } from './title.js';
import type { VersionKind } from './version-kinds.js';
import { isLiveAlbum } from './versions.js';

/** What is known of a recording. Absent, null, empty and (for the duration) 0 and negative mean "not known". */
export interface RecordingInput {
  readonly title: string;
  /** A credit in one string (`周杰伦 / 费玉清`), or one string per artist. */
  readonly artists?: string | readonly string[] | null;
  readonly album?: string | null;
  readonly durationMs?: number | null;
  readonly isrc?: string | null;
  readonly platform?: string | null;
  readonly remoteId?: string | null;
  /** Other names of the same song, as some sources give them: translations, romanisations. */
  readonly otherTitles?: readonly string[] | null;
}

/** How names are read. */
export interface DescribeOptions {
  /** Names that are one artist. */
  readonly aliases?: ArtistAliases;
  /** Artists whose names are not split; the names of the song that is looked for, say. */
  readonly names?: readonly string[];
}

/** One way to read who performs what. */
export interface Naming {
  /** The title that is compared: credits and qualifiers taken off, subtitles kept. */
  readonly title: string;
  readonly baseTitle: string;
  readonly artists: ArtistSet;
  /** Of `title` and of `baseTitle`, for `similarity`. */
  readonly features: Uint32Array;
  readonly baseFeatures: Uint32Array;
}

/** A recording prepared for comparison: made once, compared many times. */
export interface Recording extends Naming {
  /** Translations and other names, normalised. */
  readonly otherTitles: readonly string[];
  /** Subtitles that are no translations, normalised. */
  readonly subtitles: readonly string[];
  readonly versions: readonly VersionKind[];
  readonly versionDetail: readonly string[];
  /** ms; 0 means unknown. */
  readonly durationMs: number;
  /** Empty means unknown. */
  readonly isrc: string;
  readonly platform: string;
  readonly remoteId: string;
  /** Readings of a title that may hold the artist too: `Adele - Hello`, `七里香 - 周杰伦`. */
  readonly otherNamings: readonly Naming[];
}

function naming(title: string, base: string, artists: ArtistSet): Naming {
  const [full, bare] = [normaliseTitle(title), normaliseTitle(base)];
  const features = titleFeatures(full);
  return { title: full, baseTitle: bare, artists, features, baseFeatures: bare === full ? features : titleFeatures(bare) };
}

function otherNamings(parts: TitleParts, featured: readonly string[], { aliases, names }: DescribeOptions): Naming[] {
  const [second, third] = parts.dashed;
  if (second === undefined || third !== undefined) return [];
  return [
    [parts.base, second],
    [second, parts.base],
  ].map(([artist = '', title = '']) => naming(title, title, artistSet([...splitArtists(artist, names), ...featured], aliases)));
}

/** Guests of a remix are often credited as artists; the title names them already. */
function withoutRemixers(names: readonly string[], parts: TitleParts): readonly string[] {
  if (parts.detail.length === 0 || names.length < 2) return names;
  const detail = artistKey(parts.detail.join(' '));
  const others = names.filter((name) => artistKey(name) !== detail);
  return others.length > 0 ? others : names;
}

const known = (value: number | null | undefined): number => (typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0);

/** Prepares a recording for `matchPriority`. Takes any text, however broken. */
export function describeRecording(input: RecordingInput, options: DescribeOptions = {}): Recording {
  const credits = typeof input.artists === 'string' ? [input.artists] : (input.artists ?? []);
  const credited = credits.flatMap((credit) => splitArtists(credit, options.names));
  const ownKeys = new Set(credited.map(artistKey));
  const parts = parseTitle(input.title, (text) => ownKeys.has(artistKey(text)));
  const featured = parts.featured.flatMap((credit) => splitArtists(credit, options.names));
  const artists = artistSet([...withoutRemixers(credited, parts), ...featured], options.aliases);
  const versions = new Set(parts.versions);
  if (isLiveAlbum(input.album ?? '')) versions.add('live');
  const translations = translationsIn(parts).map(normaliseTitle);
  const main = naming(parts.full, parts.base, artists);
  return {
    ...main,
    otherTitles: [...translations, ...(input.otherTitles ?? []).map(otherTitle)].filter((title) => title !== ''),
    subtitles: parts.subtitles.map(normaliseTitle).filter((subtitle) => subtitle !== '' && !translations.includes(subtitle)),
    versions: versions.size === parts.versions.length ? parts.versions : [...versions].sort(),
    versionDetail: parts.detail,
    durationMs: known(input.durationMs),
    isrc: normaliseIsrc(input.isrc),
    platform: (input.platform ?? '').trim().toLowerCase(),
    remoteId: (input.remoteId ?? '').trim(),
    otherNamings: otherNamings(parts, featured, options),
  };
}

const otherTitle = (title: string): string => normaliseTitle(parseTitle(title).full);
