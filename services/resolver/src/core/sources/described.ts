import { type FurtherDetails, furtherDetails, withoutFurtherDetails } from './further-details.js';
import type { AudioProperties } from './search.js';
import type { SongDetails, SoundProperties, SourceArtist, SourceTrack } from './source-track.js';
import { knownOf, type Plain, withBlanks } from './unknown.js';

/** What messages, versions and stored JSON use for unknown values, in the order in which playlist versions are made from them. */
export const blankDetails: Plain<SongDetails> = {
  album: '',
  albumArtist: '',
  durationMs: 0,
  isrc: '',
  trackNumber: 0,
  discNumber: 0,
  year: 0,
  genre: '',
};

export const blankSound: Plain<SoundProperties> = { durationMs: 0, bitrate: 0, sampleRate: 0, bitDepth: 0 };

const blankTrack = { artists: [], ...blankDetails, coverUrl: '', ext: '', fileSizeBytes: 0 };

/** More names than any song has. */
const mostOtherNames = 20;

/** A track with '' and 0 for unknown values. */
export type PlainTrack = Plain<Omit<SourceTrack, 'artists' | 'otherNames' | 'more' | keyof FurtherDetails>> & {
  readonly artists: Plain<SourceArtist>[];
};

const mostInt32 = 0x7fffffff;

/** No song or artist name is longer; a longer one may be an attack on whatever displays it. */
const longestName = 1000;

/**
 * A track from its known fields; the rest is unknown. Whatever a service claims, numbers come out whole and positive,
 * and names have a sane length and no half characters. Empty text is unknown.
 */
export function describedTrack(known: Partial<SourceTrack> & Pick<SourceTrack, 'remoteId' | 'name'>): SourceTrack {
  const { otherNames: names = [], more = {}, ...plain } = known;
  const track = { ...blankTrack, ...withoutFurtherDetails(plain) };
  const name = saneName(track.name);
  const otherNames = otherNamesOf(name, names);
  return {
    ...knownOf(track),
    remoteId: track.remoteId,
    name,
    artists: track.artists.map(({ remoteId, name }) => ({ remoteId: remoteId || undefined, name: saneName(name) })),
    album: saneName(track.album ?? '') || undefined,
    albumArtist: saneName(track.albumArtist ?? '') || undefined,
    genre: saneName(track.genre ?? '') || undefined,
    durationMs: wholeNumber(track.durationMs),
    trackNumber: wholeNumber(track.trackNumber, mostInt32),
    discNumber: wholeNumber(track.discNumber, mostInt32),
    year: wholeNumber(track.year, 9999),
    fileSizeBytes: wholeNumber(track.fileSizeBytes),
    ...furtherDetails(plain),
    ...(otherNames.length === 0 ? {} : { otherNames }),
    ...(Object.keys(more).length === 0 ? {} : { more }),
  };
}

/** Each once, without the name itself. */
function otherNamesOf(name: string, names: readonly string[]): string[] {
  const others = new Set(names.map(saneName).filter((other) => other !== '' && other !== name));
  return [...others].slice(0, mostOtherNames);
}

/** The form used in messages and for versions; further details, names besides the first and the service's own fields are left out. */
export function plainTrack({ otherNames: _names, more: _more, ...described }: SourceTrack): PlainTrack {
  const track = withoutFurtherDetails(described);
  const artists = track.artists.map(({ remoteId = '', name }) => ({ remoteId, name }));
  return withBlanks({ ...track, artists }, { ...blankTrack, remoteId: '', name: '' });
}

/** Audio properties from their known fields, cleaned as in `describedTrack`; the rest is unknown. */
export function announcedAudio(known: Partial<AudioProperties>): AudioProperties {
  return {
    ext: known.ext,
    bitrate: wholeNumber(known.bitrate, mostInt32),
    sampleRate: wholeNumber(known.sampleRate, mostInt32),
    bitDepth: wholeNumber(known.bitDepth, 64),
    fileSizeBytes: wholeNumber(known.fileSizeBytes),
    durationMs: wholeNumber(known.durationMs),
  };
}

/** A positive whole number; undefined for impossible values. */
export function wholeNumber(value: number | undefined, most = Number.MAX_SAFE_INTEGER): number | undefined {
  const rounded = Math.round(value ?? 0);
  return rounded > 0 && rounded <= most ? rounded : undefined;
}

function saneName(name: string): string {
  return name
    .slice(0, longestName)
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .trim();
}

/** Seconds as a service writes them (a number, `"215.43"`, `"03:35"`, `"1:03:35"`) in ms; undefined for anything else. */
export function secondsToMs(value: number | string | undefined): number | undefined {
  if (typeof value === 'number') return wholeNumber(value * 1000);
  if (value === undefined || !/^\s*(\d+:){0,2}\d+(\.\d+)?\s*$/.test(value)) return undefined;
  return wholeNumber(value.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1000);
}

/** The extension in a form safe for file names: short, only letters and digits; else undefined. */
export function plainExtension(text = ''): string | undefined {
  const ext = text.trim().replace(/^\./, '').toLowerCase();
  return /^[a-z0-9]{1,8}$/.test(ext) ? ext : undefined;
}

/** The extension at the end of a path or name of either separator. */
export function extensionOfName(name: string): string | undefined {
  return plainExtension(/[^/\\]\.([^./\\]+)$/.exec(name)?.[1]);
}

/** `Artist - Title` as people name files and uploads, split in two; no artist if there is no such dash. */
export function splitArtistTitle(text: string): { readonly artist: string | undefined; readonly title: string } {
  const [, artist, title] = /^(.+?)\s+[-–—]\s+(.+)$/su.exec(text.trim()) ?? [];
  return artist === undefined || title === undefined
    ? { artist: undefined, title: text.trim() }
    : { artist: artist.trim(), title: title.trim() };
}
