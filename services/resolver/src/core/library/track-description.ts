import { blankDetails, blankSound } from '../sources/described.js';
import { furtherDetails } from '../sources/further-details.js';
import type { SourceTrack } from '../sources/source-track.js';
import { type AudioTags, extensionOf, type FileKey, splitPath } from './model.js';

/** A listed file with the data to describe its track. */
export interface ListedFile extends FileKey {
  readonly id: number;
  readonly trackId: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** Milliseconds since 1970 of the scan that saw it first. */
  readonly firstSeenAt: number;
  readonly lyricsStamp?: string | undefined;
  readonly tags: AudioTags;
}

/** Title and artists as shown: from the tags, else from the file's name. */
export function describeTitle(file: FileKey & { readonly tags: AudioTags }): { title: string; artists: readonly string[] } {
  const { tags } = file;
  if (tags.title !== undefined) {
    const artists = tags.artists.length > 0 || tags.albumArtist === undefined ? tags.artists : [tags.albumArtist];
    return { title: tags.title, artists };
  }
  const { artist, title } = nameParts(file.path);
  const [tagged] = tags.artists;
  if (artist === undefined) return { title, artists: tags.artists };
  if (tagged === undefined) return { title, artists: [artist] };
  // With an artist tag, "Title - Live" is all title, and "Artist - Title" repeats the tag.
  return identityForm(artist) === identityForm(tagged)
    ? { title, artists: tags.artists }
    : { title: `${artist} - ${title}`, artists: tags.artists };
}

export function describeTrack(file: ListedFile): SourceTrack {
  const { album, albumArtist, durationMs, isrc, trackNumber, year, genre } = file.tags;
  const discNumber = file.tags.discNumber ?? albumFolder(file.path).discNumber;
  const { title, artists } = describeTitle(file);
  // In the order in which playlist versions are made from them.
  return {
    remoteId: file.trackId,
    name: title,
    artists: artists.map((name) => ({ remoteId: undefined, name })),
    ...{ album, albumArtist, durationMs, isrc, trackNumber, discNumber, year, genre },
    coverUrl: undefined,
    ext: extensionOf(file.path) || undefined,
    fileSizeBytes: file.size,
    ...furtherDetails({ ...file.tags, addedAt: file.firstSeenAt, lyricsVersion: file.lyricsStamp ?? file.tags.lyricsVersion }),
  };
}

/** `CD2`, `Disc 02`, `disk-2 Live`: a folder of one disc inside that of the album. */
const discFolder = /^(?:cd|disc|disk)\s*[-_.#]?\s*(\d{1,2})(?!\d)/i;

/** The folder that the files of an album share, and the disc that the file's own one says. */
export function albumFolder(path: string): { readonly folder: string; readonly discNumber: number | undefined } {
  const { folder } = splitPath(path);
  const { folder: above, name } = splitPath(folder);
  const number = Number(discFolder.exec(name)?.[1] ?? 0);
  return number === 0 ? { folder, discNumber: undefined } : { folder: above, discNumber: number };
}

/** What playlist versions and stored tags use for unknown values. */
export const blankTags = { title: '', ...blankDetails, ...blankSound };

/**
 * The form in which names are compared to make ids. It must never change: every album id in every catalogue depends
 * on it. Comparison for people, which folds traditional and simplified characters, belongs to the catalogue.
 */
export function identityForm(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

/** What a file name says about its song. */
interface NameParts {
  readonly artist: string | undefined;
  readonly title: string;
}

/** `1-05 `, `05.`, `05 - `, `05_`, `(05)` or a zero-padded `05 `; a bare `99 ` may be part of the title. */
const trackPrefix = /^(?:\d{1,2}-\d{2,3}[\s._-]+|\(\d{1,3}\)\s*|\[\d{1,3}\]\s*|\d{1,3}\s*[._)-]+\s*(?!\d)|0\d{1,2}\s+)(?=\S)/u;

/** `Artist - Title`, with any dash; without spaces only between Han characters. */
const spacedDash = /^(.+?)\s+[-–—]\s+(.+)$/u;
const hanDash = /^(\p{Script=Han}[^-–—]*)[-–—](\p{Script=Han}[^-–—]*)$/u;

/** Reads artist and title from a file name, for files without tags. @internal for tests */
export function nameParts(path: string): NameParts {
  const { name } = splitPath(path);
  const at = name.lastIndexOf('.');
  const stem = (at > 0 ? name.slice(0, at) : name).replaceAll('_', ' ').replace(/\s+/gu, ' ').trim().normalize('NFC');
  const bare = stem.replace(trackPrefix, '');
  const match = spacedDash.exec(bare) ?? hanDash.exec(bare);
  const [, artist = '', title = ''] = match ?? [];
  return match === null ? { artist: undefined, title: bare } : { artist: artist.trim(), title: title.trim() };
}
