import { MAX_SEGMENT_BYTES, safeSegment, utf8Length } from './safe-segment.js';

/**
 * UTF-16 units of a whole locator: what Windows allows for a path, less a folder of the user's own.
 * @internal for tests
 */
export const MAX_LOCATOR_LENGTH = 240;

const maxPlatformLength = 32;
const maxArtistLength = 80;
const maxAlbumLength = 40;
const maxIdLength = 48;
/** Room for a sibling with another extension, such as `.lrc`, next to a file with a short one. */
const leastExtensionLength = 4;

/** What a file's place depends on. */
export interface TrackPlace {
  readonly platform: string | undefined;
  /** In the order of the credits. */
  readonly artists: readonly string[];
  readonly title: string;
  readonly album?: string;
  /** On the album: from 1; read only with an album. */
  readonly discNumber?: number;
  readonly trackNumber?: number;
  readonly remoteId: string | undefined;
  /** Without a dot. */
  readonly ext: string;
}

/**
 * Where a song's file belongs below a library's root: `<platform>/<first artist>/<title>.<ext>` (behaviour 63), or, where the album is
 * known, `<platform>/<first artist>/<album>/<number> <title>.<ext>`.
 * If another song has that place, callers try the next attempt: 1 adds the song's id, later ones count up.
 * The same place and attempt give the same locator on every machine.
 */
export function trackLocator(place: TrackPlace, attempt = 0): string {
  const platform = safeSegment(place.platform || 'unknown', { units: maxPlatformLength });
  const artist = safeSegment(place.artists.find((name) => name.trim() !== '') ?? 'Unknown artist', { units: maxArtistLength });
  const album = place.album?.trim() ? `${safeSegment(place.album, { units: maxAlbumLength })}/` : '';
  const folder = `${platform}/${artist}/${album}`;
  const number = album === '' ? '' : numberOf(place);
  const extension = place.ext === '' ? '' : `.${safeSegment(place.ext.replace(/[^a-z0-9]/gi, '').toLowerCase(), { bytes: 8 })}`;
  const suffix =
    attempt === 0 ? '' : ` [${safeSegment(place.remoteId ?? '', { bytes: maxIdLength })}]${attempt === 1 ? '' : ` (${attempt})`}`;
  const reservedUnits = Math.max(extension.length, leastExtensionLength);
  const suffixBytes = utf8Length(suffix);
  const named = place.title.trim() === '' ? (place.remoteId ?? '') : place.title;
  const title = safeSegment(`${number}${named}`, {
    bytes: MAX_SEGMENT_BYTES - suffixBytes - reservedUnits,
    units: MAX_LOCATOR_LENGTH - folder.length - suffix.length - reservedUnits,
  });
  return `${folder}${title}${suffix}${extension}`;
}

/** `07 `, or `2-07 ` on a further disc, so that a folder lists its songs in the order of the album. */
function numberOf({ discNumber = 1, trackNumber }: TrackPlace): string {
  const isNumber = (number: number | undefined): number is number => number !== undefined && number >= 1 && number <= 999;
  if (!isNumber(trackNumber)) return '';
  return `${isNumber(discNumber) && discNumber > 1 ? `${discNumber}-` : ''}${String(trackNumber).padStart(2, '0')} `;
}

/** The sibling of a file with the same name and another extension, such as `.lrc` lyrics. */
export function siblingLocator(locator: string, ext: string): string {
  const slash = locator.lastIndexOf('/');
  const dot = locator.lastIndexOf('.');
  return `${dot > slash + 1 ? locator.slice(0, dot) : locator}.${ext}`;
}
